import { agreement } from './agreement.ts'
import type { Metric } from './measures.ts'
import { makeTable, type VectorTable } from './vectorTable.ts'

/** What is left when only the first dimensions are kept (Matryoshka representation learning, Kusupati et al. 2022). */
export interface Cut {
  dimensions: number
  /** Against the whole vectors, as between two models. */
  overlap: number | undefined
  correlation: number | undefined
}

/** Halves down to 8 dimensions, the whole first; every cut is compared by the same sample of texts. */
export function* cuts(table: VectorTable, k: number, metric: Metric): Generator<void, Cut[]> {
  const whole = makeTable({ ...table, dimensions: table.stride })
  const result: Cut[] = []
  for (let dimensions = Math.ceil(table.stride / 2); dimensions >= 8; dimensions = Math.ceil(dimensions / 2)) {
    const cut = makeTable({ ...table, dimensions })
    const seen = yield* agreement([whole, cut], k, metric, { maxTexts: 100, maxPairs: 20_000, maxDisagreements: 0 })
    result.push({ dimensions, overlap: seen?.overlap, correlation: seen?.correlation })
  }
  return result
}
