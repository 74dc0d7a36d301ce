import type { Invocation } from '../../../server/contract/invocation.ts'

/** One token of an answer and how likely the model held it. */
export interface TokenLogprob {
  token: string
  /** Natural logarithm; null for the first of a text, which stands on nothing. */
  logprob: number | null
  /** The likeliest there, best first; the chosen one need not be among them. */
  top: { token: string; logprob: number }[]
}

/** A token with its place in the answer's text, in characters (UTF-16). */
export interface TokenSpan extends TokenLogprob {
  from: number
  to: number
}

interface ReadTokens {
  /** By choice. */
  choices: TokenSpan[][]
  /** Events that were not recorded: of what they held there is no probability. */
  eventsOmitted: number
}

type Fields = Record<string, unknown>

/**
 * The log probabilities in the record of an invocation: the shape of completions (`tokens`, `token_logprobs`,
 * `top_logprobs`) and of chat (`content`), streamed or whole.
 */
export function tokensOf({
  body,
  events,
  eventsOmitted,
  reply,
}: Pick<Invocation, 'body' | 'events' | 'eventsOmitted' | 'reply'>): ReadTokens {
  const found: TokenLogprob[][] = []
  for (const text of body === null ? events.map(({ data }) => data) : [body]) {
    const value = parsed(text)
    const choices: unknown = isFields(value) ? value['choices'] : undefined
    if (!Array.isArray(choices)) continue
    choices.forEach((choice: unknown, position) => {
      if (!isFields(choice) || !isFields(choice['logprobs'])) return
      const index = typeof choice['index'] === 'number' ? choice['index'] : position
      ;(found[index] ??= []).push(...readLogprobs(choice['logprobs']))
    })
  }
  return {
    choices: Array.from(found, (tokens, index) => spansOf(reply.choices[index]?.text ?? '', tokens ?? [])),
    eventsOmitted: body === null ? eventsOmitted : 0,
  }
}

function readLogprobs(logprobs: Fields): TokenLogprob[] {
  const { content, tokens, token_logprobs: values, top_logprobs: tops } = logprobs
  if (Array.isArray(content)) return content.filter(isFields).map(readChatToken)
  if (!Array.isArray(tokens) || !Array.isArray(values)) return []
  return tokens.map((token: unknown, at): TokenLogprob => {
    const logprob: unknown = values[at]
    const top: unknown = Array.isArray(tops) ? tops[at] : undefined
    return {
      token: String(token),
      logprob: typeof logprob === 'number' ? logprob : null,
      top: isFields(top) ? best(Object.entries(top).map(([other, value]) => ({ token: other, logprob: value }))) : [],
    }
  })
}

function readChatToken({ token, logprob, top_logprobs: top }: Fields): TokenLogprob {
  return {
    token: String(token),
    logprob: typeof logprob === 'number' ? logprob : null,
    top: best(
      Array.isArray(top)
        ? top.filter(isFields).map((other) => ({ token: String(other['token']), logprob: other['logprob'] }))
        : [],
    ),
  }
}

function best(list: { token: string; logprob: unknown }[]): TokenLogprob['top'] {
  return list
    .filter((one): one is { token: string; logprob: number } => typeof one.logprob === 'number')
    .sort((a, b) => b.logprob - a.logprob)
}

/** A token that is part of a character is searched for no further than this. */
const maxGap = 64

/**
 * Where each token stands in the text, by the text itself: offsets that are sent along count characters in several ways
 * (code points, from the prompt's beginning or the answer's). Tokens that cannot be found, as bytes of one character
 * are, share the stretch between their neighbours.
 */
export function spansOf(text: string, tokens: readonly TokenLogprob[]): TokenSpan[] {
  const spans: TokenSpan[] = []
  let place = 0
  for (let index = 0; index < tokens.length;) {
    const length = lengthAt(text, place, tokens[index]?.token ?? '')
    if (length !== undefined) {
      push(index++, place, place + length)
      place += length
      continue
    }
    const next = nextFound(index)
    for (; index < next.index; index++) push(index, place, next.place)
    place = next.place
  }
  return spans

  function push(index: number, from: number, to: number): void {
    const token = tokens[index]
    if (token) spans.push({ ...token, from, to })
  }

  /** The next token that stands in the text soon after here. */
  function nextFound(after: number): { index: number; place: number } {
    for (let index = after + 1; index < tokens.length; index++) {
      const { token } = tokens[index] ?? { token: '' }
      const found = token === '' || token.includes('\uFFFD') ? -1 : text.indexOf(token, place)
      if (found !== -1 && found - place <= maxGap) return { index, place: found }
    }
    return { index: tokens.length, place: text.length }
  }
}

/** Some tokenizers' first token has a space that the text has not. */
function lengthAt(text: string, place: number, token: string): number | undefined {
  if (token !== '' && text.startsWith(token, place)) return token.length
  const trimmed = token.trimStart()
  return place === 0 && trimmed !== '' && text.startsWith(trimmed) ? trimmed.length : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
