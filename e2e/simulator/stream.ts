import { emptyChunk, deltaChunk, finishChunk, textChunk, usageChunk, usageOf, type Answered } from './chunk.ts'
import { reset, type Answering } from './answering.ts'
import { echoedTokens, givesLogprobs, reasoningCount, scriptOfChoice, scriptTokens } from './expectedText.ts'
import { failMidway } from './midway.ts'
import { Pace } from './pace.ts'
import { Pen } from './pen.ts'
import { nowUs } from './record.ts'
import type { Script } from './script.ts'

/** Streams the script's tokens; every fault of the script happens where it says. */
export async function streamAnswer(answering: Answering): Promise<void> {
  const { answered, script, response } = answering
  const { words } = script
  const pen = new Pen(response, script)
  if (words.has('empty-events')) for (let block = 0; block < 100; block += 1) await pen.bytes(emptyEvents)
  if (words.has('empty-choices')) await pen.event(emptyChunk(answered))
  if (answered.kind === 'chat') await pen.event(deltaChunk(answered, { role: 'assistant', content: '' }))
  const tokens = words.has('echo-secret') ? [`You sent: ${answering.secret}`] : scriptTokens(script, answering.body)
  if (words.has('tool-calls')) await callTool(pen, answered)
  else if (words.has('flood')) await flood(pen, answering)
  else if (isSampled(answering)) await sendSamples(pen, answering)
  else if (!(await sendTokens(pen, answering, tokens))) return
  await finish(pen, answering, tokens)
}

/** Text completions with several choices, log probabilities or the prompt before the text. */
function isSampled({ answered, script, body }: Answering): boolean {
  const isMore = (body.n ?? 1) > 1 || givesLogprobs(script, body) || body.echo === true
  return answered.kind === 'completion' && isMore
}

/** A token of each choice in turn. */
async function sendSamples(pen: Pen, { answered, script, body, connection }: Answering): Promise<void> {
  const pace = new Pace(script.rate)
  const echoed = echoedTokens(script, body)
  const choices = Array.from({ length: body.n ?? 1 }, (_, choice) => scriptTokens(scriptOfChoice(script, choice), body))
  const send = async (choice: number, tokens: string[], place: number): Promise<void> => {
    const known = givesLogprobs(script, body) ? { tokens, place, isEcho: echoed.length > 0 } : {}
    await pen.event(textChunk(answered, script, tokens.join(''), false, { choice, ...known }))
  }
  for (const choice of choices.keys()) if (echoed.length > 0) await send(choice, echoed, 0)
  const length = Math.max(...choices.map((tokens) => tokens.length))
  for (let index = 0; index < length && !pen.isClosed; index += 1) {
    await pace.until(index)
    for (const [choice, tokens] of choices.entries()) {
      const token = tokens[index]
      if (token === undefined) continue
      await send(choice, [token], echoed.length + index)
      connection.tokensSent += 1
    }
  }
}

/** A thousand at a time, so that a million cost the simulator nothing. */
const emptyEvents = Buffer.from(':\n\nevent: x\n\n\n'.repeat(3400))

/** False when the answer ended by a fault. */
async function sendTokens(pen: Pen, answering: Answering, tokens: string[]): Promise<boolean> {
  const { script, answered, connection } = answering
  const { words } = script
  const pace = new Pace(script.rate)
  const reasoning = reasoningCount(script, tokens)
  const isThinking = words.has('think-tags')
  const isBatched = script.rate === 0 && isPlain(script)
  for (let index = 0; index < tokens.length; index += 1) {
    await pace.until(index)
    if (pen.isClosed) return false
    if (index === script.at && (await failMidway(pen, answering))) return false
    if (isThinking && index === 0 && reasoning > 0) await pen.event(textChunk(answered, script, '<think>', false))
    if (isThinking && index === reasoning && index > 0)
      await pen.event(textChunk(answered, script, '</think>\n\n', false))
    if (words.has('null-content') && answered.kind === 'chat') await sendNothing(pen, answered)
    if (isBatched) {
      const until = Math.min(index + batchSize, index < script.at ? script.at : tokens.length, tokens.length)
      await pen.bytes(batch(pen, answering, tokens, index, until))
      connection.tokensSent += until - index
      index = until - 1
      continue
    }
    const token = words.has('timestamps') ? `${nowUs()} ` : (tokens[index] ?? '')
    await pen.event(textChunk(answered, script, token, index < reasoning), forgedFields(script, index))
    connection.tokensSent += 1
  }
  return !pen.isClosed
}

const batchSize = 200
const batches = new Map<string, Buffer>()

/** Encoded once and kept: in a benchmark the simulator must not be what is measured. */
function batch(pen: Pen, { answered, script, body }: Answering, tokens: string[], from: number, until: number): Buffer {
  const key = `${answered.kind} ${answered.model} ${body.max_tokens} ${from}`
  const known = batches.get(key)
  if (known && !script.words.has('echo-prompt') && !script.words.has('echo-secret')) return known
  const frames = tokens.slice(from, until).map((token) => pen.frame(textChunk(answered, script, token, false)))
  const bytes = Buffer.from(frames.join(''))
  if (batches.size > 2000) batches.clear()
  batches.set(key, bytes)
  return bytes
}

/** Nothing happens between two tokens, so many can go out in one write. */
function isPlain(script: Script): boolean {
  return ![
    'reasoning',
    'think-tags',
    'null-content',
    'timestamps',
    'one-byte-writes',
    'split-utf8',
    'hostile-events',
  ].some((word) => script.words.has(word))
}

async function sendNothing(pen: Pen, answered: Answered): Promise<void> {
  await pen.event(deltaChunk(answered, { role: 'assistant' }))
  await pen.event(deltaChunk(answered, { content: null }))
  await pen.event(deltaChunk(answered, { content: '' }))
}

/** An upstream's event names, ids and retry times must not reach the browser (CVE-2025-64496). */
function forgedFields(script: Script, index: number): string {
  if (!script.words.has('hostile-events')) return ''
  const names = ['execute', 'message', 'open', 'eval', 'done', 'error-report']
  return `event: ${names[index % names.length]}\nid: ${index}\nid: forged${index}\nretry: 1\n`
}

async function flood(pen: Pen, answering: Answering): Promise<void> {
  const frame = pen.frame(textChunk(answering.answered, answering.script, 'flood of words ', false))
  const block = Buffer.from(frame.repeat(100))
  while (!pen.isClosed) {
    await pen.bytes(block)
    answering.connection.tokensSent += 100
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function callTool(pen: Pen, answered: Answered): Promise<void> {
  const call = (part: Record<string, unknown>): Promise<void> =>
    pen.event(deltaChunk(answered, { tool_calls: [{ index: 0, ...part }] }))
  await call({ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '' } })
  for (const piece of ['{"cit', 'y":"Bo', 'nn"}']) await call({ function: { arguments: piece } })
}

async function finish(pen: Pen, answering: Answering, tokens: string[]): Promise<void> {
  const { script, answered, body } = answering
  const { words } = script
  if (words.has('no-finish')) return pen.end()
  const isLimited = body.max_tokens !== undefined && tokens.length >= body.max_tokens
  if (!words.has('done-only'))
    for (let choice = 0; choice < (isSampled(answering) ? (body.n ?? 1) : 1); choice += 1)
      await pen.event(finishChunk(answered, finishReason(script, isLimited), choice))
  if (body.stream_options?.include_usage && !words.has('no-usage'))
    await pen.event(usageChunk(answered, usageOf(11, tokens.length, reasoningCount(script, tokens))))
  if (words.has('reset-after-last')) return reset(answering)
  if (!words.has('no-done')) await pen.event('[DONE]')
  if (words.has('duplicate-done')) await pen.event('[DONE]')
  if (words.has('after-done')) {
    await pen.event(textChunk(answered, script, ' AFTER THE END', false))
    await pen.event(finishChunk(answered, 'stop'))
    await pen.event('[DONE]')
  }
  if (words.has('trailers')) answering.response.addTrailers({ 'x-trailer': 'late' })
  await pen.end()
}

export function finishReason(script: Script, isLimited: boolean): string {
  if (script.words.has('tool-calls')) return 'tool_calls'
  if (script.words.has('length') || isLimited) return 'length'
  if (script.words.has('content_filter')) return 'content_filter'
  return script.words.has('odd-finish') ? 'moon_phase' : 'stop'
}
