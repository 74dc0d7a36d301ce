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
  const { values, stride, dimensions, rows, norms } = table
  const [a, b] = [rows[one] as number, rows[other] as number]
  if (a < 0 || b < 0) return NaN
  const against = { values, start: b * stride, norm: norms[other] as number }
  return between(values, a * stride, norms[one] as number, against, dimensions, metric, table.isNormalised)
}

/** The measure between a text of a table and any vector of at least as many numbers. */
export function measureTo(table: VectorTable, one: number, vector: Float32Array, metric: Metric): number {
  const { values, stride, dimensions, rows, norms } = table
  const row = rows[one] as number
  if (row < 0 || vector.length < dimensions) return NaN
  const length = Math.sqrt(dotAt(vector, 0, vector, 0, dimensions))
  const against = { values: vector, start: 0, norm: length }
  return between(values, row * stride, norms[one] as number, against, dimensions, metric, table.isNormalised)
}

/** Whether more is nearer. */
export function isSimilarity(metric: Metric): boolean {
  return metric !== 'euclidean'
}

interface Place {
  values: Float32Array
  start: number
  norm: number
}

function between(
  values: Float32Array,
  start: number,
  length: number,
  other: Place,
  dimensions: number,
  metric: Metric,
  isNormalised: boolean,
): number {
  const scale = length * other.norm
  if (metric === 'euclidean' && !isNormalised) return distanceAt(values, start, other.values, other.start, dimensions)
  const product = dotAt(values, start, other.values, other.start, dimensions)
  if (metric === 'cosine') return scale > 0 ? clamp(product / scale) : NaN
  if (metric === 'dot') return isNormalised ? (scale > 0 ? clamp(product / scale) : 0) : product
  // ‖a − b‖² = ‖a‖² + ‖b‖² − 2a·b, with ‖a‖ = ‖b‖ = 1 (or 0).
  const squares = Number(length > 0) + Number(other.norm > 0)
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
