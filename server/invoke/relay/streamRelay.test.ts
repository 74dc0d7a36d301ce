import { createParser } from 'eventsource-parser'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../wire/redact.ts'
import { createStreamRelay, type RelayOptions } from './streamRelay.ts'

const defaults: RelayOptions = {
  label: 'Upstream',
  isChat: true,
  wantsUsage: false,
  redactor: createRedactor(['sk-secret-0123456789']),
  id: 'own-id',
  model: 'own-model',
  created: 7,
  out: () => undefined,
}

function relay(bytes: Uint8Array, cuts: number[], options: Partial<RelayOptions> = {}) {
  const out: Uint8Array[] = []
  const made = createStreamRelay({ ...defaults, ...options, out: (piece) => out.push(piece) })
  let from = 0
  for (const at of [...cuts, bytes.length]) {
    made.push(bytes.subarray(from, at))
    from = at
  }
  made.end()
  return { text: Buffer.concat(out).toString(), failure: made.failure(), isDone: made.isDone() }
}

const whole = (text: string, options?: Partial<RelayOptions>) => relay(Buffer.from(text), [], options)
const head = '"id":"c1","object":"chat.completion.chunk","created":1,"model":"m"'
const chunk = (choices: string, more = '') => `data: {${head},"choices":[${choices}]${more}}\n\n`
const delta = (text: string, more = '') =>
  chunk(`{"index":0,"delta":{"content":${JSON.stringify(text)}${more}},"finish_reason":null}`)
const role = chunk('{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}')
const finish = chunk('{"index":0,"delta":{},"finish_reason":"stop"}')
const counts = '"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}'
const usage = chunk('', `,${counts}`)
const done = 'data: [DONE]\n\n'

describe('a stream on its way to a client of Databricks', () => {
  it('checklist 7: puts usage before the finishing chunk where nobody asked for it', () => {
    expect(whole(role + delta('a') + finish + usage + done).text).toBe(role + delta('a') + usage + finish + done)
  })

  it('checklist 7: puts usage last where the caller asked for it', () => {
    const given = role + delta('a') + finish + usage + done
    expect(whole(given, { wantsUsage: true }).text).toBe(given)
  })

  it('checklist 7: counts once what an upstream counts in every chunk', () => {
    const counted = (n: number) => `"usage":{"prompt_tokens":7,"completion_tokens":${n},"total_tokens":${7 + n}}`
    const given =
      chunk('{"index":0,"delta":{"role":"assistant","content":"a"},"finish_reason":null}', `,${counted(1)}`) +
      chunk('{"index":0,"delta":{"content":"b"},"finish_reason":null}', `,${counted(2)}`) +
      chunk('{"index":0,"delta":{"content":""},"finish_reason":"stop"}', `,${counted(3)}`) +
      done
    const plain =
      chunk('{"index":0,"delta":{"role":"assistant","content":"a"},"finish_reason":null}') +
      chunk('{"index":0,"delta":{"content":"b"},"finish_reason":null}')
    const last = chunk('{"index":0,"delta":{"content":""},"finish_reason":"stop"}')
    expect(whole(given).text).toBe(plain + chunk('', `,${counted(3)}`) + last + done)
    expect(whole(given, { wantsUsage: true }).text).toBe(plain + last + chunk('', `,${counted(3)}`) + done)
  })

  it('checklist 6: sends data lines only, whatever the upstream sends between', () => {
    const given =
      `: processing\n\nevent: message\nid: 1\n${role}retry: 5\n\n: ping\n\n` +
      `data:${delta('no space').slice(6)}data: {${head},\ndata: "choices":[{"index":0,"delta":{"content":"two"},"finish_reason":null}]}\n\n` +
      finish +
      ': end\n\ndata: [DONE]\n\n: after\n\n'
    const { text, isDone } = whole(given)
    expect(text).toBe(
      `${role}${delta('no space')}data: {${head}, "choices":[{"index":0,"delta":{"content":"two"},"finish_reason":null}]}\n\n${finish}${done}`,
    )
    expect(isDone).toBe(true)
  })

  it('passes unknown members, number spelling and key order on', () => {
    const odd = `data: {"created":1, "x":{"y":[1.0,1e3,12345678901234567890]},"id":"c1","object":"chat.completion.chunk","model":"m","choices":[{"delta":{"role":"assistant","content":"é😀","z":-0.0},"index":0,"finish_reason":null,"logprobs":{"content":[{"token":"é","logprob":-1.50}]}}]}\n\n`
    expect(whole(odd + odd + finish + done).text).toBe(odd + odd + finish + done)
  })

  it('sends one finish_reason for each choice, however often the upstream finishes', () => {
    const again = chunk('{"index":0,"delta":{"content":"b"},"finish_reason":"stop"}')
    const given = role + chunk('{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}') + again + done
    expect(whole(given).text).toBe(role + delta('a') + again + done)
  })

  it('keeps the order of text where some follows the finish', () => {
    const given =
      role + chunk('{"index":0,"delta":{"content":"a"},"finish_reason":"length"}') + delta('b') + usage + done
    const bare = chunk('{"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}')
    expect(whole(given).text).toBe(role + delta('a') + delta('b') + usage + bare + done)
  })

  it('lets the other choices go on when one has finished', () => {
    const of = (index: number, text: string, reason = 'null') =>
      chunk(`{"index":${index},"delta":{"role":"assistant","content":"${text}"},"finish_reason":${reason}}`)
    const given = of(0, 'a') + of(1, 'b') + of(0, '', '"stop"') + of(1, 'c') + of(1, '', '"length"') + usage + done
    expect(whole(given).text).toBe(
      of(0, 'a') + of(1, 'b') + of(1, 'c') + usage + of(0, '', '"stop"') + of(1, '', '"length"') + done,
    )
  })

  it('says stop for an upstream that is done and does not say why', () => {
    expect(whole(role + delta('a') + done).text).toBe(
      role + delta('a') + chunk('{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}') + done,
    )
    expect(whole(done).text).toBe(
      'data: {"id":"own-id","object":"chat.completion.chunk","created":7,"model":"own-model","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":"stop"}]}\n\n' +
        done,
    )
  })

  it('adds [DONE] where the upstream closes after every choice has finished', () => {
    expect(whole(role + delta('a') + finish).text).toBe(role + delta('a') + finish + done)
    expect(whole(role + finish + usage.trimEnd()).text).toBe(role + usage + finish + done)
  })

  it.each([
    ['in the middle', role + delta('a')],
    ['inside an event', role + delta('a') + finish.slice(0, -10)],
    ['before the first', ''],
    [
      'with one of two choices open',
      role + chunk('{"index":1,"delta":{"role":"assistant","content":"x"},"finish_reason":null}') + finish,
    ],
  ])('checklist 6: never makes whole what was cut %s', (_, given) => {
    const { text, failure, isDone } = whole(given)
    expect(failure?.kind).toBe('answer-cut')
    expect(isDone).toBe(false)
    expect(text).not.toContain('[DONE]')
  })

  it.each([
    ['data: {"error":{"message":"Overloaded","type":"overloaded_error"}}\n\n', 'overloaded', 'Overloaded'],
    ['event: error\ndata: out of memory\n\n', 'upstream-error', 'out of memory'],
    ['event: error\ndata: {"message":"bad"}\n\n', 'upstream-error', 'bad'],
    ['data: {"error_code":"REQUEST_LIMIT_EXCEEDED","message":"slow down"}\n\n', 'rate-limited', 'slow down'],
    ['data: garbled\n\n', 'answer-invalid', 'garbled'],
  ])('ends at an error in the stream, after what came before it: %s', (error, kind, words) => {
    const { text, failure } = whole(role + delta('a') + error + delta('b') + done)
    expect(text).toBe(role + delta('a'))
    expect(failure).toMatchObject({ kind, providerMessage: words })
  })

  it('checklist 12: mends what clients cannot read, and nothing else', () => {
    const given =
      'data: {"id":null,"choices":[{"index":0,"delta":{"content":"a","tool_calls":null},"finish_reason":""}],"x":1.0}\n\n' +
      'data: {"id":null,"choices":[{"index":0,"delta":{"role":null,"tool_calls":[{"id":"t","function":{"name":"f","arguments":"é"}}]},"finish_reason":null}]}\n\n' +
      'data: {"id":null,"choices":[{"index":0,"delta":{"tool_calls":[]},"finish_reason":"tool_calls"}]}\n\n'
    const own = '"object":"chat.completion.chunk","created":7,"model":"own-model","id":"own-id"'
    expect(whole(given + done).text).toBe(
      `data: {${own},"choices":[{"index":0,"delta":{"role":"assistant","content":"a"},"finish_reason":null}],"x":1.0}\n\n` +
        `data: {${own},"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t","function":{"name":"f","arguments":"é"}}]},"finish_reason":null}]}\n\n` +
        `data: {${own},"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}\n\n${done}`,
    )
  })

  it('streams completions', () => {
    const of = (text: string, reason: string) =>
      `data: {"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"${text}","finish_reason":${reason}}]}\n\n`
    const given = of('a', 'null') + of('b', 'null') + of('', '"length"') + done
    expect(whole(given, { isChat: false }).text).toBe(given)
  })

  it('removes a secret that an upstream repeats', () => {
    const { text } = whole(role + delta('a') + delta('your key is sk-secret-0123456789, é') + finish + done)
    expect(text).toBe(role + delta('a') + delta('your key is •••, é') + finish + done)
  })

  it('escapes what MLflow takes for the end of a line, also where events are passed on as they came', () => {
    const breaks = ['\u2028', '\u2029', '\u0085', '\u2026', 'à', '\u2028\u2029'].map((text) => delta(`a${text}b`))
    const escaped = breaks.map((event) =>
      event.replaceAll(
        /[\u0085\u2028\u2029]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
    )
    const plain = [1, 2, 3, 4].map((n) => delta(String(n)))
    const given = [role, ...plain, ...breaks, finish, done].join('')
    expect(whole(given).text).toBe([role, ...plain, ...escaped, finish, done].join(''))
  })

  it('ends at an event that does not end', () => {
    const made = createStreamRelay(defaults)
    for (let count = 0; count < 70; count++) made.push(Buffer.alloc(64 * 1024, 'a'))
    expect(made.failure()?.kind).toBe('answer-too-long')
  })

  const varied =
    `\ufeff: hello\r\n\r\n${role.replaceAll('\n', '\r\n')}` +
    delta('plain') +
    delta('quote " and \\ and é 😀 \u2028') +
    delta('\\') +
    delta('usage":{"finish_reason":"stop"') +
    chunk('{"index":0,"delta":{"reasoning_content":"r"},"finish_reason":null}') +
    chunk('{"index":0,"delta":{"reasoning_content":"r2"},"finish_reason":null}').replaceAll('\n', '\r') +
    delta('end') +
    finish +
    usage +
    done
  const expected =
    role +
    delta('plain') +
    delta('quote " and \\ and é 😀 \u2028').replace('\u2028', String.raw`\u2028`) +
    delta('\\') +
    delta('usage":{"finish_reason":"stop"') +
    chunk('{"index":0,"delta":{"reasoning_content":"r"},"finish_reason":null}') +
    chunk('{"index":0,"delta":{"reasoning_content":"r2"},"finish_reason":null}') +
    delta('end') +
    usage +
    finish +
    done

  it('is the same cut at every byte', () => {
    const bytes = Buffer.from(varied)
    expect(whole(varied).text).toBe(expected)
    for (let at = 0; at <= bytes.length; at++) expect(relay(bytes, [at]).text).toBe(expected)
    const everywhere = Array.from({ length: bytes.length }, (_, at) => at)
    expect(relay(bytes, everywhere).text).toBe(expected)
  })

  it('passes on what a reader of the upstream would have read, however it is framed and cut', () => {
    const ending = fc.constantFrom('\n', '\r\n', '\r')
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', 'é', '😀', '\n', '{', '[DONE]', 'usage', ':', ' ') })
    const noise = fc.constantFrom('', ': ping', 'id: 3', 'retry: 1', 'event: message', 'nonsense')
    const event = fc.tuple(text, noise, ending, fc.boolean())
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 6 }), (events, cuts) => {
        const given = events
          .map(([said, noise, ending, isSpaced]) => {
            const json = delta(said).slice(6, -2)
            return `${noise === '' ? '' : noise + ending}data:${isSpaced ? ' ' : ''}${json}${ending}${ending}`
          })
          .join('')
        const bytes = Buffer.from(given + finish + done)
        const places = cuts.map((cut) => cut % bytes.length).sort((one, other) => one - other)
        const { text: out } = relay(bytes, places)
        const role = '{"role":"assistant",'
        expect(readAll(out)).toEqual([
          ...events.map(([said], index) =>
            index === 0 ? delta(said).slice(6, -2).replace('"delta":{', `"delta":${role}`) : delta(said).slice(6, -2),
          ),
          ...(events.length === 0 ? [finish.replace('"delta":{}', '"delta":{"role":"assistant"}')] : [finish]).map(
            (block) => block.slice(6, -2),
          ),
          '[DONE]',
        ])
        expect(out.replaceAll(/data: [^\n]*\n\n/g, '')).toBe('')
      }),
      { numRuns: 500 },
    )
  })
})

/** What a reader by the specification gets. */
function readAll(text: string): string[] {
  const data: string[] = []
  const parser = createParser({ onEvent: (event) => data.push(event.data) })
  parser.feed(text)
  return data
}
