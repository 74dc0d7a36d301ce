import { codeFence, longTable, markdownSection, rightToLeftText, unicodeText, wideTable } from './samples.ts'
import { hostileMarkdown } from './hostileText.ts'
import { parseScript, type Script } from './script.ts'
import { cutIntoTokens, proseTokens } from './text.ts'

export interface RequestBody {
  messages?: { role: string; content: unknown }[]
  prompt?: unknown
  max_tokens?: number
  n?: number
  logprobs?: unknown
  echo?: unknown
}

/** All tokens of an answer in order, reasoning first. Pure: the simulator sends exactly these. */
export function scriptTokens(script: Script, body: RequestBody): string[] {
  const wanted = allTokens(script, body)
  const limit = body.max_tokens ?? Number.POSITIVE_INFINITY
  return wanted.length > limit ? wanted.slice(0, limit) : wanted
}

/** How many of `scriptTokens` are reasoning. */
export function reasoningCount(script: Script, tokens: string[]): number {
  return script.words.has('reasoning') || script.words.has('think-tags') ? Math.floor(tokens.length / 3) : 0
}

export function givesLogprobs({ words }: Script, { logprobs }: RequestBody): boolean {
  return logprobs !== undefined && logprobs !== null && logprobs !== false && !words.has('no-logprobs')
}

/** What the choices of `n` after the first say. */
export function scriptOfChoice(script: Script, choice: number): Script {
  return { ...script, seed: script.seed + choice }
}

/** The tokens of a prompt as this model cuts it: another seed cuts it elsewhere. Only of text completions that echo. */
export function echoedTokens(script: Script, { prompt, echo }: RequestBody): string[] {
  return echo === true && typeof prompt === 'string' ? cutIntoTokens(prompt, script.seed) : []
}

/**
 * What this model holds of a token: a function of the token and its place, so that a test can work it out. The first of
 * an echoed prompt stands on nothing.
 */
export function simulatedLogprob(token: string, place: number): number {
  return -((token.length * 7 + place * 3) % 40) / 8
}

/** What else might have stood there; the token itself is among them. */
export function simulatedTop(token: string, place: number): Record<string, number> {
  const logprob = simulatedLogprob(token, place)
  return { [token]: logprob, [` other${place}`]: logprob - 0.5, ' else': logprob - 1.25 }
}

/** The answer a reader must have seen when the stream ended well (reasoning and think tags are not part of it). */
export function expectedText(modelName: string, body: RequestBody = {}): string {
  const script = parseScript(modelName)
  if (script.words.has('tool-calls')) return ''
  const tokens = scriptTokens(script, body)
  return tokens.slice(reasoningCount(script, tokens)).join('')
}

export function expectedReasoning(modelName: string, body: RequestBody = {}): string {
  const script = parseScript(modelName)
  const tokens = scriptTokens(script, body)
  return tokens.slice(0, reasoningCount(script, tokens)).join('')
}

/** What had been sent in whole tokens when a fault came at token `at`. */
export function expectedPartialText(modelName: string, body: RequestBody = {}): string {
  const script = parseScript(modelName)
  const tokens = scriptTokens(script, body)
  return tokens.slice(reasoningCount(script, tokens), script.at).join('')
}

function allTokens(script: Script, body: RequestBody): string[] {
  const { words, seed, tokens } = script
  if (words.has('echo-prompt')) return cutIntoTokens(lastPrompt(body), seed)
  if (words.has('json')) return cutIntoTokens(jsonAnswer, seed)
  if (words.has('hostile')) return cutIntoTokens(hostileMarkdown, seed)
  if (words.has('wide-table')) return cutIntoTokens(wideTable(100, 6), seed)
  if (words.has('huge')) return Array.from({ length: Math.ceil(script.byteLength / 1024) }, () => kilobyte)
  if (words.has('long-line')) return ['x'.repeat(2000), ...proseTokens(tokens, seed)]
  if (words.has('markdown')) return filled(tokens, seed, (round) => markdownSection(seed * 100 + round))
  if (words.has('unicode')) return filled(tokens, seed, () => unicodeText)
  if (words.has('rtl')) return filled(tokens, seed, () => rightToLeftText)
  if (words.has('table')) return cutIntoTokens(longTable(Math.ceil(tokens / 16)), seed)
  if (words.has('code-fence')) return filled(tokens, seed, () => codeFence(Math.ceil(tokens / 8)))
  return proseTokens(tokens, seed)
}

const jsonAnswer = '{"city":"Bonn","degrees":7}'

const kilobyte = `${'huge answer '.repeat(85)}\n\n\n\n`

function filled(count: number, seed: number, section: (round: number) => string): string[] {
  const tokens: string[] = []
  for (let round = 0; tokens.length < count; round += 1) tokens.push(...cutIntoTokens(section(round), seed + round))
  return tokens.slice(0, count)
}

function lastPrompt(body: RequestBody): string {
  const content = body.messages?.findLast((message) => message.role === 'user')?.content ?? body.prompt ?? ''
  return typeof content === 'string' ? content : JSON.stringify(content)
}
