import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { maxRunBodyBytes, msHeartbeat } from '../contract/limits.ts'
import { joinRequestSchema, runRequestSchema, stopRequestSchema } from '../contract/run.ts'
import type { Runs } from '../invoke/runs.ts'

interface RunRouteDependencies {
  runs: Runs
  /** Between comment lines that keep proxies from closing a quiet stream. */
  msHeartbeat?: number
}

interface RunParameters {
  Params: { id: string }
}

export function runRoutes(
  app: FastifyInstance,
  { runs, msHeartbeat: msBetweenBeats = msHeartbeat }: RunRouteDependencies,
): void {
  app.post('/api/runs', { bodyLimit: maxRunBodyBytes }, (request, reply) => {
    const run = runRequestSchema.parse(request.body)
    runs.start(run)
    streamRun(run.id, 0, request, reply)
  })

  app.get<RunParameters>('/api/runs/:id/events', (request, reply) => {
    streamRun(request.params.id, lastEventId(request), request, reply)
  })

  app.post<RunParameters>('/api/runs/:id/invocations', { bodyLimit: maxRunBodyBytes }, async (request, reply) => {
    runs.join(request.params.id, joinRequestSchema.parse(request.body))
    return reply.code(204).send()
  })

  app.post<RunParameters>('/api/runs/:id/stop', async (request, reply) => {
    runs.stop(request.params.id, stopRequestSchema.parse(request.body ?? {}).invocationIds)
    return reply.code(204).send()
  })

  /** Throws before anything is written where the run is not there; from then on the answer is the stream. */
  function streamRun(runId: string, afterId: number, request: FastifyRequest, reply: FastifyReply): void {
    const { raw } = reply
    let hasBegun = false
    const begin = () => {
      if (hasBegun) return
      hasBegun = true
      reply.hijack()
      request.raw.socket.setNoDelay(true)
      raw.writeHead(200, {
        ...presentHeaders(reply),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // nginx would hold the events back until its buffer is full.
        'x-accel-buffering': 'no',
      })
    }
    const follower = runs.follow(runId, afterId, {
      write(frame) {
        begin()
        return raw.write(frame)
      },
      end() {
        begin()
        raw.end()
      },
      destroy: () => raw.destroy(),
    })
    begin()
    if (raw.writableEnded) return
    if (raw.destroyed) return follower.leave()
    raw.flushHeaders()
    const beat = setInterval(() => {
      // A comment line. A reader that is stalled has bytes enough to read.
      if (!follower.isStalled()) raw.write(':\n\n')
    }, msBetweenBeats)
    raw.on('drain', follower.resume)
    raw.on('error', () => raw.destroy())
    raw.on('close', () => {
      clearInterval(beat)
      follower.leave()
    })
  }
}

/** What hooks have set so far (security headers), which a raw answer would lose. */
function presentHeaders(reply: FastifyReply): Record<string, string | string[] | number> {
  return Object.fromEntries(
    Object.entries(reply.getHeaders()).filter(
      (entry): entry is [string, string | string[] | number] => entry[1] !== undefined,
    ),
  )
}

/** The browser repeats the id of the last frame it has; anything but a whole number begins from the start. */
function lastEventId(request: FastifyRequest): number {
  const text = request.headers['last-event-id']
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : 0
}
