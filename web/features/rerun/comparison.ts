import type { Reply } from '../../../server/contract/reply.ts'
import { measure } from '../../models/reply/measurements.ts'
import { isFirstOdd, rangeVerdict, spreadOf, type RangeVerdict, type Spread } from './spread.ts'
import { wordDistances, wordsOf } from './wordDistance.ts'

/** A kept answer against the new ones that have ended. */
export interface Comparison {
  /** New ones that have ended, and of these the ones that answered to the end. */
  ended: number
  answered: number
  failed: number
  /** Absent where the kept answer or every new one did not come to its end: what was cut off has no words to compare. */
  text?: TextComparison
  finish: { kept?: string | undefined; now: string[]; isChanged: boolean }
  failure: 'new' | 'gone' | 'both' | undefined
  figures: FigureComparison[]
}

export interface TextComparison {
  /**
   * `same`: every repeat is the kept text, character by character. `differs`: one repeat alone cannot tell more. `within`:
   * the repeats differ as much among themselves. `beyond`: the kept text is the odd one out.
   */
  verdict: 'same' | 'differs' | 'within' | 'beyond'
  /** Of the kept text to each repeat, 1 = the same. */
  similarity: Spread
  /** Of the repeats to each other; absent for one. */
  among?: Spread
  /** How many repeats are the kept text. */
  same: number
}

export const figureNames = ['msToFirstToken', 'msTotal', 'tokensPerSecond', 'tokensOut', 'tokensIn', 'words'] as const

export type FigureName = (typeof figureNames)[number]

interface FigureComparison {
  name: FigureName
  kept?: number
  now?: Spread
  verdict?: RangeVerdict
}

/** `repeats`: those that have ended. Undefined where there is none, or nothing was kept. */
export function compareAnswers(kept: Reply | undefined, repeats: readonly Reply[]): Comparison | undefined {
  if (kept === undefined || repeats.length === 0) return undefined
  const answered = repeats.filter(({ status }) => status === 'done')
  const failed = repeats.filter(({ status }) => status === 'failed').length
  const text = kept.status === 'done' && answered.length > 0 ? compareTexts(kept, answered) : undefined
  return {
    ended: repeats.length,
    answered: answered.length,
    failed,
    ...(text && { text }),
    finish: compareFinish(kept, answered),
    failure: failureChange(kept.status === 'failed', failed > 0),
    figures: figureNames.map((name) => compareFigure(name, kept, answered)),
  }
}

/** What is compared: everything an answer says, tool calls included, reasoning not. */
export function answerText({ choices }: Reply): string {
  return choices
    .flatMap(({ text, toolCalls }) => [text, ...toolCalls.map((call) => `${call.name}(${call.arguments})`)])
    .filter((text) => text !== '')
    .join('\n\n')
}

function compareTexts(kept: Reply, answered: readonly Reply[]): TextComparison {
  const texts = [kept, ...answered].map(answerText)
  const distances = wordDistances(texts)
  const toKept = (distances[0] ?? []).slice(1).map((apart) => 1 - apart)
  const toOthers = distances.slice(1).flatMap((row, index) => row.slice(index + 2).map((apart) => 1 - apart))
  const among = spreadOf(toOthers)
  const same = texts.slice(1).filter((text) => text === texts[0]).length
  const isAllSame = same === answered.length
  return {
    verdict: isAllSame ? 'same' : answered.length < 2 ? 'differs' : isFirstOdd(distances) ? 'beyond' : 'within',
    similarity: spreadOf(toKept) ?? { min: 0, median: 0, max: 0, count: 0 },
    ...(among && { among }),
    same,
  }
}

function compareFinish(kept: Reply, answered: readonly Reply[]): Comparison['finish'] {
  const before = kept.choices[0]?.finishReason
  const now = [...new Set(answered.flatMap(({ choices }) => choices[0]?.finishReason ?? []))]
  return { kept: before, now, isChanged: before !== undefined && now.length > 0 && !now.includes(before) }
}

function failureChange(then: boolean, now: boolean): Comparison['failure'] {
  if (then) return now ? 'both' : 'gone'
  return now ? 'new' : undefined
}

function compareFigure(name: FigureName, kept: Reply, answered: readonly Reply[]): FigureComparison {
  const before = kept.status === 'done' ? figureOf(name, kept) : undefined
  const now = spreadOf(answered.flatMap((reply) => figureOf(name, reply) ?? []))
  return {
    name,
    ...(before !== undefined && { kept: before }),
    ...(now && { now }),
    ...(before !== undefined && now && { verdict: rangeVerdict(before, now) }),
  }
}

/** As under every reply; estimates of tokens are not compared. */
function figureOf(name: FigureName, reply: Reply): number | undefined {
  if (name === 'words') return wordsOf(answerText(reply)).length
  const figures = measure(reply)
  if (figures.isEstimate && (name === 'tokensOut' || name === 'tokensPerSecond')) return undefined
  return figures[name]
}
