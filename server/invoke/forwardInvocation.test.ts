import { describe, expect, it } from 'vitest'
import { FailureError, type Failure, type FailureKind } from '../contract/failure.ts'
import type { ForwardedInvocation } from '../contract/forwardedInvocation.ts'
import { readJsonObject } from '../contract/jsonText.ts'
import type { Adapter } from '../providers/adapter.ts'
import type { Forward, ForwardSink } from '../providers/forward.ts'
import { createForwarder, type ForwardRequest } from './forwardInvocation.ts'
import type { Served, Target } from './target.ts'

const body = Buffer.from('{"messages":[]}')
const event = (choice: string) =>
  Buffer.from(`data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[${choice}]}\n\n`)
const delta = event('{"index":0,"delta":{"role":"assistant","content":"a"},"finish_reason":null}')
const finish = event('{"index":0,"delta":{},"finish_reason":"stop"}')
const done = Buffer.from('data: [DONE]\n\n')
const whole = Buffer.from(
  '{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"a"},"finish_reason":"stop"}]}',
)

function served(name: string, forward: Forward): Served {
  const adapter: Adapter = Object.assign(() => Promise.reject(new Error('unused')), { forward })
  return { name, model: `model-${name}`, providerLabel: name, adapter, secrets: ['sk-secret-0123'] }
}

function failing(kind: FailureKind, before: (sink: ForwardSink) => void = () => undefined): Forward {
  return (_call, sink) => {
    before(sink)
    return Promise.reject(new FailureError({ kind, message: 'It failed.', isRetryable: true }))
  }
}

const answering =
  (...chunks: Uint8Array[]): Forward =>
  (call, sink) => {
    sink.onSent({ method: 'POST', url: 'http://x/', headers: {}, body: call.body })
    sink.onAnswered(200, { a: 'b' })
    for (const chunk of chunks) void sink.onBytes(chunk)
    return Promise.resolve()
  }

function start(services: [Served, ...Served[]], given: Partial<ForwardRequest> = {}, isFull = false) {
  const [first, ...fallbacks] = services
  const records: ForwardedInvocation[] = []
  const heard: string[] = []
  const failures: Failure[] = []
  const errors: unknown[] = []
  let ms = 0
  const full: (() => void)[] = []
  const forward = createForwarder({
    now: () => new Date('2026-11-22T12:00:00Z'),
    nowMs: () => ms++,
    record: (record) => records.push(record),
    onError: (error) => errors.push(error),
  })
  // Only its name is read.
  const endpoint = { name: 'mine' } as Target['endpoint']
  const leave = forward(
    {
      id: 'id-1',
      target: { endpoint, served: first, fallbacks },
      task: 'llm/v1/chat',
      isStreamed: true,
      callerBody: body,
      body,
      object: readJsonObject(body),
      wantsUsage: false,
      encoding: 'float',
      requester: 'token-1',
      clientRequestId: 'r-1',
      userAgent: 'test',
      arrivedAtMs: 0,
      ...given,
    },
    {
      answer: (by, bytes) => heard.push(`answer ${by.name} ${Buffer.from(bytes).toString()}`),
      write(by, pieces) {
        heard.push(`write ${by.name} ${Buffer.concat(pieces).toString()}`)
        return isFull ? new Promise<void>((resolve) => full.push(resolve)) : undefined
      },
      end: (by, pieces) => heard.push(`end ${by.name} ${Buffer.concat(pieces).toString()}`),
      fail(failure, by) {
        heard.push(`fail ${by.name} ${failure.kind}`)
        failures.push(failure)
        return 503
      },
    },
  )
  const settled = async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
  return { records, heard, errors, leave, settled, drain: () => full.forEach((resolve) => resolve()) }
}

describe('a forwarded invocation', () => {
  it('writes once what one read brought, and records it', async () => {
    const { heard, records, settled } = start([served('one', answering(delta, finish, done))])
    await settled()
    expect(heard).toEqual([`end one ${Buffer.concat([delta, finish, done]).toString()}`])
    expect(records).toMatchObject([
      {
        id: 'id-1',
        endpoint: 'mine',
        servedModel: 'one',
        model: 'model-one',
        providerLabel: 'one',
        startedAt: '2026-11-22T12:00:00.000Z',
        requester: 'token-1',
        clientRequestId: 'r-1',
        userAgent: 'test',
        isStreamed: true,
        statusCode: 200,
        ended: { type: 'done' },
        response: { status: 200, headers: { a: 'b' } },
        secrets: ['sk-secret-0123'],
      },
    ])
    expect(records[0]?.callerBody).toBe(body)
    expect(Buffer.concat(records[0]?.answer.pieces ?? [])).toEqual(Buffer.concat([delta, finish, done]))
  })

  it('answers whole what is not streamed', async () => {
    const { heard, records, settled } = start([served('one', answering(whole))], { isStreamed: false })
    await settled()
    expect(heard).toEqual([`answer one ${whole.toString()}`])
    expect(records).toMatchObject([{ statusCode: 200, ended: { type: 'done' }, isStreamed: false }])
  })

  it('asks the next served entity where one fails before anything is out, and records who answered', async () => {
    const { heard, records, settled } = start([
      served('one', failing('overloaded')),
      served('two', answering(Buffer.from('data: {"error":{"message":"x"}}\n\n'))),
      served('three', answering(delta, finish, done)),
    ])
    await settled()
    expect(heard).toEqual([`end three ${Buffer.concat([delta, finish, done]).toString()}`])
    expect(records).toMatchObject([{ servedModel: 'three', ended: { type: 'done' } }])
  })

  it('asks nobody else for what the caller did wrong, nor after the first byte', async () => {
    const refused = start([served('one', failing('request-rejected')), served('two', answering(whole))])
    await refused.settled()
    expect(refused.heard).toEqual(['fail one request-rejected'])
    expect(refused.records).toMatchObject([{ servedModel: 'one', statusCode: 503, ended: { type: 'failed' } }])

    const broken: Forward = async (call, sink) => {
      await answering(delta)(call, sink, new AbortController().signal)
      await new Promise((resolve) => setImmediate(resolve))
      await failing('upstream-error')(call, sink, new AbortController().signal)
    }
    const late = start([served('one', broken), served('two', answering(whole))])
    await late.settled()
    expect(late.heard).toEqual([`write one ${delta.toString()}`, 'fail one upstream-error'])
  })

  it('takes a reset after the last finish for an end', async () => {
    const forward: Forward = async (call, sink, signal) => {
      await answering(delta, finish)(call, sink, signal)
      throw new FailureError({ kind: 'answer-cut', message: 'Cut.', isRetryable: true })
    }
    const { heard, records, settled } = start([served('one', forward)])
    await settled()
    expect(heard).toEqual([`write one ${delta.toString()}`, `end one ${Buffer.concat([finish, done]).toString()}`])
    expect(records).toMatchObject([{ ended: { type: 'done' } }])
  })

  it('ends once when the caller leaves: the upstream is told, and nothing more is written', async () => {
    let heardOf: unknown
    const forward: Forward = (call, sink, signal) => {
      void answering(delta)(call, sink, signal)
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          heardOf = signal.reason
          void sink.onBytes(delta)
          reject(signal.reason)
        }),
      )
    }
    const { heard, records, leave, settled } = start([served('one', forward), served('two', answering(whole))])
    await settled()
    leave()
    leave()
    await settled()
    expect(heardOf).toBeInstanceOf(Error)
    expect(heard).toEqual([`write one ${delta.toString()}`])
    expect(records).toMatchObject([{ statusCode: 499, ended: { type: 'stopped' } }])
  })

  it('holds the upstream back while the caller is full', async () => {
    const waits: unknown[] = []
    const forward: Forward = async (_call, sink) => {
      sink.onAnswered(200, {})
      waits.push(sink.onBytes(delta))
      await new Promise((resolve) => setImmediate(resolve))
      const wait = sink.onBytes(delta)
      waits.push(wait)
      await wait
      waits.push(sink.onBytes(Buffer.concat([finish, done])))
    }
    const { heard, drain, settled } = start([served('one', forward)], {}, true)
    await settled()
    expect(waits).toEqual([undefined, expect.any(Promise)])
    expect(heard).toHaveLength(2)
    drain()
    await settled()
    expect(heard.at(-1)).toBe(`end one ${Buffer.concat([finish, done]).toString()}`)
  })

  it('says a mistake of its own as one, and tells the terminal', async () => {
    const { heard, errors, settled } = start([served('one', () => Promise.reject(new TypeError('oops')))])
    await settled()
    expect(heard).toEqual(['fail one internal'])
    expect(errors).toMatchObject([{ message: 'oops' }])
  })

  it('frames the events of an adapter that knows no bytes', async () => {
    const adapter: Adapter = async (call, sink) => {
      sink.onSent({ method: 'LOCAL', url: 'local:x', headers: {}, body: JSON.stringify(call.body) })
      sink.onAnswered(200, {})
      for (const data of [delta, finish, done]) await sink.onEvent(data.toString().slice(6, -2))
    }
    const one = { ...served('one', answering()), adapter }
    const { heard, settled } = start([one])
    await settled()
    expect(heard.join('').replaceAll(/(?:write|end) one /g, '')).toBe(Buffer.concat([delta, finish, done]).toString())
  })
})
