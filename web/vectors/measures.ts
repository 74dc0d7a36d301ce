import { dotAt, type VectorTable } from './vectorTable.ts'

export type Metric = 'cosine' | 'dot' | 'euclidean'

/** |‖v‖ − 1| up to this counts as unit length, unless another tolerance is chosen: float16 keeps three digits. */
export const defaultTolerance = 1e-3

/** Euclidean norm ‖v‖ = √Σvᵢ². NaN where a number is NaN; 0 for an empty vector. */
export function norm(vector: Float32Array): number {
  return Math.sqrt(dotAt(vector, 0, vector, 0, vector.length))
}

/** Whether a norm is that of a unit vector: |‖v‖ − 1| ≤ tolerance. */
export function isUnit(length: number, tolerance = defaultTolerance): boolean {
  return Math.abs(length - 1) <= tolerance
}

/** Σaᵢbᵢ. Throws RangeError on unequal lengths. */
export function dot(a: Float32Array, b: Float32Array): number {
  checkLengths(a, b)
  return dotAt(a, 0, b, 0, a.length)
}

/**
 * Cosine similarity a·b ⁄ (‖a‖‖b‖), in [−1, 1]; undefined where either vector is all zeros or holds a NaN, for then there
 * is no angle. Throws RangeError on unequal lengths.
 */
export function cosine(a: Float32Array, b: Float32Array): number | undefined {
  const scale = norm(a) * norm(b)
  const product = dot(a, b)
  return scale > 0 && Number.isFinite(product) ? clamp(product / scale) : undefined
}

/** √Σ(aᵢ − bᵢ)². Throws RangeError on unequal lengths. */
export function euclidean(a: Float32Array, b: Float32Array): number {
  checkLengths(a, b)
  return distanceAt(a, 0, b, 0, a.length)
}

/**
 * The measure between two texts of a table; NaN where it is not defined (a text without vector, the cosine of a zero
 * vector). Normalised: v ⁄ ‖v‖ stands in for every v, a zero vector stays zero.
 */
export function measure(table: VectorTable, one: number, other: number, metric: Metric): number {
  const { values, stride, rows, norms } = table
  const [row, against] = [rows[one] as number, rows[other] as number]
  if (row < 0 || against < 0) return NaN
  return between(table, one, values, against * stride, norms[other] as number, metric)
}

/** The measure between a text of a table and any vector of at least as many numbers. */
export function measureTo(table: VectorTable, one: number, vector: Float32Array, metric: Metric): number {
  const { dimensions, rows } = table
  if ((rows[one] as number) < 0 || vector.length < dimensions) return NaN
  return between(table, one, vector, 0, Math.sqrt(dotAt(vector, 0, vector, 0, dimensions)), metric)
}

/** Whether more is nearer. */
export function isSimilarity(metric: Metric): boolean {
  return metric !== 'euclidean'
}

/** `other`, `start`, `otherNorm`: the numbers it is measured against, where they begin, and their norm. */
function between(
  { values, stride, dimensions, rows, norms, isNormalised }: VectorTable,
  one: number,
  other: Float32Array,
  start: number,
  otherNorm: number,
  metric: Metric,
): number {
  const ownStart = (rows[one] as number) * stride
  if (metric === 'euclidean' && !isNormalised) return distanceAt(values, ownStart, other, start, dimensions)
  const ownNorm = norms[one] as number
  const scale = ownNorm * otherNorm
  const product = dotAt(values, ownStart, other, start, dimensions)
  if (metric === 'cosine') return scale > 0 ? clamp(product / scale) : NaN
  if (metric === 'dot') return isNormalised ? (scale > 0 ? clamp(product / scale) : 0) : product
  // ‖a − b‖² = ‖a‖² + ‖b‖² − 2a·b, with ‖a‖ = ‖b‖ = 1 (or 0).
  const squares = Number(ownNorm > 0) + Number(otherNorm > 0)
  return Math.sqrt(Math.max(0, squares - (scale > 0 ? 2 * clamp(product / scale) : 0)))
}

function distanceAt(a: Float32Array, aStart: number, b: Float32Array, bStart: number, length: number): number {
  let sum = 0
  for (let at = 0; at < length; at++) {
    const difference = (a[aStart + at] as number) - (b[bStart + at] as number)
    sum += difference * difference
  }
  return Math.sqrt(sum)
}

/** Rounding may leave 1.0000000002. */
function clamp(value: number): number {
  return value > 1 ? 1 : value < -1 ? -1 : value
}

function checkLengths(a: Float32Array, b: Float32Array): void {
  if (a.length !== b.length) throw new RangeError(`The vectors have ${a.length} and ${b.length} numbers.`)
}
