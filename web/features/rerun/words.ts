import { formatCount, formatMs, formatPercent, formatRate } from '../../ui/formatNumber.ts'
import type { Comparison, FigureName, TextComparison } from './comparison.ts'
import type { RequestState } from './requestStates.ts'
import { chanceOfOdd, chanceOutside, type RangeVerdict, type Spread } from './spread.ts'

/** What became of one request, in a word or two: what the list shows and is filtered by. */
export type Outcome =
  | 'not run'
  | 'running'
  | 'no answer'
  | 'same'
  | 'differs'
  | 'within'
  | 'beyond'
  | 'fails now'
  | 'answers now'
  | 'still fails'

export function outcomeOf({ comparison, isLive }: RequestState): Outcome {
  if (comparison === undefined) return isLive ? 'running' : 'not run'
  if (comparison.failure === 'new') return 'fails now'
  if (comparison.failure === 'both') return 'still fails'
  if (comparison.failure === 'gone') return comparison.answered > 0 ? 'answers now' : 'no answer'
  return comparison.text?.verdict ?? 'no answer'
}

export const outcomeLabels: Record<Outcome, string> = {
  'not run': 'not run',
  running: 'running',
  'no answer': 'nothing to compare',
  same: 'same words',
  differs: 'differs',
  within: 'within the spread',
  beyond: 'beyond the spread',
  'fails now': 'fails now',
  'answers now': 'answers now',
  'still fails': 'still fails',
}

/** Of the words, as a sentence: what was found and how sure that is. */
export function textSentence(text: TextComparison, { temperature, seed }: Asked = {}): string {
  const { similarity, among, verdict } = text
  const { count } = similarity
  const toKept = spreadWords(similarity, formatPercent)
  const toOthers = among ? spreadWords(among, formatPercent) : ''
  const exact = temperature === 0 || seed !== undefined ? ` ${exactWords({ temperature, seed })}` : ''
  const spaces = verdict !== 'same' && similarity.min === 1 ? ' Only spaces or line ends differ.' : ''
  const some = text.same > 0 && verdict !== 'same' ? ` ${text.same} of ${count} repeats is the kept text.` : ''
  switch (verdict) {
    case 'same':
      return count === 1
        ? 'The repeat is the kept text, character by character.'
        : `All ${count} repeats are the kept text, character by character.`
    case 'differs':
      return `Differs: ${toKept} alike. One repeat cannot tell whether that is more than its own spread; repeat it again.${spaces}${exact}`
    case 'within':
      return `Differs, but no more than the repeats among themselves: ${toKept} like the kept answer, ${toOthers} like each other.${spaces}${some}${exact}`
    case 'beyond':
      return `Changed beyond the spread of ${count} repeats: ${toKept} like the kept answer, ${toOthers} like each other. Where nothing has changed this happens once in ${Math.round(1 / chanceOfOdd(count))} times.${spaces}${some}${exact}`
  }
}

interface Asked {
  temperature?: number | undefined
  seed?: number | undefined
}

function exactWords({ temperature, seed }: Asked): string {
  const asked = [temperature === 0 && 'at temperature 0', seed !== undefined && `with seed ${seed}`].filter(Boolean)
  return `It was asked ${asked.join(' ')}, where the same words are to be expected.`
}

/** 81 % (75 %–90 %): the median and the range, where that can be told from it. */
export function spreadWords({ min, median, max }: Spread, format: (value: number) => string): string {
  const [least, most] = [format(min), format(max)]
  return least === most ? format(median) : `${format(median)} (${least}–${most})`
}

export const figureLabels: Record<FigureName, string> = {
  msToFirstToken: 'First token',
  msTotal: 'Total',
  tokensPerSecond: 'Tokens/s',
  tokensOut: 'Tokens out',
  tokensIn: 'Tokens in',
  words: 'Words',
}

export function formatFigure(name: FigureName, value: number): string {
  if (name === 'msToFirstToken' || name === 'msTotal') return formatMs(value)
  return name === 'tokensPerSecond' ? formatRate(value) : formatCount(value)
}

/** Beside a figure. A range is said with what it is worth. */
export function rangeWords(verdict: RangeVerdict, count: number): string {
  switch (verdict) {
    case 'inside':
      return count === 1 ? 'the same' : `in the range of ${count}`
    case 'unknown':
      return 'one repeat cannot tell'
    case 'outside':
      return `outside the range of ${count}; by chance in ${formatPercent(chanceOutside(count))}`
  }
}

/** New ÷ kept. */
export function formatRatio(ratio: number): string {
  return ratio >= 9.95 ? formatCount(ratio) : ratio.toFixed(2)
}

export function finishWords({ kept, now }: Comparison['finish']): string | undefined {
  if (now.length === 0) return kept
  return now.length === 1 && now[0] === kept ? kept : `${kept ?? 'unknown'} → ${now.join(', ') || 'unknown'}`
}
