import { beforeEach, describe, expect, it } from 'vitest'
import { emptyReply, type Reply } from '../../server/contract/reply.ts'
import { encodeItem, type RunStreamItem } from '../../server/contract/runStream.ts'
import { replies } from './replies.ts'
import { createRuns, type RunsDeps } from './runs.ts'

const request = { id: 'run', invocations: [{ id: 'a', endpoint: 'fast', body: {} }] }

/** One answer per call, by path. */
function setUp(answer: (path: string) => Response | undefined, stored?: Reply) {
  const calls: { path: string; body: unknown }[] = []
  const deps: RunsDeps = {
    open(path, options) {
      calls.push({ path, body: options.body })
      const response = answer(path)
      return response ? Promise.resolve(response) : Promise.reject(new TypeError('network'))
    },
    failureOf: (response) =>
      Promise.resolve({ kind: 'too-large', message: `refused ${response.status}`, isRetryable: false }),
    storedReply: () => Promise.resolve(stored),
    setTimer(run, ms) {
      if (ms < 20_000) queueMicrotask(run)
      return 0
    },
    clearTimer: () => undefined,
    now: () => 0,
    scheduler: {
      requestFrame: () => 0,
      cancelFrame: () => undefined,
      setTimer: () => 0,
      clearTimer: () => undefined,
    },
  }
  return { runs: createRuns(deps), calls }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5))
const shown = () => replies.getState().replies['a']

describe('the runs of a tab', () => {
  beforeEach(() => replies.setState({ replies: {}, runIds: {}, lostRuns: new Set() }))

  it('say in the reply why the server refused to begin', async () => {
    const { runs } = setUp(() => new Response('{}', { status: 413 }))
    runs.start(request)
    await settled()
    expect(shown()).toMatchObject({ status: 'failed', failure: { message: 'refused 413' } })
  })

  it('say that the server is not there', async () => {
    const { runs } = setUp(() => undefined)
    runs.start(request)
    await settled()
    expect(shown()).toMatchObject({ status: 'failed', failure: { kind: 'unreachable', isRetryable: true } })
  })

  it('take the stored reply of a run the server no longer knows', async () => {
    const kept = { ...emptyReply, status: 'interrupted' as const }
    const { runs } = setUp((path) => (path === '/api/runs' ? undefined : new Response('', { status: 404 })), kept)
    runs.start(request)
    await settled()
    expect(shown()).toEqual(kept)
  })

  it('join a run that streams and start one where it has ended', async () => {
    const header: RunStreamItem = { run: 'run', invocationIds: ['a'] }
    const open = new ReadableStream<Uint8Array>({
      start: (controller) =>
        controller.enqueue(
          new TextEncoder().encode(
            `id: 1\ndata: ${JSON.stringify([header, encodeItem(0, { type: 'sent', atMs: 1 })])}\n\n`,
          ),
        ),
    })
    let isOver = false
    const { runs, calls } = setUp((path) => {
      if (path.endsWith('/invocations')) return new Response('{}', { status: isOver ? 409 : 200 })
      if (path.endsWith('/stop')) return new Response('{}')
      return path === '/api/runs' && calls.length === 1 ? new Response(open) : new Response('{}', { status: 413 })
    })
    runs.start(request)
    await settled()
    const more = { id: 'run-2', invocations: [{ id: 'b', endpoint: 'fast', body: {} }] }
    await runs.join('run', more)
    expect(calls.map(({ path }) => path)).toEqual(['/api/runs', '/api/runs/run/invocations'])
    expect(replies.getState().runIds['b']).toBe('run')
    isOver = true
    await runs.join('run', { ...more, id: 'run-3' })
    expect(calls.at(-1)?.path).toBe('/api/runs')
    await runs.stop(['a'])
    expect(calls.at(-1)).toEqual({ path: '/api/runs/run/stop', body: { invocationIds: ['a'] } })
  })
})
