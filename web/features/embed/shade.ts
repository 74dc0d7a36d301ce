import type { Metric } from '../../vectors/measures.ts'

/**
 * How deep a value is drawn, −1 … 1: the square of a cosine, so that near ones stand out; other measures in relation to
 * the largest seen, distances the other way round.
 */
export function shade(value: number, metric: Metric, largest: number): number {
  if (Number.isNaN(value)) return 0
  if (metric === 'euclidean') return largest > 0 ? Math.max(0, 1 - value / largest) ** 2 : 1
  const share = metric === 'cosine' ? value : largest > 0 ? value / largest : 0
  const limited = Math.max(-1, Math.min(1, share))
  return Math.sign(limited) * limited * limited
}

/** The largest magnitude, which `shade` relates to. */
export function largestOf(values: Float32Array): number {
  let largest = 0
  for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value)
  return largest
}
