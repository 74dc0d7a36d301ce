import { decodeVectorFrames } from '../../server/contract/vectorFrame.ts'
import { agreement, type Agreement } from './agreement.ts'
import { clusters } from './clusters.ts'
import { cuts, type Cut } from './cutting.ts'
import { duplicates, type Duplicates } from './duplicates.ts'
import { constantDimensions, unitLengths, type VectorState } from './health.ts'
import { measure, measureTo, type Metric } from './measures.ts'
import { nearestOfEach } from './nearestOfEach.ts'
import { neighboursOf, neighboursOfVector, type Neighbour } from './neighbours.ts'
import { repeated, type Repeated, type RepeatedRequest } from './repeated.ts'
import { principal } from './principal.ts'
import { procrustes, type Alignment } from './procrustes.ts'
import { emptySet, takeFrame, vectorIn, type TakenRows, type VectorSet } from './vectorSet.ts'
import { makeTable, usableTexts, vectorOf, type VectorTable } from './vectorTable.ts'

/** How a model's vectors are looked at. */
export interface View {
  vectorsId: string
  cut?: number
  isNormalised: boolean
}

export interface Health {
  counts: Record<VectorState, number>
  /** Length most vectors have. */
  dimensions: number
  /** Undefined with fewer than two vectors. */
  constant: number[] | undefined
  unit: { unit: number; of: number }
}

export interface FlatMap {
  /** x, y by position of the text; NaN without a vector. */
  points: Float32Array
  /** Share of all variance on either axis. */
  shares: [number, number]
  fromTexts: number
}

export interface LayoutInput {
  /** Positions of the texts that are laid out. */
  texts: Int32Array
  /** First place of each: the flat map. x, y. */
  start: Float32Array
  /** `k` nearest of each, itself first; positions within `texts`. */
  indices: Int32Array
  distances: Float32Array
  k: number
}

/** Everything the page can ask, on the texts of the latest `setTexts`. A generator is interrupted where it yields. */
export function createAnalyses() {
  const sets = new Map<string, VectorSet>()
  const tables = new Map<string, { version: number; table: VectorTable }>()
  let texts: number[] = []
  let textsVersion = 0

  function tableOf({ vectorsId, cut, isNormalised }: View): VectorTable {
    const set = sets.get(vectorsId) ?? emptySet()
    const key = `${vectorsId} ${cut ?? ''} ${isNormalised}`
    const version = set.version * 1e6 + textsVersion
    const known = tables.get(key)
    if (known?.version === version) return known.table
    const rows = Int32Array.from(texts, (id) => {
      const row = set.byText.get(id)
      return row !== undefined && (row.state === 'ok' || row.state === 'zero') ? row.row : -1
    })
    const table = makeTable({
      values: set.values,
      stride: set.stride,
      rows,
      isNormalised,
      ...(cut !== undefined && { dimensions: cut }),
    })
    // A view that is no longer looked at must not hold its numbers.
    if (tables.size > 24) tables.clear()
    tables.set(key, { version, table })
    return table
  }

  return {
    /** Bytes of frames, as they came from the server. */
    take({ vectorsId, bytes, expected }: { vectorsId: string; bytes: Uint8Array; expected: number }): TakenRows[] {
      const set = sets.get(vectorsId) ?? emptySet()
      sets.set(vectorsId, set)
      return decodeVectorFrames(bytes).map((frame) => takeFrame(set, frame, expected))
    },

    forget({ vectorsId }: { vectorsId: string }): void {
      sets.delete(vectorsId)
      tables.clear()
    },

    setTexts({ ids }: { ids: number[] }): void {
      texts = ids
      textsVersion++
    },

    vector({ vectorsId, textId }: { vectorsId: string; textId: number }): Float32Array | undefined {
      return vectorIn(sets.get(vectorsId), textId)
    },

    /** The numbers of every text, row after row, NaN where one has none: for a file. */
    all({ vectorsId }: { vectorsId: string }): { values: Float32Array<ArrayBuffer>; dimensions: number } {
      const set = sets.get(vectorsId) ?? emptySet()
      const values = new Float32Array(texts.length * set.stride).fill(NaN)
      for (const [at, id] of texts.entries()) {
        const row = set.byText.get(id)?.row ?? -1
        if (row >= 0) values.set(set.values.subarray(row * set.stride, (row + 1) * set.stride), at * set.stride)
      }
      return { values, dimensions: set.stride }
    },

    /** Of vectors that are in none of the sets here. */
    repeated: (request: RepeatedRequest): Generator<void, Repeated> => repeated(request),

    /** A part of the matrix, row after row; NaN where there is no value. */
    *tile({ view, metric, rows, columns }: TileRequest): Generator<void, Float32Array> {
      const table = tableOf(view)
      const result = new Float32Array((rows.end - rows.start) * (columns.end - columns.start))
      let at = 0
      for (let row = rows.start; row < rows.end; row++) {
        for (let column = columns.start; column < columns.end; column++)
          result[at++] = measure(table, row, column, metric)
        yield
      }
      return result
    },

    neighbours({ view, metric, text, k }: { view: View; metric: Metric; text: number; k: number }): Neighbour[] {
      return neighboursOf(tableOf(view), text, k, metric)
    },

    search({ view, metric, vector, k }: { view: View; metric: Metric; vector: Float32Array; k: number }): Neighbour[] {
      return neighboursOfVector(tableOf(view), vector, k, metric)
    },

    /** The same texts under other conditions (another prefix), against the vectors that are here. */
    *effect({ view, metric, k, bytes }: EffectRequest): Generator<void, Effect | undefined> {
      const table = tableOf(view)
      const other = emptySet()
      for (const frame of decodeVectorFrames(bytes)) takeFrame(other, frame, frame.header.textIds.length)
      const rows = Int32Array.from(texts, (id, text) => {
        const known = other.byText.get(id)
        return known?.state === 'ok' && (table.rows[text] ?? -1) >= 0 ? known.row : -1
      })
      const moved = makeTable({ ...table, values: other.values, stride: other.stride, rows })
      const own = { ...table, rows: table.rows.map((row, text) => ((rows[text] ?? -1) >= 0 ? row : -1)) }
      const used = usableTexts(moved)
      if (used.length === 0) return undefined
      const angles = moved.dimensions === own.dimensions ? Array.from(used, (text) => angleTo(own, text, moved)) : []
      const defined = angles.filter((angle) => !Number.isNaN(angle))
      const agreed = yield* agreement([own, moved], k, metric, { maxDisagreements: 0 })
      return {
        texts: used.length,
        meanCosine: defined.length > 0 ? defined.reduce((sum, angle) => sum + angle, 0) / defined.length : undefined,
        overlap: agreed?.overlap,
        correlation: agreed?.correlation,
      }
    },

    *health({ view, tolerance }: { view: View; tolerance: number }): Generator<void, Health> {
      const set = sets.get(view.vectorsId)
      const counts: Health['counts'] = { ok: 0, zero: 0, nan: 0, 'wrong-dimension': 0, missing: 0 }
      for (const id of texts) {
        const known = set?.byText.get(id)
        if (known !== undefined) counts[known.state]++
      }
      const table = tableOf({ vectorsId: view.vectorsId, isNormalised: false })
      yield
      const constant = constantDimensions(table)
      return { counts, dimensions: set?.stride ?? 0, constant, unit: unitLengths(table, tolerance) }
    },

    duplicates: ({ view }: { view: View }): Generator<void, Duplicates> => duplicates(tableOf(view)),

    cuts: ({ view, k, metric }: { view: View; k: number; metric: Metric }): Generator<void, Cut[]> =>
      cuts(tableOf(view), k, metric),

    agreement: ({ views, k, metric }: { views: [View, View]; k: number; metric: Metric }) =>
      agreement([tableOf(views[0]), tableOf(views[1])], k, metric) satisfies Generator<void, Agreement | undefined>,

    *flatMap({ view }: { view: View }): Generator<void, FlatMap | undefined> {
      const found = yield* principal(tableOf(view), 2)
      return found && flatten(found.scores, found.components, found.shares, found.fromTexts)
    },

    /** The second model's flat map laid over the first one's, both on the texts that have both vectors. */
    *aligned({ views }: { views: [View, View] }): Generator<void, { fixed: FlatMap; moved: Alignment } | undefined> {
      const [one, other] = [tableOf(views[0]), tableOf(views[1])]
      const both = Int32Array.from(one.rows, (row, text) => (row >= 0 && (other.rows[text] ?? -1) >= 0 ? text : -1))
      const restrict = (table: VectorTable): VectorTable => ({
        ...table,
        rows: table.rows.map((row, text) => ((both[text] ?? -1) >= 0 ? row : -1)),
      })
      const fixed = yield* principal(restrict(one), 2)
      const moved = yield* principal(restrict(other), 2)
      if (fixed === undefined || moved === undefined) return undefined
      const flat = flatten(fixed.scores, fixed.components, fixed.shares, fixed.fromTexts)
      const flatMoved = flatten(moved.scores, moved.components, moved.shares, moved.fromTexts)
      const isPlaced = (_: number, at: number) => (both[at >> 1] ?? -1) >= 0
      const alignment = procrustes(flat.points.filter(isPlaced), flatMoved.points.filter(isPlaced))
      if (alignment === undefined) return undefined
      const points = new Float32Array(flat.points.length).fill(NaN)
      let at = 0
      for (let place = 0; place < points.length; place++)
        if ((both[place >> 1] ?? -1) >= 0) points[place] = alignment.points[at++] as number
      return { fixed: flat, moved: { ...alignment, points } }
    },

    *clusters({ view, count }: { view: View; count: number }): Generator<void, Int32Array> {
      const found = yield* principal(tableOf(view), 16)
      if (found === undefined) return new Int32Array(texts.length).fill(-1)
      return yield* clusters(found.scores, found.components, count)
    },

    /** What UMAP needs, worked out here where the vectors are: exact neighbours, on the principal components where all numbers would take too long. */
    *layoutInput({ view, k }: { view: View; k: number }): Generator<void, LayoutInput | undefined> {
      const table = tableOf(view)
      const usable = usableTexts(table)
      const isMuch = usable.length * usable.length * table.dimensions > maxProducts
      const found = yield* principal(table, isMuch ? 32 : 2)
      if (found === undefined) return undefined
      const flat = flatten(found.scores, found.components, found.shares, found.fromTexts)
      const ownRows = Int32Array.from(table.rows, (row, text) => (row < 0 ? -1 : text))
      const reduced = isMuch ? makeTable({ values: found.scores, stride: found.components, rows: ownRows }) : table
      const start = new Float32Array(usable.length * 2)
      for (const [place, text] of usable.entries()) start.set(flat.points.subarray(text * 2, text * 2 + 2), place * 2)
      const size = Math.min(k, usable.length)
      return { texts: usable, start, k: size, ...(yield* nearestOfEach(reduced, usable, size)) }
    },
  }
}

/** Multiplications for all pairs that take about half a second. */
const maxProducts = 1_200_000_000

export type Analyses = ReturnType<typeof createAnalyses>

interface TileRequest {
  view: View
  metric: Metric
  rows: { start: number; end: number }
  columns: { start: number; end: number }
}

interface EffectRequest {
  view: View
  metric: Metric
  k: number
  /** Frames of the same texts. */
  bytes: Uint8Array
}

export interface Effect {
  /** Texts it was seen on. */
  texts: number
  /** Between a text's vector here and there; undefined where the lengths differ. */
  meanCosine: number | undefined
  overlap: number | undefined
  correlation: number | undefined
}

function angleTo(table: VectorTable, text: number, other: VectorTable): number {
  const vector = vectorOf(other, text)
  return vector === undefined ? NaN : measureTo(table, text, vector, 'cosine')
}

/** Two components side by side; the second is 0 where there is only one. */
function flatten(scores: Float32Array, components: number, shares: Float64Array, fromTexts: number): FlatMap {
  const count = components > 0 ? scores.length / components : 0
  const points = new Float32Array(count * 2)
  for (let text = 0; text < count; text++) {
    points[text * 2] = scores[text * components] as number
    const second = components > 1 ? (scores[text * components + 1] as number) : 0
    points[text * 2 + 1] = Number.isNaN(points[text * 2]) ? NaN : second
  }
  return { points, shares: [shares[0] ?? 0, shares[1] ?? 0], fromTexts }
}
