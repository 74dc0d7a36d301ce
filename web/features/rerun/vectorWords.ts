import type { Row } from './RequestList.tsx'
import { chanceOfOdd, spreadOf } from './spread.ts'
import type { ShownText } from './shownTexts.ts'
import type { VectorComparison } from './vectorStates.ts'

export const vectorOutcomes = ['same', 'rounding', 'differs', 'within', 'beyond'] as const

export const vectorColumns = [
  ['same', 'Every repeat is the kept vector, number by number'],
  ['rounding', 'The same but for the last digits of its numbers'],
  ['differs', 'Other numbers; a single repeat cannot tell more'],
  ['within', 'Other numbers, as the repeats differ among themselves'],
  ['beyond', 'Other numbers, more than the repeats differ among themselves'],
  ['other neighbours', 'Texts of whose nearest texts at least one is another now'],
  ['cosine', 'Of kept to new: the median of all texts (their range)'],
] as const

const labels: Record<VectorComparison['verdict'], string> = {
  same: 'same numbers',
  rounding: 'same to rounding',
  differs: 'differs',
  within: 'within the spread',
  beyond: 'beyond the spread',
  missing: 'no vector',
}

export function vectorRow({ state: { pane, model, comparisons }, index }: ShownText, text: string): Row {
  const comparison = comparisons?.[index]
  const moved = comparison?.moved ? `${comparison.moved} other neighbours` : ''
  const cosine =
    comparison?.cosine && comparison.verdict !== 'same' && comparison.verdict !== 'rounding'
      ? `cos ${formatCosine(comparison.cosine.median)}`
      : ''
  return {
    id: `${model.paneId} ${index}`,
    number: index + 1,
    text: text.slice(0, 200),
    hue: pane?.hue ?? 7,
    name: pane && pane.endpoint !== pane.kept ? `${pane.kept} → ${pane.endpoint ?? 'nobody yet'}` : (pane?.kept ?? ''),
    outcome: comparison ? labels[comparison.verdict] : 'not run',
    look: comparison?.verdict === 'missing' ? 'bad' : comparison?.verdict === 'beyond' ? 'changed' : 'plain',
    note: [cosine, moved].filter((part) => part !== '').join(' · '),
  }
}

/** Five digits, and 1 only for what is 1 to the last of them. */
export function formatCosine(cosine: number): string {
  return cosine < 1 && cosine > 0.999995 ? '> 0.99999' : cosine.toFixed(5)
}

export function cosineWords(comparisons: readonly VectorComparison[]): string {
  const spread = spreadOf(comparisons.flatMap(({ cosine }) => cosine?.median ?? []))
  if (spread === undefined) return '–'
  const [least, most] = [formatCosine(spread.min), formatCosine(spread.max)]
  return least === most ? least : `${formatCosine(spread.median)} (${least}–${most})`
}

export function vectorSentence({ verdict, same, repeats, cosine }: VectorComparison): string {
  const alike = cosine === undefined ? 'The vectors have another length' : `Cosine ${formatCosine(cosine.median)}`
  switch (verdict) {
    case 'same':
      return repeats === 1
        ? 'The repeat is the kept vector, number by number.'
        : `All ${repeats} repeats are the kept vector, number by number.`
    case 'rounding':
      return 'The same but for the last digits of its numbers, as another order of summing makes them.'
    case 'differs':
      return `${alike}. One repeat cannot tell whether that is more than its own spread; repeat it again.`
    case 'within':
      return `${alike}: it differs, but no more than the repeats among themselves.${same > 0 ? ` ${same} of ${repeats} is the kept vector.` : ''}`
    case 'beyond':
      return `${alike}: changed beyond the spread of ${repeats} repeats. Where nothing has changed this happens once in ${Math.round(1 / chanceOfOdd(repeats))} times.`
    case 'missing':
      return 'There is no vector to compare on one of the sides.'
  }
}
