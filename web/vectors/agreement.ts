import { measure, type Metric, isSimilarity } from './measures.ts'
import { neighboursOf } from './neighbours.ts'
import { ranks, spearman } from './ranks.ts'
import { sample, seededRandom } from './random.ts'
import { usableTexts, type VectorTable } from './vectorTable.ts'

/** How far two models agree on the same texts. */
export interface Agreement {
  /** Mean share of the k nearest texts that both models name; undefined with too few texts. */
  overlap: number | undefined
  k: number
  /** Spearman's ρ of the measure over all pairs of texts; undefined where one model sees no difference at all. */
  correlation: number | undefined
  /** The pairs on which they disagree most, largest difference first. */
  disagreements: Disagreement[]
  /** Texts and pairs it was worked out from: with very many, an even sample. */
  fromTexts: number
  fromPairs: number
}

export interface Disagreement {
  one: number
  other: number
  /** The measure in either model. */
  values: [number, number]
  /** Where the pair stands among all pairs, 0 = furthest, 1 = nearest. */
  places: [number, number]
}

interface Limits {
  maxTexts?: number
  maxPairs?: number
  maxDisagreements?: number
}

/**
 * A generator, so that it can be interrupted. Undefined with fewer than three texts that both have vectors for: with two
 * there is one pair and nothing to rank.
 */
export function* agreement(
  tables: [VectorTable, VectorTable],
  wantedK: number,
  metric: Metric,
  { maxTexts = 400, maxPairs = 120_000, maxDisagreements = 20 }: Limits = {},
): Generator<void, Agreement | undefined> {
  const [first, second] = tables
  const both = usableTexts(first).filter((text) => (second.rows[text] ?? -1) >= 0)
  if (both.length < 3) return undefined
  const k = Math.min(wantedK, both.length - 1)
  const random = seededRandom(3)
  const probes = sample(both, maxTexts, random)
  let shared = 0
  for (const text of probes) {
    const named = new Set(neighboursOf(first, text, k, metric).map((neighbour) => neighbour.text))
    for (const neighbour of neighboursOf(second, text, k, metric)) if (named.has(neighbour.text)) shared++
    yield
  }
  const pairs = pairsOf(both, maxPairs, random)
  const values: [Float64Array, Float64Array] = [new Float64Array(pairs.length), new Float64Array(pairs.length)]
  for (const [at, [one, other]] of pairs.entries()) {
    values[0][at] = measure(first, one, other, metric)
    values[1][at] = measure(second, one, other, metric)
    if (at % 512 === 511) yield
  }
  const defined = Uint32Array.from(pairs.keys()).filter(
    (at) => !Number.isNaN(values[0][at]) && !Number.isNaN(values[1][at]),
  )
  const [a, b] = values.map((side) => Float64Array.from(defined, (at) => side[at] as number)) as typeof values
  return {
    overlap: shared / (probes.length * k),
    k,
    correlation: spearman(a, b),
    disagreements: disagreementsOf(
      Array.from(defined, (at) => pairs[at] as Pair),
      a,
      b,
      metric,
    ).slice(0, maxDisagreements),
    fromTexts: probes.length,
    fromPairs: defined.length,
  }
}

type Pair = readonly [number, number]

/** All pairs of the texts, or `most` of them, every pair equally likely. */
function pairsOf(texts: Int32Array, most: number, random: () => number): Pair[] {
  const count = (texts.length * (texts.length - 1)) / 2
  const pairs: Pair[] = []
  if (count <= most) {
    for (let one = 0; one < texts.length; one++)
      for (let other = one + 1; other < texts.length; other++)
        pairs.push([texts[one] as number, texts[other] as number])
    return pairs
  }
  while (pairs.length < most) {
    const one = Math.floor(random() * texts.length)
    const other = Math.floor(random() * (texts.length - 1))
    const apart = other >= one ? other + 1 : other
    pairs.push([texts[Math.min(one, apart)] as number, texts[Math.max(one, apart)] as number])
  }
  return pairs
}

/** By the difference of places: the measures of two models have different scales, their order has not. */
function disagreementsOf(pairs: Pair[], a: Float64Array, b: Float64Array, metric: Metric): Disagreement[] {
  if (pairs.length < 2) return []
  const place = (values: Float64Array) => {
    const shares = ranks(values).map((rank) => (rank - 1) / (values.length - 1))
    return isSimilarity(metric) ? shares : shares.map((share) => 1 - share)
  }
  const [placesA, placesB] = [place(a), place(b)]
  const difference = (at: number) => Math.abs((placesA[at] as number) - (placesB[at] as number))
  return Array.from(pairs.keys())
    .sort((one, other) => difference(other) - difference(one))
    .slice(0, 100)
    .map((at) => {
      const [one, other] = pairs[at] as Pair
      return {
        one,
        other,
        values: [a[at] as number, b[at] as number] as [number, number],
        places: [placesA[at] as number, placesB[at] as number] as [number, number],
      }
    })
}
