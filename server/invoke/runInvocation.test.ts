import { describe, expect, it } from 'vitest'
import { FailureError } from '../contract/failure.ts'
import { maxAnswerBytes } from '../contract/limits.ts'
import { emptyReply, reduceReply, type InvocationEvent, type Reply } from '../contract/reply.ts'
import type { Task } from '../contract/task.ts'
import type { Adapter, ProviderSink } from '../providers/adapter.ts'
import { runInvocation, type Patience } from './runInvocation.ts'
import type { Served } from './target.ts'

const terminal = new Set(['done', 'stopped', 'failed', 'interrupted'])
const secret = 'cnry_4b1b6c0e-0f7a-4f55-9d4e-8f0e6f2b7a11'

interface Options {
  task?: Task
  abort?: AbortController
  patience?: Partial<Patience>
  body?: Record<string, unknown>
}

async function invoke(adapter: Adapter, { task = 'llm/v1/chat', abort, patience, body = {} }: Options = {}) {
  const events: InvocationEvent[] = []
  const served: Served = { name: 'sim', model: 'sim-1', providerLabel: 'Sim', adapter, secrets: [secret] }
  const recording = await runInvocation({
    served,
    task,
    body,
    signal: (abort ?? new AbortController()).signal,
    nowMs: () => performance.now(),
    runStartedAtMs: performance.now(),
    requestedAtMs: performance.now(),
    emit: (event) => events.push(event),
    pressure: () => undefined,
    ...(patience === undefined ? {} : { patience }),
  })
  const reply = events.reduce<Reply>((state, event) => reduceReply(state, event), emptyReply)
  // I3: one terminal event, and nothing after it.
  expect(events.filter(({ type }) => terminal.has(type))).toHaveLength(1)
  expect(terminal.has(events.at(-1)?.type ?? '')).toBe(true)
  return { events, reply, recording, text: reply.choices[0]?.text, reasoning: reply.choices[0]?.reasoning }
}

const request = { method: 'POST', url: 'http://sim', headers: {}, body: '{}' }

/** An upstream that says these events and then ends as told. */
function saying(data: (string | object)[], ending: 'clean' | 'reset' | 'hang' = 'clean'): Adapter {
  return async (_, sink, signal) => {
    sink.onSent(request)
    sink.onAnswered(200, {})
    for (const item of data) await sink.onEvent(typeof item === 'string' ? item : JSON.stringify(item))
    if (ending === 'reset')
      throw new FailureError({ kind: 'answer-cut', message: 'Sim closed the connection.', isRetryable: true })
    if (ending === 'hang') await untilAborted(signal)
  }
}

function answering(body: string, status = 200): Adapter {
  return async (_, sink) => {
    sink.onSent(request)
    sink.onAnswered(status, {})
    sink.onBody(body)
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}

const delta = (fields: object, finish: string | null = null, index = 0) => ({
  choices: [{ index, delta: fields, finish_reason: finish }],
})
const say = (content: string) => delta({ content })
const stop = delta({}, 'stop')

describe('how an invocation ends', () => {
  it('is done at [DONE], and ignores what follows it (row 18)', async () => {
    const { reply, text } = await invoke(saying([say('a'), stop, '[DONE]', '[DONE]', say('b'), '[DONE]']))
    expect([reply.status, text, reply.choices[0]?.finishReason]).toEqual(['done', 'a', 'stop'])
  })

  it.each(['clean', 'reset'] as const)(
    'is done after finish_reason though [DONE] never comes: %s (row 3)',
    async (ending) => {
      expect((await invoke(saying([say('a'), stop], ending))).reply.status).toBe('done')
    },
  )

  it('is done after finish_reason where the upstream then hangs', async () => {
    const { reply } = await invoke(saying([say('a'), stop], 'hang'), { patience: { msAfterFinish: 10 } })
    expect(reply.status).toBe('done')
  })

  it.each(['clean', 'reset'] as const)(
    'is a cut without a finish signal, and keeps the text: %s (rows 3, 4)',
    async (ending) => {
      const { reply, text } = await invoke(saying([say('a'), say('b')], ending))
      expect([reply.status, reply.failure?.kind, text]).toEqual(['failed', 'answer-cut', 'ab'])
    },
  )

  it('is a cut where nothing came at all', async () => {
    expect((await invoke(saying([]))).reply.failure?.kind).toBe('answer-cut')
  })

  it('waits for every choice it has seen to finish', async () => {
    const { reply } = await invoke(
      saying([delta({ content: 'a' }), delta({ content: 'b' }, null, 1), delta({}, 'stop', 0)]),
    )
    expect(reply.failure?.kind).toBe('answer-cut')
    expect(reply.choices.map(({ text }) => text)).toEqual(['a', 'b'])
  })

  it.each([0, 1, 2])(
    'fails at a chunk that is not JSON, and keeps what came before: place %i (row 13)',
    async (place) => {
      const chunks: (string | object)[] = [say('a'), say('b'), stop]
      chunks.splice(place, 0, '{"choices":[{')
      const { reply, text } = await invoke(saying([...chunks, '[DONE]']))
      expect([reply.status, reply.failure?.kind, text]).toEqual(['failed', 'answer-invalid', 'ab'.slice(0, place)])
    },
  )

  it.each([
    [
      'OpenAI',
      { error: { message: 'Server had an error', type: 'server_error' } },
      'upstream-error',
      'Server had an error',
    ],
    [
      'Anthropic',
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
      'overloaded',
      'Overloaded',
    ],
    ['Gemini', [{ error: { code: 429, message: 'Quota', status: 'RESOURCE_EXHAUSTED' } }], 'rate-limited', 'Quota'],
    ['Databricks', { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'RPM' }, 'rate-limited', 'RPM'],
    ['vLLM', { object: 'error', message: 'Out of memory', code: 500 }, 'upstream-error', 'Out of memory'],
    ['Ollama', { error: 'model runner has stopped' }, 'upstream-error', 'model runner has stopped'],
    ['FastAPI', { detail: 'Not here' }, 'upstream-error', 'Not here'],
    [
      'a choice beside it',
      {
        error: { message: 'Provider returned error', code: 502 },
        choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
      },
      'upstream-error',
      'Provider returned error',
    ],
  ])('fails with the words of an error inside the stream: %s (row 14)', async (_, error, kind, words) => {
    for (const before of [[], [say('a')]]) {
      const { reply, text } = await invoke(saying([...before, error, '[DONE]']))
      expect([reply.status, reply.failure?.kind, reply.failure?.providerMessage]).toEqual(['failed', kind, words])
      expect(text).toBe(before.length === 0 ? '' : 'a')
    }
  })

  it('takes a JSON answer where a stream was asked for (row 14)', async () => {
    const message = { role: 'assistant', content: 'hi', reasoning_content: 'hm' }
    const body = {
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    }
    const { reply, text, reasoning, recording } = await invoke(answering(JSON.stringify(body)))
    expect([reply.status, text, reasoning, reply.usage]).toEqual([
      'done',
      'hi',
      'hm',
      { promptTokens: 1, completionTokens: 2 },
    ])
    expect(recording.body).toBe(JSON.stringify(body))
  })

  it.each([
    ['an HTML page', '<html><head><title>502 Bad Gateway</title></head></html>', '502 Bad Gateway'],
    ['JSON that is no answer', '{"hello":1}', '{"hello":1}'],
    ['cut JSON', '{"choices":[{"message":{"content":"a', '{"choices":[{"message":{"content":"a'],
  ])('fails at %s with status 200 (row 14)', async (_, body, words) => {
    const { reply } = await invoke(answering(body))
    expect([reply.failure?.kind, reply.failure?.providerMessage]).toEqual(['answer-invalid', words])
  })

  it('fails as our own mistake where an adapter throws, without its words', async () => {
    const broken: Adapter = () => {
      throw new TypeError(`cannot read ${secret}`)
    }
    const { reply } = await invoke(broken)
    expect(reply.failure?.kind).toBe('internal')
    expect(JSON.stringify(reply)).not.toContain(secret)
  })

  it('ends at the limit of an answer (row 12)', async () => {
    const big = say('x'.repeat(1024 * 1024))
    const { reply } = await invoke(saying(Array.from({ length: 12 }, () => big)))
    expect(reply.failure?.kind).toBe('answer-too-long')
    expect(reply.choices[0]?.text.length).toBeLessThanOrEqual(maxAnswerBytes)
  })
})

describe('stop (row 26)', () => {
  const moments: [string, (sink: ProviderSink) => void][] = [
    ['before the request', () => undefined],
    ['before the headers', (sink) => sink.onSent(request)],
    [
      'after the headers',
      (sink) => {
        sink.onSent(request)
        sink.onAnswered(200, {})
      },
    ],
    [
      'after a token',
      (sink) => {
        sink.onSent(request)
        sink.onAnswered(200, {})
        void sink.onEvent(JSON.stringify(say('a')))
      },
    ],
  ]
  it.each(moments)('ends once and closes the upstream: %s', async (_, until) => {
    const abort = new AbortController()
    const closed = Promise.withResolvers<void>()
    const { reply } = await invoke(
      async (_, sink, signal) => {
        until(sink)
        setImmediate(() => abort.abort('stopped'))
        await untilAborted(signal).catch(() => undefined)
        closed.resolve()
        // Whatever an adapter still says after its abort goes nowhere.
        void sink.onEvent(JSON.stringify(say('late')))
        throw signal.reason
      },
      { abort },
    )
    await closed.promise
    expect([reply.status, reply.choices[0]?.text]).toEqual(['stopped', until === moments[3]?.[1] ? 'a' : ''])
  })

  it.each(['before', 'after'])('in the same tick as the end leaves one end: %s', async (order) => {
    const abort = new AbortController()
    const { reply } = await invoke(
      async (_, sink) => {
        sink.onSent(request)
        if (order === 'before') abort.abort('stopped')
        void sink.onEvent('[DONE]')
        if (order === 'after') abort.abort('stopped')
      },
      { abort },
    )
    expect(reply.status).toBe(order === 'before' ? 'stopped' : 'done')
  })

  it('never asks where it was stopped before', async () => {
    const abort = new AbortController()
    abort.abort('stopped')
    let asked = false
    const { reply } = await invoke(
      async () => {
        asked = true
      },
      { abort },
    )
    expect([reply.status, asked]).toEqual(['stopped', false])
  })

  it('fails with the reason where the endpoint was removed', async () => {
    const abort = new AbortController()
    const reason = new FailureError({ kind: 'endpoint-removed', message: 'It was removed.', isRetryable: false })
    const { reply, text } = await invoke(
      async (_, sink, signal) => {
        await sink.onEvent(JSON.stringify(say('a')))
        setImmediate(() => abort.abort(reason))
        await untilAborted(signal)
      },
      { abort },
    )
    expect([reply.status, reply.failure?.kind, text]).toEqual(['failed', 'endpoint-removed', 'a'])
  })

  it('closes an upstream that stays open after [DONE]', async () => {
    const closed = Promise.withResolvers<void>()
    const adapter = saying([say('a'), stop, '[DONE]'], 'hang')
    const { reply } = await invoke(
      async (call, sink, signal) => {
        signal.addEventListener('abort', () => closed.resolve())
        await adapter(call, sink, signal)
      },
      { patience: { msAfterDone: 5 } },
    )
    expect(reply.status).toBe('done')
    await closed.promise
  })
})

describe('what a chunk may hold', () => {
  it('survives chunks without content and keeps their usage (row 15)', async () => {
    const { reply, text } = await invoke(
      saying([
        { choices: [], prompt_filter_results: [{}] },
        delta({ role: 'assistant' }),
        delta({ content: null }),
        ...Array.from({ length: 1000 }, () => say('')),
        { choices: [null, 3, { index: 'x' }] },
        say('a'),
        { id: 'x' },
        delta({}, 'stop'),
        {
          choices: [],
          usage: {
            prompt_tokens: 5,
            completion_tokens: 6,
            total_tokens: 11,
            prompt_tokens_details: { cached_tokens: 2 },
            completion_tokens_details: { reasoning_tokens: 4 },
          },
        },
        { choices: [], usage: null },
        '[DONE]',
      ]),
    )
    expect([reply.status, text]).toEqual(['done', 'a'])
    expect(reply.usage).toEqual({
      promptTokens: 5,
      completionTokens: 6,
      totalTokens: 11,
      reasoningTokens: 4,
      cachedTokens: 2,
    })
  })

  it.each(['length', 'content_filter', 'refusal', 'something_new'])(
    'passes finish_reason %s on (row 17)',
    async (reason) => {
      const { reply } = await invoke(saying([delta({ refusal: 'I cannot' }), delta({}, reason), '[DONE]']))
      expect([reply.choices[0]?.finishReason, reply.choices[0]?.text]).toEqual([reason, 'I cannot'])
    },
  )

  it.each<[string, object]>([
    ['reasoning_content', delta({ reasoning_content: 'why' })],
    ['reasoning', delta({ reasoning: 'why' })],
    ['both names at once', delta({ reasoning: 'why', reasoning_content: 'why' })],
    ['Databricks lists', delta({ content: [{ type: 'reasoning', summary: [{ type: 'summary_text', text: 'why' }] }] })],
    ['Mistral lists', delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'why' }] }] })],
    ['Anthropic blocks', delta({ content: [{ type: 'thinking', thinking: 'why' }] })],
    ['tags', delta({ content: '<think>why</think>' })],
  ])('tells reasoning from the answer: %s', async (_, chunk) => {
    const { text, reasoning } = await invoke(saying([chunk, delta({ content: [{ type: 'text', text: 'so' }] }), stop]))
    expect([reasoning, text]).toEqual(['why', 'so'])
  })

  it('leaves tags in a text completion alone', async () => {
    const { text } = await invoke(
      saying([{ choices: [{ index: 0, text: '<think>x</think>', finish_reason: 'stop' }] }]),
      { task: 'llm/v1/completions' },
    )
    expect(text).toBe('<think>x</think>')
  })

  it('puts tool calls together', async () => {
    const { reply } = await invoke(
      saying([
        delta({ tool_calls: [{ index: 0, id: 'c1', function: { name: 'f', arguments: '' } }] }),
        delta({ tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] }),
        delta({
          tool_calls: [
            { index: 0, function: { arguments: ':1}' } },
            { index: 1, id: 'c2', function: { name: 'g', arguments: { b: 2 } } },
          ],
        }),
        delta({}, 'tool_calls'),
      ]),
    )
    expect(reply.choices[0]?.toolCalls).toEqual([
      { id: 'c1', name: 'f', arguments: '{"a":1}' },
      { id: 'c2', name: 'g', arguments: '{"b":2}' },
    ])
  })

  it('lets no upstream choose how many choices there are', async () => {
    const { reply } = await invoke(
      saying([delta({ content: 'a' }, null, 1e9), delta({ content: 'b' }, null, -1), stop]),
    )
    expect(reply.choices.length).toBeLessThan(130)
  })

  it('keeps out a token that the adapter fetched for this request, cut anywhere', async () => {
    const token = 'fetched-token-9c1f4b7e-never-to-be-seen'
    for (let at = 1; at < token.length; at++) {
      let held: string[] = []
      const echo = saying([say(`key ${token.slice(0, at)}`), say(`${token.slice(at)} end`), say(token), stop])
      const adapter: Adapter = Object.assign(
        (...given: Parameters<Adapter>) => {
          held = [token]
          return echo(...given)
        },
        { secrets: () => held },
      )
      const { reply, recording, text } = await invoke(adapter)
      expect(text).toContain('•••')
      expect(JSON.stringify(reply)).not.toContain(token.slice(2))
      expect(recording.events.filter(({ data }) => data.includes(token))).toEqual([])
    }
  })

  it('keeps a secret out of everything, cut anywhere (attacks 11)', async () => {
    for (let at = 1; at < secret.length; at++) {
      const { reply, recording } = await invoke(
        saying([
          say(`key ${secret.slice(0, at)}`),
          say(`${secret.slice(at)} end`),
          say(secret),
          { error: { message: `Bad ${secret}` } },
        ]),
      )
      expect(JSON.stringify(reply)).not.toContain(secret.slice(2))
      expect(recording.events.filter(({ data }) => data.includes(secret))).toEqual([])
      expect(reply.choices[0]?.text).toMatch(/^key c?n?••• end•••$/)
    }
  })

  it('asks for no stream where the caller wants none, and records embeddings as a body', async () => {
    let isStreamed: boolean | undefined
    const adapter = answering('{"data":[{"embedding":[1]}],"usage":{"prompt_tokens":2}}')
    const { reply, recording } = await invoke(
      (call, sink, signal) => {
        isStreamed = call.isStreamed
        return adapter(call, sink, signal)
      },
      { task: 'llm/v1/embeddings' },
    )
    expect([isStreamed, reply.status, reply.usage]).toEqual([false, 'done', { promptTokens: 2 }])
    expect(recording.body).toContain('embedding')
  })

  it('records the first 256 KB of events and counts the rest', async () => {
    const event = say('a'.repeat(1000))
    const { recording, text } = await invoke(saying([...Array.from({ length: 300 }, () => event), '[DONE]']))
    const kept = Math.floor((256 * 1024) / JSON.stringify(event).length)
    expect([recording.events.length, recording.eventsOmitted]).toEqual([kept, 301 - kept])
    expect(text?.length).toBe(300_000)
  })

  it('takes no notice of events without data, which some upstreams send to keep the connection open', async () => {
    const { reply, text, recording } = await invoke(saying(['', ' ', say('a'), '', '[DONE]']))
    expect([reply.status, text, recording.events.length]).toEqual(['done', 'a', 2])
  })
})
