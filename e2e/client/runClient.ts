import { randomUUID } from 'node:crypto'
import { createParser } from 'eventsource-parser'
import { request } from 'undici'
import { emptyReply, isEnded, reduceReply, type Reply } from '../../server/contract/reply.ts'
import { decodeFrame, decodeItem, type RunStreamItem } from '../../server/contract/runStream.ts'
import type { Invocation } from '../../server/contract/invocation.ts'
import type { Playground } from '../process/playgroundProcess.ts'

/** A run as any program drives it: what the browser does, without the browser. */
export interface Run {
  id: string
  invocationIds: string[]
  /** What a page would show now, in the order of the invocations. */
  replies: Reply[]
  /** Everything that came over the wire. */
  raw: string
  lastEventId: string
  hasEnded: boolean
  /** Resolves when the stream closed, however. */
  closed: Promise<void>
  /** Resolves as soon as the predicate holds; rejects when the stream closes first. */
  until(predicate: (run: Run) => boolean): Promise<void>
  leave(): void
  /** Begins to read where it was started paused. */
  read(): void
}

export interface RunOptions {
  prompt?: string
  sessionId?: string
  body?: Record<string, unknown>
  atOnce?: number
  /** Read nothing until `read`. */
  isPaused?: boolean
}

export async function startRun(playground: Playground, endpoints: string[], options: RunOptions = {}): Promise<Run> {
  const id = randomUUID()
  const invocations = endpoints.map((endpoint) => ({
    id: randomUUID(),
    endpoint,
    body: { messages: [{ role: 'user', content: options.prompt ?? 'Go' }], ...options.body },
  }))
  const run = emptyRun(id)
  // From the start, so that "every reply" never means none.
  run.replies = endpoints.map(() => emptyReply)
  const answer = await request(`${playground.url}/api/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      id,
      invocations,
      ...(options.sessionId === undefined ? {} : { sessionId: options.sessionId }),
      ...(options.atOnce === undefined ? {} : { atOnce: options.atOnce }),
    }),
    bodyTimeout: 0,
  })
  if (answer.statusCode !== 200) throw new Error(`POST /api/runs: ${answer.statusCode} ${await answer.body.text()}`)
  return follow(run, answer.body, options.isPaused)
}

export async function resumeRun(playground: Playground, id: string, lastEventId?: string): Promise<Run> {
  const answer = await request(`${playground.url}/api/runs/${id}/events`, {
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
    bodyTimeout: 0,
  })
  if (answer.statusCode !== 200) throw new Error(`GET events: ${answer.statusCode} ${await answer.body.text()}`)
  return follow(emptyRun(id), answer.body)
}

export async function stopRun(playground: Playground, id: string, invocationIds?: string[]): Promise<void> {
  const answer = await request(`${playground.url}/api/runs/${id}/stop`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(invocationIds === undefined ? {} : { invocationIds }),
  })
  const text = await answer.body.text()
  if (answer.statusCode >= 300) throw new Error(`stop: ${answer.statusCode} ${text}`)
}

export async function readInvocation(playground: Playground, id: string): Promise<Invocation> {
  const answer = await request(`${playground.url}/api/invocations/${id}`)
  const text = await answer.body.text()
  if (answer.statusCode !== 200) throw new Error(`GET invocation: ${answer.statusCode} ${text}`)
  const invocation: Invocation = JSON.parse(text)
  return invocation
}

export function textOf(reply: Reply | undefined): string {
  return reply?.choices[0]?.text ?? ''
}

type Body = Awaited<ReturnType<typeof request>>['body']

function emptyRun(id: string): Run {
  const waits = new Set<() => void>()
  const run: Run = {
    id,
    invocationIds: [],
    replies: [],
    raw: '',
    lastEventId: '',
    hasEnded: false,
    closed: Promise.resolve(),
    async until(predicate) {
      while (!predicate(run)) {
        const news = new Promise<boolean>((resolve) => {
          waits.add(() => resolve(true))
        })
        const isOpen = await Promise.race([news, run.closed.then(() => false)])
        if (!isOpen && !predicate(run)) throw new Error('the run stream closed before what was waited for')
      }
    },
    leave() {},
    read() {},
  }
  notify.set(run, () => {
    for (const go of waits) go()
    waits.clear()
  })
  return run
}

const notify = new WeakMap<Run, () => void>()

function follow(run: Run, body: Body, isPaused = false): Run {
  const parser = createParser({
    maxBufferSize: 64 * 1024 * 1024,
    onEvent({ data, id }) {
      if (id !== undefined) run.lastEventId = id
      const items = decodeFrame(data)
      for (const item of items) takeItem(run, item)
      notify.get(run)?.()
    },
  })
  const decoder = new TextDecoder()
  body.on('data', (bytes: Buffer) => {
    const text = decoder.decode(bytes, { stream: true })
    run.raw += text
    parser.feed(text)
  })
  run.closed = new Promise((resolve) => {
    body.once('close', () => {
      notify.get(run)?.()
      resolve()
    })
    // A cut stream is for the test to judge, by `hasEnded`.
    body.once('error', () => resolve())
  })
  run.leave = () => {
    body.destroy()
  }
  run.read = () => {
    body.resume()
  }
  if (isPaused) body.pause()
  return run
}

function takeItem(run: Run, item: RunStreamItem): void {
  if ('end' in item) run.hasEnded = true
  if ('run' in item) {
    run.invocationIds = item.invocationIds
    while (run.replies.length < item.invocationIds.length) run.replies.push(emptyReply)
  }
  const decoded = decodeItem(item)
  if (!decoded) return
  const { index, event } = decoded
  const before = run.replies[index] ?? emptyReply
  // I3: exactly one terminal event, and nothing after it.
  if (isEnded(before.status)) throw new Error(`an event after the end of pane ${index}: ${JSON.stringify(event)}`)
  run.replies[index] = reduceReply(before, event)
}
