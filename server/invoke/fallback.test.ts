import { describe, expect, it } from 'vitest'
import { FailureError, type FailureKind } from '../contract/failure.ts'
import { emptyReply, reduceReply, type InvocationEvent, type Reply } from '../contract/reply.ts'
import type { Adapter } from '../providers/adapter.ts'
import { mayFallBack } from './fallback.ts'
import { runInvocation } from './runInvocation.ts'
import type { Served } from './target.ts'

function failing(kind: FailureKind, { status = 0, after = [] as string[] } = {}): Adapter {
  return async (call, sink) => {
    sink.onSent({ method: 'POST', url: `http://${call.model}`, headers: {}, body: '{}' })
    if (status > 0) sink.onAnswered(status, { of: call.model })
    for (const data of after) await sink.onEvent(data)
    if (status >= 300) sink.onBody(`words of ${call.model}`)
    throw new FailureError({ kind, message: `${call.model} failed.`, isRetryable: true })
  }
}

const answering: Adapter = async (call, sink) => {
  sink.onSent({ method: 'POST', url: `http://${call.model}`, headers: {}, body: '{}' })
  sink.onAnswered(200, { of: call.model })
  await sink.onEvent(JSON.stringify({ choices: [{ index: 0, delta: { content: call.model } }] }))
  await sink.onEvent('[DONE]')
}

function entity(model: string, adapter: Adapter, secrets: string[] = []): Served {
  return { name: `served-${model}`, model, providerLabel: `Label of ${model}`, adapter, secrets }
}

async function invoke(first: Served, ...fallbacks: Served[]) {
  const events: InvocationEvent[] = []
  const recording = await runInvocation({
    served: first,
    fallbacks,
    namesServed: true,
    task: 'llm/v1/chat',
    body: {},
    signal: new AbortController().signal,
    nowMs: () => performance.now(),
    runStartedAtMs: performance.now(),
    requestedAtMs: performance.now(),
    emit: (event) => events.push(event),
    pressure: () => undefined,
  })
  return { events, recording, reply: events.reduce<Reply>((reply, event) => reduceReply(reply, event), emptyReply) }
}

describe('fallback', () => {
  it('takes the first that succeeds, in the order given, and says who it was', async () => {
    const { reply, recording, events } = await invoke(
      entity('a', failing('unreachable')),
      entity('b', failing('overloaded', { status: 503 })),
      entity('c', answering),
      entity('d', answering),
    )
    expect(reply).toMatchObject({ status: 'done', served: 'served-c', httpStatus: 200, choices: [{ text: 'c' }] })
    expect(events.flatMap((event) => (event.type === 'sent' ? [event.served] : []))).toEqual([
      'served-a',
      'served-b',
      'served-c',
    ])
    expect(recording).toMatchObject({ request: { url: 'http://c' }, response: { headers: { of: 'c' } }, body: null })
  })

  it('ends with the last failure where all fail', async () => {
    const { reply, recording } = await invoke(
      entity('a', failing('rate-limited', { status: 429 })),
      entity('b', failing('upstream-error', { status: 500 })),
      entity('c', failing('unreachable')),
    )
    expect(reply).toMatchObject({ status: 'failed', served: 'served-c', failure: { message: 'c failed.' } })
    expect(reply.httpStatus).toBeUndefined()
    expect(recording).toMatchObject({ request: { url: 'http://c' }, response: null, body: null })
  })

  it('asks nobody else once something of an answer has come', async () => {
    const first = JSON.stringify({ choices: [{ index: 0, delta: { content: 'half' } }] })
    const { reply } = await invoke(
      entity('a', failing('upstream-error', { status: 200, after: [first] })),
      entity('b', answering),
    )
    expect(reply).toMatchObject({ status: 'failed', served: 'served-a', choices: [{ text: 'half' }] })
  })

  it.each(['request-rejected', 'credential-refused', 'model-not-found', 'answer-cut'] as const)(
    'leaves %s to the caller',
    async (kind) => {
      const { reply } = await invoke(entity('a', failing(kind, { status: 400 })), entity('b', answering))
      expect(reply).toMatchObject({ status: 'failed', served: 'served-a', failure: { kind } })
      expect(mayFallBack(new Error('anything else'))).toBe(false)
    },
  )

  it('removes the secrets of every entity from what comes back', async () => {
    const leaking: Adapter = async (_, sink) => {
      sink.onSent({ method: 'POST', url: 'http://x', headers: {}, body: '{}' })
      sink.onAnswered(200, {})
      await sink.onEvent(
        JSON.stringify({ choices: [{ index: 0, delta: { content: 'first-secret-1 second-secret-2' } }] }),
      )
      await sink.onEvent('[DONE]')
    }
    const { reply } = await invoke(
      entity('a', failing('unreachable'), ['first-secret-1']),
      entity('b', leaking, ['second-secret-2']),
    )
    expect(reply.choices[0]?.text).toBe('••• •••')
  })
})
