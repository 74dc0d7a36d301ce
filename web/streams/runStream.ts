import type { Failure } from '../../server/contract/failure.ts'
import { msHeartbeat } from '../../server/contract/limits.ts'
import type { InvocationEvent } from '../../server/contract/reply.ts'
import type { Rerun } from '../../server/contract/rerunDocument.ts'
import type { QueryRequest, RunRequest } from '../../server/contract/run.ts'
import { decodeFrame, decodeItem } from '../../server/contract/runStream.ts'

/**
 * One run's event stream, followed to its end whatever happens to the connection.
 *
 * The run lives on the server: a closed connection ends nothing. Every event carries a growing id; after a cut the
 * stream is asked for again from the last id seen, so nothing is lost and nothing is shown twice. Because the browser
 * mints the run's id, even a POST whose answer never came can be looked up: only "not found" means it never began.
 */
export interface RunEvent {
  invocationId: string
  event: InvocationEvent
}

/** What begins a run, by whichever of its routes. */
export type RunStart = RunRequest | QueryRequest | Rerun

export interface OpenOptions {
  method?: 'GET' | 'POST'
  /** Sent as JSON. */
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

export interface RunStreamDeps {
  /** Answers with the response whatever its status; rejects only where no answer came. */
  open(path: string, options: OpenOptions): Promise<Response>
  failureOf(response: Response): Promise<Failure>
  setTimer: (run: () => void, ms: number) => number
  clearTimer: (timer: number) => void
}

export interface RunStreamSink {
  /** Which invocations the run has; again, longer, when some join. */
  onInvocations(invocationIds: string[]): void
  onEvents(events: RunEvent[]): void
  onConnection(state: 'open' | 'lost'): void
}

export type RunEnding =
  | { type: 'ended' }
  /** The server no longer has the run in memory: its replies are in the store. */
  | { type: 'gone' }
  /** The server never began it. */
  | { type: 'refused'; failure: Failure }
  | { type: 'unreachable' }
  | { type: 'left' }

/** Half the wait is random, so that many tabs do not come back at once. */
const msBackOff = [250, 500, 1000, 2000, 5000]
const triesBeforeFirstAnswer = 4
/** Two heartbeats missed and some: the connection is dead although nobody said so (sleep, another network). */
const msSilence = msHeartbeat * 2.5
/** Far above what a replay of a whole run needs; a bound all the same. */
const maxBufferSize = 256 * 1024 * 1024

/** Apart from the first load: nothing streams before something is sent or found open. */
export const loadEventParser = () => import('eventsource-parser')

export async function followRun(
  run: { id: string; request?: RunStart },
  sink: RunStreamSink,
  { deps, signal }: { deps: RunStreamDeps; signal: AbortSignal },
): Promise<RunEnding> {
  const place: Place = { lastEventId: 0, invocationIds: [], hasEnded: false, isReached: false, timesUnreadable: 0 }
  let posting = run.request
  for (let tries = 0; !signal.aborted; tries++) {
    const idBefore = place.lastEventId
    const request = posting
    posting = undefined
    const ending = await connect(run.id, request, { place, sink, deps, signal })
    if (ending) return ending
    if (place.hasEnded) return { type: 'ended' }
    if (place.lastEventId > idBefore) tries = 0
    if (!place.isReached && tries >= triesBeforeFirstAnswer) return { type: 'unreachable' }
    sink.onConnection('lost')
    const ms = msBackOff[Math.min(tries, msBackOff.length - 1)] ?? 5000
    await pause(ms / 2 + (Math.random() * ms) / 2, deps, signal)
  }
  return { type: 'left' }
}

interface Place {
  lastEventId: number
  invocationIds: string[]
  hasEnded: boolean
  isReached: boolean
  timesUnreadable: number
}

interface Connection {
  place: Place
  sink: RunStreamSink
  deps: RunStreamDeps
  signal: AbortSignal
}

/** One connection, until it closes. An ending, or undefined: try again. */
async function connect(
  runId: string,
  request: RunStart | undefined,
  { place, sink, deps, signal }: Connection,
): Promise<RunEnding | undefined> {
  const own = new AbortController()
  const connectionSignal = AbortSignal.any([signal, own.signal])
  let response: Response
  try {
    response = await deps.open(
      request ? pathOf(request) : `/api/runs/${runId}/events`,
      request ? posted(request, connectionSignal) : resumed(place.lastEventId, connectionSignal),
    )
  } catch {
    return undefined
  }
  if (!response.ok || !response.body) {
    if (!request && response.status === 404) return { type: 'gone' }
    // 409: the run is there already, a POST that a proxy or the browser sent twice.
    if (request && response.status === 409) return undefined
    if (!request && response.status >= 500) return undefined
    return { type: 'refused', failure: await deps.failureOf(response) }
  }
  place.isReached = true
  sink.onConnection('open')
  await readStream(response.body, { place, sink, deps, abort: () => own.abort() })
  return place.timesUnreadable > 1 ? { type: 'refused', failure: unreadable } : undefined
}

function pathOf(request: RunStart): string {
  if ('text' in request) return '/api/queries'
  return 'asWritten' in request ? '/api/reruns' : '/api/runs'
}

function posted(request: RunStart, signal: AbortSignal): OpenOptions {
  return { method: 'POST', headers: { accept: 'text/event-stream' }, body: request, signal }
}

function resumed(lastEventId: number, signal: AbortSignal): OpenOptions {
  const headers: Record<string, string> = { accept: 'text/event-stream' }
  if (lastEventId > 0) headers['last-event-id'] = String(lastEventId)
  return { headers, signal }
}

interface Reading {
  place: Place
  sink: RunStreamSink
  deps: RunStreamDeps
  abort: () => void
}

async function readStream(body: ReadableStream<Uint8Array>, { place, sink, deps, abort }: Reading): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  try {
    const { createParser } = await loadEventParser()
    const parser = createParser({ maxBufferSize, onEvent: ({ id, data }) => takeFrame(Number(id), data, place, sink) })
    for (;;) {
      // A comment line counts: the timer asks for bytes, not for events.
      const timer = deps.setTimer(abort, msSilence)
      const { done, value } = await reader.read().finally(() => deps.clearTimer(timer))
      if (done) return
      parser.feed(decoder.decode(value, { stream: true }))
      if (place.hasEnded) return
    }
  } catch {
    // Cut, silent for too long, or not readable: all three are mended by asking again from the last id.
  } finally {
    reader.cancel().catch(() => undefined)
  }
}

function takeFrame(id: number, data: string, place: Place, sink: RunStreamSink): void {
  if (id <= place.lastEventId) return
  const events: RunEvent[] = []
  for (const { item, decoded } of readFrame(data, place)) {
    if (decoded) {
      const invocationId = place.invocationIds[decoded.index]
      if (invocationId) events.push({ invocationId, event: decoded.event })
    } else if ('run' in item) {
      place.invocationIds = item.invocationIds
      sink.onInvocations(item.invocationIds)
    } else place.hasEnded = true
  }
  if (Number.isFinite(id)) place.lastEventId = id
  place.timesUnreadable = 0
  if (events.length > 0) sink.onEvents(events)
}

/** Read once more, in case a proxy mangled it; twice unreadable ends the run for this page, with words. */
function readFrame(data: string, place: Place) {
  try {
    return decodeFrame(data).map((item) => ({ item, decoded: decodeItem(item) }))
  } catch (error) {
    place.timesUnreadable += 1
    throw error
  }
}

const unreadable: Failure = {
  kind: 'internal',
  message: 'This page is older than the server and cannot read what it sends. Reload the page; the answers are kept.',
  isRetryable: false,
}

function pause(ms: number, deps: RunStreamDeps, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      deps.clearTimer(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = deps.setTimer(finish, ms)
    signal.addEventListener('abort', finish)
    if (signal.aborted) finish()
  })
}
