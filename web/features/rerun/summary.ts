import type { Comparison, FigureName } from './comparison.ts'
import { spreadOf, type Spread } from './spread.ts'

/** Many requests in one line. */
export interface Summary {
  requests: number
  /** Those with a new answer to compare with the kept one. */
  compared: number
  same: number
  within: number
  beyond: number
  /** Of one repeat each: whether that is much cannot be told. */
  differs: number
  failuresNew: number
  failuresGone: number
  finishChanged: number
  /** Median of the repeats ÷ the kept figure, over the requests that have both. */
  ratios: Partial<Record<RatioName, Spread>>
}

export const ratioNames = ['msToFirstToken', 'msTotal', 'tokensPerSecond'] as const satisfies FigureName[]

type RatioName = (typeof ratioNames)[number]

export function summarise(comparisons: readonly (Comparison | undefined)[]): Summary {
  const known = comparisons.flatMap((one) => one ?? [])
  const countOf = (test: (one: Comparison) => boolean) => known.filter(test).length
  const ratios: Summary['ratios'] = {}
  for (const name of ratioNames) {
    const spread = spreadOf(known.flatMap((one) => ratioOf(one, name)))
    if (spread) ratios[name] = spread
  }
  return {
    requests: comparisons.length,
    compared: countOf(({ text }) => text !== undefined),
    same: countOf(({ text }) => text?.verdict === 'same'),
    within: countOf(({ text }) => text?.verdict === 'within'),
    beyond: countOf(({ text }) => text?.verdict === 'beyond'),
    differs: countOf(({ text }) => text?.verdict === 'differs'),
    failuresNew: countOf(({ failure }) => failure === 'new'),
    failuresGone: countOf(({ failure }) => failure === 'gone'),
    finishChanged: countOf(({ finish }) => finish.isChanged),
    ratios,
  }
}

function ratioOf({ figures }: Comparison, name: RatioName): number[] {
  const figure = figures.find((one) => one.name === name)
  if (figure?.kept === undefined || figure.kept <= 0 || figure.now === undefined) return []
  return [figure.now.median / figure.kept]
}
