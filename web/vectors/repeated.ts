import { decodeVectorFrames } from '../../server/contract/vectorFrame.ts'
import { nearestOfEach } from './nearestOfEach.ts'
import { emptySet, takeFrame, vectorIn, type VectorSet } from './vectorSet.ts'
import { makeTable, type VectorTable } from './vectorTable.ts'
import { cosine, euclidean, norm } from './measures.ts'

export interface RepeatedRequest {
  textIds: number[]
  /** Frames of the kept vectors, then of each repeat. */
  sets: Uint8Array[]
  /** How many nearest texts are compared. */
  k: number
}

/** The same texts embedded several times; rows = texts, in the order of `textIds`. */
export interface Repeated {
  sets: number
  /** Texts × sets × sets: the cosine of each vector to each; NaN where one is missing or they differ in length. */
  cosines: Float32Array
  /** Likewise how far apart they are, ‖a − b‖ ⁄ ½(‖a‖ + ‖b‖): unlike the angle it tells a change in the last digit from none. */
  apart: Float32Array
  /** Texts × sets: 1 where the vector is the kept one number by number. */
  isSame: Uint8Array
  /** Texts × sets: how many of the kept vector's k nearest texts are not among this one's; −1 where that is not known. */
  moved: Int16Array
  /** Of the texts that have a vector in every set. */
  k: number
}

/** Multiplications of one set beyond which nearest texts are not searched for: about a minute. */
const maxProducts = 5e10

export function* repeated({ textIds, sets: frames, k }: RepeatedRequest): Generator<void, Repeated> {
  const sets = frames.map((bytes) => setOf(bytes, textIds.length))
  const count = sets.length
  const cosines = new Float32Array(textIds.length * count * count).fill(NaN)
  const apart = new Float32Array(cosines.length).fill(NaN)
  const isSame = new Uint8Array(textIds.length * count)
  const moved = new Int16Array(textIds.length * count).fill(-1)
  yield
  for (const [text, id] of textIds.entries()) {
    const vectors = sets.map((set) => vectorIn(set, id))
    for (const [one, vector] of vectors.entries()) {
      if (vector === undefined) continue
      const kept = vectors[0]
      if (kept && isEqual(kept, vector)) isSame[text * count + one] = 1
      for (const [other, second] of vectors.entries())
        if (second?.length === vector.length) {
          const at = (text * count + one) * count + other
          cosines[at] = cosine(vector, second) ?? NaN
          apart[at] = (2 * euclidean(vector, second)) / (norm(vector) + norm(second))
        }
    }
    if (text % 64 === 0) yield
  }
  const all = Int32Array.from(textIds.keys()).filter((text) =>
    sets.every((set) => (set.byText.get(textIds[text] ?? -1)?.row ?? -1) >= 0),
  )
  const near = Math.min(k, all.length - 1)
  const isTooMuch = sets.some((set) => (all.length * all.length * set.stride) / 2 > maxProducts)
  if (near < 1 || isTooMuch) return { sets: count, cosines, apart, isSame, moved, k: 0 }
  let kept: Int32Array | undefined
  for (const [at, set] of sets.entries()) {
    // Itself comes first.
    const { indices } = yield* nearestOfEach(tableOf(set, textIds), all, near + 1)
    kept ??= indices
    for (const [place, text] of all.entries()) {
      const own = new Set(nearOf(indices, place, near))
      moved[text * count + at] = nearOf(kept, place, near).filter((one) => !own.has(one)).length
    }
  }
  return { sets: count, cosines, apart, isSame, moved, k: near }
}

function setOf(bytes: Uint8Array, expected: number): VectorSet {
  const set = emptySet()
  for (const frame of decodeVectorFrames(bytes)) takeFrame(set, frame, expected)
  return set
}

/** By cosine: what two models give is seldom of one length. */
function tableOf(set: VectorSet, textIds: number[]): VectorTable {
  const rows = Int32Array.from(textIds, (id) => set.byText.get(id)?.row ?? -1)
  return makeTable({ values: set.values, stride: set.stride, rows, isNormalised: true })
}

/** Without the text itself, wherever equal vectors have put it. */
function nearOf(indices: Int32Array, place: number, near: number): number[] {
  return [...indices.subarray(place * (near + 1), (place + 1) * (near + 1))]
    .filter((one) => one !== place)
    .slice(0, near)
}

function isEqual(one: Float32Array, other: Float32Array): boolean {
  return one.length === other.length && one.every((value, at) => Object.is(value, other[at]))
}
