import type { FailureKind } from '../../server/contract/failure.ts'
import { isEnded } from '../../server/contract/reply.ts'
import { expect, test } from '../fixture.ts'
import { addUpstream } from '../process/playgroundProcess.ts'
import { readInvocation, startRun, textOf } from '../client/runClient.ts'
import { expectedPartialText, expectedReasoning, expectedText } from '../simulator/expectedText.ts'
import { streamErrorMessage } from '../simulator/midway.ts'
import { refusalMessage } from '../simulator/refuse.ts'

/**
 * The fault matrix against the real server, each row as one pane and all rows at once beside healthy panes. A row is a
 * model name of the simulator and what its pane must end as.
 */
interface Row {
  model: string
  status: 'done' | 'failed'
  kind?: FailureKind | FailureKind[]
  text: 'whole' | 'partial' | 'none' | 'prefix'
  words?: string
}

const whole = (...models: string[]): Row[] => models.map((model) => ({ model, status: 'done', text: 'whole' }))
const cut = (model: string, kind: Row['kind'] = 'answer-cut'): Row => ({
  model,
  status: 'failed',
  kind,
  text: 'partial',
})
const refused = (model: string, kind: Row['kind'], words?: string): Row => ({
  model,
  status: 'failed',
  kind,
  text: 'none',
  ...(words === undefined ? {} : { words }),
})

const rows: Row[] = [
  // 3, 4: reset and clean close
  cut('cut,at:20', ['answer-cut', 'answer-invalid']),
  cut('cut-clean,at:20'),
  cut('fin,at:20'),
  cut('reset,at:20'),
  refused('reset-before-headers', 'unreachable'),
  { model: 'reset-after-headers', status: 'failed', kind: 'answer-cut', text: 'none' },
  ...whole('reset-after-last', 'no-done'),
  { model: 'no-finish', status: 'failed', kind: 'answer-cut', text: 'whole' },
  // 5: silence between tokens
  ...whole('stall,ms:1000'),
  // 6, 7: slices of bytes
  ...whole('one-byte-writes', 'unicode,split-utf8', 'unicode,one-byte-writes', 'unicode,crlf,split-utf8'),
  // 8, 9, 11: line ends, byte order mark, several data lines
  ...whole('crlf', 'cr', 'bom', 'bom,one-byte-writes,crlf', 'no-space', 'multi-line-data', 'cr,one-byte-writes'),
  // 12: events beyond the limit
  cut('huge-event,at:20', 'answer-too-long'),
  cut('never-ending-line,at:20', 'answer-too-long'),
  ...whole('empty-events'),
  { model: 'huge,rate:0', status: 'failed', kind: 'answer-too-long', text: 'prefix' },
  { model: 'flood', status: 'failed', kind: 'answer-too-long', text: 'prefix' },
  // 13: broken JSON, first and in the middle
  cut('invalid-json,at:20', 'answer-invalid'),
  { model: 'invalid-json,at:0', status: 'failed', kind: 'answer-invalid', text: 'none' },
  // 14: errors inside a good status
  { ...cut('error-in-stream,at:20', ['upstream-error', 'overloaded']), words: streamErrorMessage },
  { ...cut('event-error,at:20', ['overloaded', 'upstream-error']), words: streamErrorMessage },
  { ...cut('error-array,at:20', ['overloaded', 'upstream-error']), words: streamErrorMessage },
  refused('html-200', 'answer-invalid'),
  refused('empty-200', ['answer-cut', 'answer-invalid']),
  ...whole('json-though-stream', 'event-stream-plain'),
  // 15: chunks with nothing in them
  ...whole('empty-choices', 'usage-only', 'null-content', 'no-usage', 'content-list'),
  // 17, 18: ways to finish
  ...whole('length', 'content_filter', 'odd-finish', 'duplicate-done', 'after-done'),
  // 19: statuses with bodies of every kind
  refused('400', 'request-rejected', refusalMessage(400)),
  refused('401', 'credential-refused', refusalMessage(401)),
  refused('403', 'credential-refused', refusalMessage(403)),
  refused('404', 'model-not-found', refusalMessage(404)),
  refused('409', 'request-rejected'),
  refused('413', 'request-rejected', refusalMessage(413)),
  refused('422', 'request-rejected', refusalMessage(422)),
  refused('429', 'rate-limited', refusalMessage(429)),
  refused('500-html', 'upstream-error', 'Internal Server Error'),
  refused('500-empty', 'upstream-error'),
  refused('500-binary', 'upstream-error'),
  refused('500-big', 'upstream-error', refusalMessage(500)),
  refused('502-html', 'upstream-error'),
  refused('503', 'overloaded', refusalMessage(503)),
  refused('529', 'overloaded', refusalMessage(529)),
  // 22: HTTP at its edges
  ...whole('early-hints', 'trailers', 'http10'),
  refused('redirect', 'redirected'),
  refused('big-headers', ['answer-invalid', 'unreachable', 'answer-too-long']),
  // 23: compression
  ...whole('gzip'),
  { model: 'gzip-cut,at:20', status: 'failed', kind: ['answer-cut', 'answer-invalid'], text: 'prefix' },
  cut('gzip-bomb,at:20', ['answer-too-long', 'answer-invalid']),
  // attacks 46: event names and ids of its own
  ...whole('hostile-events', 'hostile', 'rtl', 'long-line', 'wide-table'),
]

test.describe('faults of an upstream', () => {
  for (const row of rows)
    test(`${row.model}: ${row.status}${row.kind ? ` (${[row.kind].flat().join(' or ')})` : ''}`, async ({
      playground,
      serve,
      simulator,
    }) => {
      await serve(row.model)
      const run = await startRun(playground, [row.model])
      await run.closed
      expect(run.hasEnded).toBe(true)
      expectRow(row, run.replies[0])
      const stored = await readInvocation(playground, run.invocationIds[0] ?? '')
      expect(stored.reply).toEqual(run.replies[0])
      // I6: no connection outlives its pane.
      await expect.poll(async () => (await simulator.connections()).open, { timeout: 2000 }).toBe(0)
    })

  test('all of them at once leave healthy panes as they are', async ({ playground, serve, simulator }) => {
    const faults = rows.slice(0, 48)
    const healthy = Array.from({ length: 16 }, (_, index) => `fast,unicode,seed:${index}`)
    await serve(...faults.map(({ model }) => model), ...healthy)
    const run = await startRun(playground, [...healthy, ...faults.map(({ model }) => model)])
    await run.closed
    for (const [index, model] of healthy.entries()) {
      expect(run.replies[index]?.status, model).toBe('done')
      expect(textOf(run.replies[index]), model).toBe(expectedText(model))
    }
    for (const [index, row] of faults.entries()) expectRow(row, run.replies[healthy.length + index])
    await expect.poll(async () => (await simulator.connections()).open, { timeout: 2000 }).toBe(0)
  })

  test('429 on 9 of 16 panes leaves the other 7 alone and says when to try again', async ({ playground, serve }) => {
    const limited = Array.from({ length: 9 }, (_, index) => `429,seed:${index}`)
    const healthy = Array.from({ length: 7 }, (_, index) => `fast,seed:${index}`)
    await serve(...limited, ...healthy)
    const run = await startRun(playground, [...limited, ...healthy])
    await run.closed
    for (const reply of run.replies.slice(0, 9))
      expect(reply.failure).toMatchObject({ kind: 'rate-limited', retryAfterMs: 7000, isRetryable: true, status: 429 })
    for (const [index, model] of healthy.entries()) expect(textOf(run.replies[9 + index])).toBe(expectedText(model))
  })

  test('reasoning is kept apart, in all three spellings', async ({ playground, serve }) => {
    const models = ['reasoning', 'think-tags', 'content-list,reasoning']
    await serve(...models)
    const run = await startRun(playground, models)
    await run.closed
    for (const [index, model] of models.entries()) {
      expect(run.replies[index]?.choices[0]?.reasoning.trim(), model).toBe(expectedReasoning(model).trim())
      expect(textOf(run.replies[index]).trim(), model).toBe(expectedText(model).trim())
    }
  })

  test('a tool call arrives whole', async ({ playground, serve }) => {
    await serve('tool-calls')
    const run = await startRun(playground, ['tool-calls'])
    await run.closed
    expect(run.replies[0]?.choices[0]).toMatchObject({
      toolCalls: [{ id: 'call_1', name: 'get_weather', arguments: '{"city":"Bonn"}' }],
      finishReason: 'tool_calls',
    })
  })

  test('usage is what the upstream counted, and absent where it counted nothing', async ({ playground, serve }) => {
    await serve('fast,tokens:30', 'no-usage')
    const run = await startRun(playground, ['fast,tokens:30', 'no-usage'])
    await run.closed
    expect(run.replies[0]?.usage).toMatchObject({ promptTokens: 11, completionTokens: 30 })
    expect(run.replies[1]?.usage).toBeUndefined()
  })

  test('bytes that are no UTF-8 become the replacement character and nothing else is lost', async ({
    playground,
    serve,
  }) => {
    await serve('invalid-utf8')
    const run = await startRun(playground, ['invalid-utf8'])
    await run.closed
    expect(run.replies[0]?.status).toBe('done')
    const sent = expectedText('invalid-utf8')
    const before = expectedPartialText('invalid-utf8')
    const text = textOf(run.replies[0])
    expect(text.startsWith(before)).toBe(true)
    expect(text.endsWith(sent.slice(before.length))).toBe(true)
    expect(text.slice(before.length, text.length - (sent.length - before.length))).toMatch(/^\uFFFD+\($/)
  })

  test('an upstream that refuses connections, or has no such name, is named in words', async ({ playground }) => {
    await addUpstream(playground, { url: 'http://127.0.0.1:9', models: ['refusing'], name: 'Refusing' })
    await addUpstream(playground, { url: 'http://no-such-host.invalid', models: ['nameless'], name: 'Nameless' })
    const run = await startRun(playground, ['refusing', 'nameless'])
    await run.closed
    for (const reply of run.replies) {
      expect(reply.status).toBe('failed')
      expect(reply.failure?.kind).toBe('unreachable')
      expect(reply.failure?.message).toMatch(/[a-z].*\.$/)
    }
  })
})

function expectRow(row: Row, reply: Awaited<ReturnType<typeof startRun>>['replies'][number] | undefined): void {
  expect(reply && isEnded(reply.status), row.model).toBe(true)
  expect(`${reply?.status} ${reply?.failure?.kind ?? ''}`, `${row.model}: ${reply?.failure?.message}`).toMatch(
    row.kind === undefined ? /^done $/ : new RegExp(`^failed (${[row.kind].flat().join('|')})$`),
  )
  const text = textOf(reply)
  if (row.text === 'whole') expect(text, row.model).toBe(expectedText(row.model))
  if (row.text === 'partial') expect(text, row.model).toBe(expectedPartialText(row.model))
  if (row.text === 'none') expect(text, row.model).toBe('')
  if (row.text === 'prefix' && !row.model.includes('flood'))
    expect(expectedText(row.model).startsWith(text), `${row.model}: a prefix of what was sent`).toBe(true)
  if (row.words !== undefined) expect(reply?.failure?.providerMessage, row.model).toContain(row.words)
}
