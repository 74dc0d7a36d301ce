import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { EndpointRegistry } from '../endpoints/registry.ts'
import { maxRunBodyBytes, msHeartbeat } from '../contract/limits.ts'
import { joinRequestSchema, queryRequestSchema, runRequestSchema, stopRequestSchema } from '../contract/run.ts'
import type { Runs } from '../invoke/runs.ts'
import { queryRun } from './queryRun.ts'
import { streamAnswer } from './streamAnswer.ts'

interface RunRouteDependencies {
  runs: Runs
  registry: Pick<EndpointRegistry, 'answer'>
  /** Between comment lines that keep proxies from closing a quiet stream. */
  msHeartbeat?: number
}

interface RunParameters {
  Params: { id: string }
}

export function runRoutes(
  app: FastifyInstance,
  { runs, registry, msHeartbeat: msBetweenBeats = msHeartbeat }: RunRouteDependencies,
): void {
  app.post('/api/runs', { bodyLimit: maxRunBodyBytes }, (request, reply) => {
    const run = runRequestSchema.parse(request.body)
    runs.start(run)
    streamRun(run.id, 0, request, reply)
  })

  app.post('/api/queries', { bodyLimit: maxRunBodyBytes }, (request, reply) => {
    const query = queryRequestSchema.parse(request.body)
    runs.start(queryRun(query, registry.answer().endpoints))
    streamRun(query.id, 0, request, reply)
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
    streamAnswer(request, reply, {
      msHeartbeat: msBetweenBeats,
      follow: (reader) => runs.follow(runId, afterId, reader),
    })
  }
}

/** The browser repeats the id of the last frame it has; anything but a whole number begins from the start. */
function lastEventId(request: FastifyRequest): number {
  const text = request.headers['last-event-id']
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : 0
}
