import { isUnit } from './measures.ts'
import type { VectorTable } from './vectorTable.ts'

/** What one vector is, as it came. */
export type VectorState = 'ok' | 'zero' | 'nan' | 'wrong-dimension' | 'missing'

/** Dimensions that say nothing: the same number in every vector. Undefined with fewer than two vectors. */
export function constantDimensions({ values, stride, dimensions, rows }: VectorTable): number[] | undefined {
  const used = rows.filter((row) => row >= 0)
  const first = used[0]
  if (first === undefined || used.length < 2) return undefined
  const constant: number[] = []
  for (let at = 0; at < dimensions; at++) {
    const value = values[first * stride + at]
    if (used.every((row) => values[row * stride + at] === value)) constant.push(at)
  }
  return constant
}

/** How many of the usable vectors have length 1, and how many there are. */
export function unitLengths({ rows, norms }: VectorTable, tolerance: number): { unit: number; of: number } {
  let [unit, of] = [0, 0]
  for (let text = 0; text < rows.length; text++) {
    if ((rows[text] as number) < 0) continue
    of++
    if (isUnit(norms[text] as number, tolerance)) unit++
  }
  return { unit, of }
}

/** What a vector is, seen alone: its length is judged beside the others. */
export function stateOf(vector: Float32Array): Exclude<VectorState, 'wrong-dimension'> {
  if (vector.length === 0) return 'missing'
  let isZero = true
  for (const value of vector) {
    if (!Number.isFinite(value)) return 'nan'
    if (value !== 0) isZero = false
  }
  return isZero ? 'zero' : 'ok'
}

/** The length most vectors have; of equals the longer. 0 where there is none. */
export function usualDimension(lengths: Iterable<number>): number {
  const counts = new Map<number, number>()
  for (const length of lengths) if (length > 0) counts.set(length, (counts.get(length) ?? 0) + 1)
  let [usual, most] = [0, 0]
  for (const [length, count] of counts)
    if (count > most || (count === most && length > usual)) [usual, most] = [length, count]
  return usual
}
