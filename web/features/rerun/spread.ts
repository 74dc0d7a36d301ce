/**
 * What repeats can tell about a kept value, and what they cannot. No distribution is assumed, only that, had nothing
 * changed, the kept answer and its n repeats were n + 1 draws from one and the same (exchangeable, as the textbooks of
 * permutation tests and of conformal prediction say): then each of them is equally likely to be the smallest, the largest or
 * the odd one out. So a kept figure lies outside the range of n repeats with a chance of at most 2 ⁄ (n + 1), and a kept
 * text is the farthest from all the others with one of at most 1 ⁄ (n + 1). These chances are shown beside every verdict:
 * three repeats call every second figure changed although nothing did.
 */
export interface Spread {
  min: number
  median: number
  max: number
  count: number
}

/** Undefined for no values. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = values.toSorted((left, right) => left - right)
  const [min, max] = [sorted[0], sorted.at(-1)]
  if (min === undefined || max === undefined) return undefined
  const middle = (sorted.length - 1) / 2
  const median = ((sorted[Math.floor(middle)] ?? min) + (sorted[Math.ceil(middle)] ?? max)) / 2
  return { min, median, max, count: sorted.length }
}

/** Of a figure beyond the range of `count` repeats although nothing changed. */
export function chanceOutside(count: number): number {
  return Math.min(1, 2 / (count + 1))
}

/** Of a kept text farthest from all others although nothing changed. */
export function chanceOfOdd(count: number): number {
  return 1 / (count + 1)
}

/** `unknown`: one repeat has no spread. */
export type RangeVerdict = 'inside' | 'outside' | 'unknown'

export function rangeVerdict(kept: number, { min, max, count }: Spread): RangeVerdict {
  if (kept >= min && kept <= max) return 'inside'
  return count < 2 ? 'unknown' : 'outside'
}

/**
 * Whether the first (the kept one) is the odd one out: its mean distance to all others is greater than that of any other to
 * all others, the first included. Of two each is as far from the other, so neither is odd.
 */
export function isFirstOdd(distances: readonly (readonly number[])[]): boolean {
  const [own = 0, ...others] = distances.map((row) => row.reduce((sum, one) => sum + one, 0))
  // Sums of the same numbers in another order may differ in the last digit.
  return others.length > 1 && others.every((sum) => own > sum + 1e-9)
}
