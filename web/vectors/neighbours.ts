import { isSimilarity, measure, measureTo, type Metric } from './measures.ts'
import { dotAt, vectorOf, type VectorTable } from './vectorTable.ts'

export interface Neighbour {
  /** Position of the text. */
  text: number
  value: number
}

/** The k texts nearest to a text, itself left out, nearest first; of equals the earlier text. Exact. */
export function neighboursOf(table: VectorTable, text: number, k: number, metric: Metric): Neighbour[] {
  const vector = vectorOf(table, text)
  if (vector === undefined) return []
  return valued(nearest(table, vector, k, metric, text), metric, (other) => measure(table, other, text, metric))
}

/** The same for a vector that is not among the texts: a typed query. */
export function neighboursOfVector(table: VectorTable, vector: Float32Array, k: number, metric: Metric): Neighbour[] {
  if (vector.length < table.dimensions) return []
  return valued(nearest(table, vector, k, metric, -1), metric, (other) => measureTo(table, other, vector, metric))
}

/**
 * Which are the best k, by a score that orders as the measure does and costs one product of two rows: this runs a
 * hundred million times for ten thousand texts.
 */
function nearest(table: VectorTable, vector: Float32Array, k: number, metric: Metric, itself: number): number[] {
  const { values, stride, dimensions, rows, norms, isNormalised } = table
  const byAngle = metric === 'cosine' || isNormalised
  if (metric === 'cosine' && dotAt(vector, 0, vector, 0, dimensions) === 0) return []
  const best: number[] = []
  const scores: number[] = []
  for (let text = 0; text < rows.length; text++) {
    const row = rows[text] as number
    if (row < 0 || text === itself) continue
    const norm = norms[text] as number
    if (metric === 'cosine' && norm === 0) continue
    const product = dotAt(values, row * stride, vector, 0, dimensions)
    // ‖a − b‖² grows with ‖a‖² − 2a·b for the same b.
    const score = byAngle ? (norm > 0 ? product / norm : 0) : metric === 'dot' ? product : 2 * product - norm * norm
    if (best.length === k && score <= (scores[k - 1] as number)) continue
    let at = Math.min(best.length, k - 1)
    for (; at > 0 && score > (scores[at - 1] as number); at--) {
      best[at] = best[at - 1] as number
      scores[at] = scores[at - 1] as number
    }
    best[at] = text
    scores[at] = score
  }
  return k > 0 ? best : []
}

/** The measures themselves, and the order they give: scores of nearly equal ones may have been rounded apart. */
function valued(texts: number[], metric: Metric, valueOf: (text: number) => number): Neighbour[] {
  const sign = isSimilarity(metric) ? 1 : -1
  return texts
    .map((text) => ({ text, value: valueOf(text) }))
    .sort((a, b) => sign * (b.value - a.value) || a.text - b.text)
}
