import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { ForwardedInvocation } from '../contract/forwardedInvocation.ts'
import { createAnswerRecorders } from './answerRecorder.ts'
import { digestForwarded } from './digestForwarded.ts'

const secret = 'cnry_4b1b6c0e-0f7a-4f55-9d4e-8f0e6f2b7a11'
const bytes = (text: string) => new TextEncoder().encode(text)
const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`
const delta = (content: string, finish: string | null = null) =>
  event({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] })
const usage = event({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } })

interface Answer {
  chunks: [atMs: number, chunk: string | Uint8Array][]
  maxBytes?: number
}

function record({ chunks, maxBytes = 1_000_000 }: Answer, change: Partial<ForwardedInvocation> = {}) {
  const tape = createAnswerRecorders({ maxBytes }).start()
  for (const [atMs, chunk] of chunks) tape.add(atMs, typeof chunk === 'string' ? bytes(chunk) : chunk)
  const body = bytes('{"messages":[]}')
  return digestForwarded({
    id: 'id',
    endpoint: 'gpt',
    servedModel: 'gpt-1',
    model: 'gpt-5-mini',
    providerLabel: 'OpenAI',
    task: 'llm/v1/chat',
    startedAt: '2026-01-01T00:00:00.000Z',
    requester: null,
    clientRequestId: null,
    userAgent: 'curl',
    callerBody: body,
    sent: { method: 'POST', url: 'https://api.example/v1', headers: { authorization: `Bearer ${secret}` }, body },
    response: { status: 200, headers: {} },
    answer: tape.finish(),
    isStreamed: true,
    statusCode: 200,
    ended: { type: 'done' },
    timings: { msInLine: 10, msToHeaders: 5, msTotal: 60 },
    secrets: [secret],
    ...change,
  })
}

describe('digestForwarded', () => {
  it('reads a stream as a pane does: text, reasoning, tool calls, usage, finish reason and moments', () => {
    const call = { index: 0, id: 'c1', function: { name: 'look', arguments: '{"a":' } }
    const digest = record({
      chunks: [
        [20, event({ choices: [{ index: 0, delta: { role: 'assistant', reasoning_content: 'hm' } }] })],
        [30, delta('Hel') + delta('lo').slice(0, 20)],
        [40, delta('lo').slice(20) + event({ choices: [{ index: 0, delta: { tool_calls: [call] } }] })],
        [50, delta('', 'tool_calls') + usage + 'data: [DONE]\n\n'],
      ],
    })
    expect(digest.reply).toMatchObject({
      status: 'done',
      httpStatus: 200,
      choices: [{ text: 'Hello', reasoning: 'hm', finishReason: 'tool_calls', toolCalls: [{ name: 'look' }] }],
      usage: { promptTokens: 3, completionTokens: 2 },
      sentAtMs: 10,
      firstTokenAtMs: 30,
      firstTextAtMs: 40,
      endedAtMs: 70,
      timings: { msInLine: 10, msToFirstToken: 20, msToFirstText: 30, msToLastToken: 40, msTotal: 60 },
    })
    expect(digest.events.map(({ atMs }) => atMs)).toEqual([20, 30, 40, 40, 50, 50, 50])
    expect(digest.body).toBeNull()
  })

  it('reads a long stream as it would token by token, whatever stands between and inside the tokens', () => {
    const said: [choice: number, text: string][] = Array.from({ length: 400 }, (_, index) => [
      index % 7 === 6 ? 1 : 0,
      index % 11 === 0 ? `"\\\n${index}` : ` w${index}é`,
    ])
    const token = ([index, content]: (typeof said)[number]) =>
      event({ id: 'c', choices: [{ index, delta: { content }, finish_reason: null }] })
    const digest = record({
      chunks: [
        ...said.map((one, index): [number, string] => [100 + index, token(one)]),
        [600, delta('', 'stop') + usage + 'data: [DONE]\n\n'],
      ],
    })
    const textOf = (choice: number) => said.flatMap(([index, text]) => (index === choice ? [text] : [])).join('')
    expect(digest.reply).toMatchObject({
      choices: [{ text: textOf(0), finishReason: 'stop' }, { text: textOf(1) }],
      firstTokenAtMs: 110,
      firstTextAtMs: 110,
      lastTokenAtMs: 509,
      timings: { msToFirstToken: 100, msToFirstText: 100, msToLastToken: 499 },
    })
    expect(digest.events).toHaveLength(403)
  })

  it.each([
    ['a whole answer', '{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}', undefined],
    ['a compressed one', gzipSync('{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}'), 'gzip'],
  ])('reads %s', (_, chunk, encoding) => {
    const digest = record(
      { chunks: [[7, chunk]] },
      {
        isStreamed: false,
        response: { status: 200, headers: encoding === undefined ? {} : { 'content-encoding': encoding } },
      },
    )
    expect(digest.reply.choices).toMatchObject([{ text: 'Hi', finishReason: 'stop' }])
    expect(digest.body).toContain('"content":"Hi"')
    expect(digest.events).toEqual([])
  })

  it('reads a compressed stream that was cut in the middle as far as it came', () => {
    const packed = gzipSync(Array.from({ length: 2000 }, (_, index) => delta(`word ${index} `)).join(''))
    const digest = record(
      { chunks: [[5, packed.subarray(0, packed.length / 2)]] },
      { response: { status: 200, headers: { 'content-encoding': 'gzip' } }, ended: { type: 'stopped' } },
    )
    expect(digest.reply).toMatchObject({
      status: 'stopped',
      choices: [{ text: expect.stringMatching(/^word 0 word 1 /) }],
    })
  })

  it('keeps the beginning of a long answer, and its usage and finish reason from its end', () => {
    const words = Array.from({ length: 400 }, (_, index): [number, string] => [index, delta(`w${index} `)])
    const digest = record({
      chunks: [...words, [401, delta('', 'length') + usage + 'data: [DONE]\n\n']],
      maxBytes: 4096,
    })
    expect(digest.reply.choices[0]?.text).toMatch(/^w0 w1 .* w\d+ $/)
    expect(digest.reply.choices[0]?.text).not.toContain('w399')
    expect(digest.reply).toMatchObject({ usage: { completionTokens: 2 }, choices: [{ finishReason: 'length' }] })
    expect(digest.eventsOmitted).toBeGreaterThan(0)
  })

  it('keeps a refusal with its body and the provider’s words', () => {
    const digest = record(
      { chunks: [[3, `{"error":{"message":"bad key ${secret}"}}`]] },
      {
        response: { status: 401, headers: {} },
        statusCode: 401,
        ended: {
          type: 'failed',
          failure: {
            kind: 'credential-refused',
            message: 'No.',
            isRetryable: false,
            providerMessage: `bad key ${secret}`,
          },
        },
      },
    )
    expect(digest.reply).toMatchObject({ status: 'failed', failure: { providerMessage: 'bad key •••' } })
    expect(digest.body).toBe('{"error":{"message":"bad key •••"}}')
  })

  it('leaves a secret nowhere, however the upstream or the caller spell it', () => {
    const spelled = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64'), JSON.stringify(secret)]
    const digest = record(
      {
        chunks: [
          [1, delta(secret.slice(0, 10))],
          [2, delta(`${secret.slice(10)} ${spelled.join(' ')}`, 'stop')],
        ],
      },
      {
        callerBody: bytes(`{"note":"${secret}"}`),
        userAgent: `tool/${secret}`,
        response: { status: 200, headers: { 'x-echo': `Bearer ${secret}` } },
        sent: { method: 'POST', url: `https://x/?key=${secret}`, headers: { 'x-own': secret }, body: bytes(secret) },
      },
    )
    // The first event holds a part of it only; together with the next it would be whole.
    const { events, ...rest } = digest
    expect(JSON.stringify(rest)).not.toContain(secret)
    expect(JSON.stringify(rest)).not.toContain(Buffer.from(secret).toString('base64').slice(0, 30))
    expect(events.map(({ data }) => data).join('')).not.toContain(secret)
  })

  it.each([
    ['no JSON', 'data: {"choices":[{\n\n'],
    ['an error inside', 'data: {"error":{"message":"overloaded"}}\n\n'],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0, 1, 0x80)],
    ['nothing', ''],
  ])('takes %s as it came', (_, chunk) => {
    expect(
      record({
        chunks: [
          [1, delta('kept')],
          [2, chunk],
        ],
      }).reply.choices[0]?.text,
    ).toBe('kept')
  })
})
