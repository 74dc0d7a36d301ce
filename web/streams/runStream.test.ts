import { describe, expect, it } from 'vitest'
import { encodeFrame, encodeItem, type RunStreamItem } from '../../server/contract/runStream.ts'
import { followRun, type RunEvent, type RunStreamDeps } from './runStream.ts'

const request = { id: 'run', invocations: [{ id: 'a', endpoint: 'fast', body: {} }] }
const header: RunStreamItem = { run: 'run', invocationIds: ['a'] }
const text = (atMs: number, words: string) => encodeItem(0, { type: 'text-delta', atMs, text: words })
const frame = (id: number, ...items: RunStreamItem[]) => `id: ${id}\ndata: ${encodeFrame(items)}\n\n`

type Answer = (string | Uint8Array)[] | number | 'no answer'

const bytes = (piece: string | Uint8Array) => (typeof piece === 'string' ? new TextEncoder().encode(piece) : piece)

/** Answers calls in turn: a status, a body in pieces, or no answer at all. */
function upstream(answers: Answer[]) {
  const calls: { path: string; method: string; lastEventId: string | null }[] = []
  const deps: RunStreamDeps = {
    open(path, init) {
      calls.push({
        path,
        method: init.method ?? 'GET',
        lastEventId: new Headers(init.headers).get('last-event-id'),
      })
      const answer = answers.shift() ?? 'no answer'
      if (answer === 'no answer') return Promise.reject(new TypeError('network'))
      if (typeof answer === 'number') return Promise.resolve(new Response('{}', { status: answer }))
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (const piece of answer) controller.enqueue(bytes(piece))
          controller.close()
        },
      })
      return Promise.resolve(new Response(body))
    },
    failureOf: (response) =>
      Promise.resolve({ kind: 'bad-request', message: `refused ${response.status}`, isRetryable: false }),
    // Back-off passes at once; the watch for silence never fires.
    setTimer(run, ms) {
      if (ms < 20_000) queueMicrotask(run)
      return 0
    },
    clearTimer: () => undefined,
  }
  return { deps, calls }
}

async function follow(answers: Answer[], isPosted = true) {
  const { deps, calls } = upstream(answers)
  const events: RunEvent[] = []
  const connection: string[] = []
  const ending = await followRun(
    { id: 'run', ...(isPosted && { request }) },
    {
      onInvocations: () => undefined,
      onEvents: (more) => events.push(...more),
      onConnection: (state) => connection.push(state),
    },
    { deps, signal: new AbortController().signal },
  )
  const shown = events.map(({ event }) => (event.type === 'text-delta' ? event.text : '')).join('')
  return { ending, calls, shown, connection }
}

describe('following a run', () => {
  it('reads the stream to its end', async () => {
    const { ending, shown, calls } = await follow([
      [frame(1, header), ': beat\n\n', frame(2, text(1, 'Hé'), text(2, 'llo')), frame(3, { end: true })],
    ])
    expect(ending).toEqual({ type: 'ended' })
    expect(shown).toBe('Héllo')
    expect(calls).toEqual([{ path: '/api/runs', method: 'POST', lastEventId: null }])
  })

  it('gives the same text at whatever byte the stream is cut in two', async () => {
    const whole = bytes(frame(1, header) + frame(2, text(1, 'Aé漢🙂')) + frame(3, { end: true }))
    for (let at = 0; at <= whole.length; at++) {
      const { shown, ending } = await follow([[whole.slice(0, at), whole.slice(at)]])
      expect([shown, ending.type]).toEqual(['Aé漢🙂', 'ended'])
    }
  })

  it('resumes after the last id when the stream closes without an end, and shows nothing twice', async () => {
    const { ending, shown, calls, connection } = await follow([
      [frame(1, header), frame(2, text(1, 'one ')), 'id: 3\ndata: [2,0,0,"tw'],
      [frame(2, text(1, 'one ')), frame(3, text(2, 'two')), frame(4, { end: true })],
    ])
    expect(ending).toEqual({ type: 'ended' })
    expect(shown).toBe('one two')
    expect(calls[1]).toEqual({ path: '/api/runs/run/events', method: 'GET', lastEventId: '2' })
    expect(connection).toEqual(['open', 'lost', 'open'])
  })

  it('looks the run up when the answer to the POST was lost', async () => {
    const { ending, calls, shown } = await follow([
      'no answer',
      [frame(1, header, text(1, 'there')), frame(2, { end: true })],
    ])
    expect(ending).toEqual({ type: 'ended' })
    expect(shown).toBe('there')
    expect(calls.map(({ method }) => method)).toEqual(['POST', 'GET'])
  })

  it('says that the run is not there when the POST never arrived', async () => {
    expect((await follow(['no answer', 404])).ending).toEqual({ type: 'gone' })
  })

  it('says why the server refused it, without trying again', async () => {
    const { ending, calls } = await follow([413])
    expect(ending).toMatchObject({ type: 'refused', failure: { message: 'refused 413' } })
    expect(calls).toHaveLength(1)
  })

  it('gives up on a server that never answered, but not on one that did', async () => {
    expect((await follow([])).ending).toEqual({ type: 'unreachable' })
    const lost = Array.from({ length: 12 }, () => 'no answer' as const)
    const { ending } = await follow([[frame(1, header)], ...lost, [frame(2, { end: true })]])
    expect(ending).toEqual({ type: 'ended' })
  })

  it('asks again after a frame that is not readable', async () => {
    const { ending, shown } = await follow([
      [frame(1, header), 'id: 2\ndata: {nonsense\n\n'],
      [frame(2, text(1, 'whole')), frame(3, { end: true })],
    ])
    expect(ending).toEqual({ type: 'ended' })
    expect(shown).toBe('whole')
  })

  it('ends with words where the stream cannot be read, instead of asking for ever', async () => {
    const { ending } = await follow([
      [frame(1, header), 'id: 2\ndata: [3,7]\n\n'],
      ['id: 2\ndata: [3,7]\n\n'],
      'no answer',
    ])
    expect(ending).toMatchObject({ type: 'refused', failure: { kind: 'internal' } })
  })

  it('takes a connection on which nothing comes any more for dead, and resumes after the last id', async () => {
    const { deps, calls } = upstream([[frame(3, text(2, ' awake')), frame(4, { end: true })]])
    const watches: { run: () => void; isOver: boolean }[] = []
    const open = deps.open
    deps.open = (path, init) => {
      if (calls.length > 0) return open(path, init)
      calls.push({ path, method: 'POST', lastEventId: null })
      // As after a sleep or a change of networks: the socket is gone, and nobody said so.
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(bytes(frame(1, header) + frame(2, text(1, 'before'))))
          init.signal?.addEventListener('abort', () => controller.error(init.signal?.reason))
        },
      })
      return Promise.resolve(new Response(body))
    }
    deps.setTimer = (run, ms) => {
      if (ms < 20_000) queueMicrotask(run)
      else watches.push({ run, isOver: false })
      return watches.length
    }
    deps.clearTimer = (timer) => {
      const watch = watches[timer - 1]
      if (watch !== undefined) watch.isOver = true
    }
    let shown = ''
    const followed = followRun(
      { id: 'run', request },
      {
        onInvocations: () => undefined,
        onEvents: (events) => {
          for (const { event } of events) if (event.type === 'text-delta') shown += event.text
        },
        onConnection: () => undefined,
      },
      { deps, signal: new AbortController().signal },
    )
    await expect.poll(() => watches.length).toBe(2)
    // The first was called off by the bytes that came.
    expect(watches.map(({ isOver }) => isOver)).toEqual([true, false])
    watches[1]?.run()
    expect(await followed).toEqual({ type: 'ended' })
    expect(shown).toBe('before awake')
    expect(calls[1]).toMatchObject({ path: '/api/runs/run/events', lastEventId: '2' })
  })
})
