import { isSimilarity, measure, measureTo, type Metric } from './measures.ts'
import type { VectorTable } from './vectorTable.ts'

export interface Neighbour {
  /** Position of the text. */
  text: number
  value: number
}

/** The k texts nearest to a text, itself left out, nearest first; of equals the earlier text. Exact. */
export function neighboursOf(table: VectorTable, text: number, k: number, metric: Metric): Neighbour[] {
  return nearest(table.rows.length, k, metric, (other) => (other === text ? NaN : measure(table, other, text, metric)))
}

/** The same for a vector that is not among the texts: a typed query. */
export function neighboursOfVector(table: VectorTable, vector: Float32Array, k: number, metric: Metric): Neighbour[] {
  return nearest(table.rows.length, k, metric, (other) => measureTo(table, other, vector, metric))
}

/** Keeps the best k in order while it goes through all; NaN never counts. */
function nearest(count: number, k: number, metric: Metric, valueOf: (text: number) => number): Neighbour[] {
  const sign = isSimilarity(metric) ? 1 : -1
  const best: Neighbour[] = []
  for (let text = 0; text < count; text++) {
    const value = valueOf(text)
    if (Number.isNaN(value)) continue
    const last = best[k - 1]
    if (last !== undefined && sign * value <= sign * last.value) continue
    let at = Math.min(best.length, k - 1)
    while (at > 0 && sign * value > sign * (best[at - 1] as Neighbour).value) at--
    best.splice(at, 0, { text, value })
    if (best.length > k) best.pop()
  }
  return best
}
