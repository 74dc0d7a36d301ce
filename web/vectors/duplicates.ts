import { usableTexts, vectorOf, type VectorTable } from './vectorTable.ts'
import { measure } from './measures.ts'
import { seededRandom } from './random.ts'

/** Texts whose vectors point the same way. */
export interface Duplicates {
  /** Positions of two or more texts each, in order. */
  groups: number[][]
  /** Found so many pairs that it stopped looking. */
  isCut: boolean
}

/** Cosine from which two vectors count as the same: what float16 or a batch of another size changes stays above. */
const defaultSameness = 0.9995

/** More pairs than anyone looks at: ten thousand equal texts would have fifty million. */
const maxPairs = 200_000

/**
 * Every pair with a cosine of at least `sameness`, in groups. Exact without comparing all pairs: for unit vectors
 * |a·p − b·p| ≤ ‖a − b‖ = √(2 − 2cos) for any unit direction p, so once the texts are sorted by one such a·p only near
 * ones are looked at, and of those only the ones that are near along some more directions are compared. Zero vectors are no duplicates of each other: health names them.
 */
export function* duplicates(table: VectorTable, sameness = defaultSameness): Generator<void, Duplicates> {
  const texts = usableTexts(table).filter((text) => (table.norms[text] as number) > 0)
  const [keys, ...others] = yield* projections(table, texts)
  const order = Uint32Array.from(texts.keys()).sort((a, b) => (keys[a] as number) - (keys[b] as number))
  const reach = Math.sqrt(Math.max(0, 2 - 2 * sameness)) + 1e-6
  const parent = Int32Array.from(texts.keys())
  let pairs = 0
  let compared = 0
  for (let at = 0; at < order.length && pairs < maxPairs; at++) {
    const one = order[at] as number
    for (let next = at + 1; next < order.length; next++) {
      const other = order[next] as number
      if ((keys[other] as number) - (keys[one] as number) > reach) break
      if (++compared % 16_384 === 0) yield
      if (others.some((key) => Math.abs((key[other] as number) - (key[one] as number)) > reach)) continue
      // Those already in one group need no second look: equal texts in thousands are one group after one pass.
      if (rootOf(parent, one) === rootOf(parent, other)) continue
      if (!(measure(table, texts[one] as number, texts[other] as number, 'cosine') >= sameness)) continue
      pairs++
      parent[rootOf(parent, other)] = rootOf(parent, one)
    }
  }
  const groups = new Map<number, number[]>()
  for (const index of texts.keys()) {
    const root = rootOf(parent, index)
    const group = groups.get(root)
    if (group === undefined) groups.set(root, [texts[index] as number])
    else group.push(texts[index] as number)
  }
  return { groups: [...groups.values()].filter((group) => group.length > 1), isCut: pairs >= maxPairs }
}

/** Further directions: with eight, two of a thousand unlike pairs are left to be compared. */
const furtherDirections = 7

type Keys = [Float64Array, ...Float64Array[]]

/** a·p for unit a: first for the direction from the mean to the text furthest from it, then for some at random. */
function* projections(table: VectorTable, texts: Int32Array): Generator<void, Keys> {
  const d = table.dimensions
  const random = seededRandom(13)
  const directions = [yield* widestDirection(table, texts)]
  for (let at = 0; at < furtherDirections; at++) {
    const direction = Float64Array.from({ length: d }, () => random() - 0.5)
    const length = Math.sqrt(dotOf(direction, direction))
    directions.push(direction.map((value) => value / (length || 1)))
  }
  const keys = directions.map(() => new Float64Array(texts.length))
  for (const [index, text] of texts.entries()) {
    const unit = new Float64Array(d)
    addUnit(table, text, unit, 1)
    for (const [at, direction] of directions.entries()) (keys[at] as Float64Array)[index] = dotOf(unit, direction)
    if (index % 128 === 127) yield
  }
  return keys as Keys
}

function* widestDirection(table: VectorTable, texts: Int32Array): Generator<void, Float64Array> {
  const d = table.dimensions
  const mean = new Float64Array(d)
  for (const text of texts) addUnit(table, text, mean, 1 / texts.length)
  yield
  let widest = new Float64Array(d)
  let furthest = 0
  for (const [index, text] of texts.entries()) {
    const difference = mean.map((value) => -value)
    addUnit(table, text, difference, 1)
    const length = Math.sqrt(dotOf(difference, difference))
    if (length > furthest) [furthest, widest] = [length, difference]
    if (index % 256 === 255) yield
  }
  return furthest > 0 ? widest.map((value) => value / furthest) : widest
}

function addUnit(table: VectorTable, text: number, to: Float64Array, weight: number): void {
  const vector = vectorOf(table, text)
  if (vector === undefined) return
  const scale = weight / (table.norms[text] as number)
  for (let at = 0; at < to.length; at++) to[at] = (to[at] as number) + (vector[at] as number) * scale
}

function rootOf(parent: Int32Array, index: number): number {
  let root = index
  while (parent[root] !== root) {
    parent[root] = parent[parent[root] as number] as number
    root = parent[root] as number
  }
  return root
}

function dotOf(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number)
  return sum
}
