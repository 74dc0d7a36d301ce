import { usableTexts, vectorOf, type VectorTable } from './vectorTable.ts'
import { measure } from './measures.ts'

/** Texts whose vectors point the same way. */
export interface Duplicates {
  /** Positions of two or more texts each, in order. */
  groups: number[][]
  /** Found so many pairs that it stopped looking. */
  isCut: boolean
}

/** Cosine from which two vectors count as the same: what float16 or a batch of another size changes stays above. */
export const defaultSameness = 0.9995

/** More pairs than anyone looks at: ten thousand equal texts would have fifty million. */
const maxPairs = 200_000

/**
 * Every pair with a cosine of at least `sameness`, in groups. Exact without comparing all pairs: for unit vectors
 * |a·p − b·p| ≤ ‖a − b‖ = √(2 − 2cos) for any unit direction p, so once the texts are sorted by a·p only near ones are
 * compared. Zero vectors are no duplicates of each other: health names them.
 */
export function* duplicates(table: VectorTable, sameness = defaultSameness): Generator<void, Duplicates> {
  const texts = usableTexts(table).filter((text) => (table.norms[text] as number) > 0)
  const keys = projections(table, texts)
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
      if (++compared % 2048 === 0) yield
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

/** a·p for unit a: p is the direction from the mean to the text furthest from it, where the texts lie far apart. */
function projections(table: VectorTable, texts: Int32Array): Float64Array {
  const d = table.dimensions
  const mean = new Float64Array(d)
  for (const text of texts) addUnit(table, text, mean, 1 / texts.length)
  const direction = new Float64Array(d)
  let furthest = -1
  for (const text of texts) {
    const difference = mean.map((value) => -value)
    addUnit(table, text, difference, 1)
    const length = Math.sqrt(dotOf(difference, difference))
    if (length > furthest) {
      furthest = length
      direction.set(difference.map((value) => (length > 0 ? value / length : 0)))
    }
  }
  return Float64Array.from(texts, (text) => {
    const unit = new Float64Array(d)
    addUnit(table, text, unit, 1)
    return dotOf(unit, direction)
  })
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
