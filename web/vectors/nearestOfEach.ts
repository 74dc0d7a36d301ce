import { dotAt, type VectorTable } from './vectorTable.ts'

/** By place among the given texts: `k` places each, itself first, then the nearest by Euclidean distance. */
export interface NearestOfEach {
  indices: Int32Array
  distances: Float32Array
}

/** Exact, each pair measured once. `k` is at most the number of texts. */
export function* nearestOfEach(table: VectorTable, texts: Int32Array, k: number): Generator<void, NearestOfEach> {
  const { values, stride, dimensions, rows, norms, isNormalised } = table
  const count = texts.length
  const indices = new Int32Array(count * k).fill(-1)
  const squares = new Float64Array(count * k).fill(Infinity)
  const starts = Int32Array.from(texts, (text) => (rows[text] as number) * stride)
  const lengths = Float64Array.from(texts, (text) => norms[text] as number)
  for (let one = 0; one < count; one++) {
    insert(indices, squares, k, one, one, -1)
    for (let other = one + 1; other < count; other++) {
      const product = dotAt(values, starts[one] as number, values, starts[other] as number, dimensions)
      const a = lengths[one] as number
      const b = lengths[other] as number
      const square = isNormalised
        ? Number(a > 0) + Number(b > 0) - (a * b > 0 ? (2 * product) / (a * b) : 0)
        : a * a + b * b - 2 * product
      insert(indices, squares, k, one, other, square)
      insert(indices, squares, k, other, one, square)
    }
    yield
  }
  return { indices, distances: Float32Array.from(squares, (square) => Math.sqrt(Math.max(0, square))) }
}

/** Keeps the k least of a place in order. */
function insert(
  indices: Int32Array,
  squares: Float64Array,
  k: number,
  place: number,
  found: number,
  square: number,
): void {
  const first = place * k
  let at = first + k - 1
  if (square >= (squares[at] as number)) return
  for (; at > first && square < (squares[at - 1] as number); at--) {
    squares[at] = squares[at - 1] as number
    indices[at] = indices[at - 1] as number
  }
  squares[at] = square
  indices[at] = found
}
