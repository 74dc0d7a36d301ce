import type { VectorFrame } from '../../server/contract/vectorFrame.ts'
import { stateOf, usualDimension, type VectorState } from './health.ts'
import { norm } from './measures.ts'
import { stripCells, stripOf } from './strip.ts'

/** The vectors one model gave, by text; grows as batches arrive. What is unusable is kept apart and known by its state. */
export interface VectorSet {
  values: Float32Array
  stride: number
  rowCount: number
  byText: Map<number, { state: VectorState; row: number; dimensions: number }>
  /** Vectors of another length than most: not comparable, but they can still be looked at. */
  odd: Map<number, Float32Array>
  /** Grows with every change. */
  version: number
}

/** What the page shows of each vector, so that the numbers themselves can stay in the worker. One entry a text. */
export interface TakenRows {
  textIds: number[]
  states: VectorState[]
  dimensions: number[]
  norms: Float64Array
  /** `stripCells` cells each. */
  strips: Int8Array
}

export function emptySet(): VectorSet {
  return { values: new Float32Array(0), stride: 0, rowCount: 0, byText: new Map(), odd: new Map(), version: 0 }
}

/** Takes one batch in. `expected`: how many texts there will be, so that room is made once. */
export function takeFrame(set: VectorSet, { header, values }: VectorFrame, expected: number): TakenRows {
  const count = header.textIds.length
  const taken: TakenRows = {
    textIds: header.textIds,
    states: [],
    dimensions: header.dimensions,
    norms: new Float64Array(count),
    strips: new Int8Array(count * stripCells),
  }
  if (set.stride === 0) set.stride = usualDimension(header.dimensions)
  let start = 0
  for (const [index, textId] of header.textIds.entries()) {
    const dimensions = header.dimensions[index] ?? 0
    const vector = values.subarray(start, start + dimensions)
    start += dimensions
    const own = stateOf(vector)
    const state = own !== 'missing' && dimensions !== set.stride ? 'wrong-dimension' : own
    taken.states.push(state)
    taken.norms[index] = norm(vector)
    taken.strips.set(stripOf(vector), index * stripCells)
    place(set, textId, vector, state, Math.max(expected, count))
  }
  set.version++
  if (set.odd.size > set.rowCount) rebuild(set)
  return taken
}

function place(set: VectorSet, textId: number, vector: Float32Array, state: VectorState, expected: number): void {
  const known = set.byText.get(textId)
  set.odd.delete(textId)
  if (vector.length !== set.stride) {
    if (vector.length > 0) set.odd.set(textId, vector.slice())
    set.byText.set(textId, { state, row: -1, dimensions: vector.length })
    return
  }
  const row = known !== undefined && known.row >= 0 ? known.row : set.rowCount++
  const needed = (row + 1) * set.stride
  if (needed > set.values.length) {
    const grown = new Float32Array(Math.max(needed, expected * set.stride, set.values.length * 1.5))
    grown.set(set.values)
    set.values = grown
  }
  set.values.set(vector, row * set.stride)
  set.byText.set(textId, { state, row, dimensions: vector.length })
}

/** The first batch was the odd one: what most vectors look like is only known with more of them. */
function rebuild(set: VectorSet): void {
  const all = new Map<number, Float32Array>()
  for (const [textId, { row }] of set.byText)
    if (row >= 0) all.set(textId, set.values.slice(row * set.stride, (row + 1) * set.stride))
  for (const [textId, vector] of set.odd) all.set(textId, vector)
  const stride = usualDimension([...all.values()].map((vector) => vector.length))
  if (stride === set.stride) return
  Object.assign(set, { values: new Float32Array(all.size * stride), stride, rowCount: 0, odd: new Map() })
  for (const [textId, vector] of all) {
    const own = stateOf(vector)
    set.byText.delete(textId)
    place(set, textId, vector, vector.length === stride ? own : 'wrong-dimension', all.size)
  }
}

/** The numbers of one text, whatever they are; a copy. */
export function vectorIn(set: VectorSet | undefined, textId: number): Float32Array | undefined {
  const known = set?.byText.get(textId)
  if (set === undefined || known === undefined) return undefined
  if (known.row < 0) return set.odd.get(textId)?.slice()
  return set.values.slice(known.row * set.stride, (known.row + 1) * set.stride)
}
