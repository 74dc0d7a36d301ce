/**
 * Eigenvalues and eigenvectors of a real symmetric tridiagonal matrix, largest value first: the implicit QL method, as
 * `tql2` of EISPACK and JAMA (public domain) have it; Bowdler, Martin, Reinsch & Wilkinson, Numerische Mathematik 11, 1968.
 *
 * `diagonal`: n numbers; `beside`: the n − 1 numbers next to it (a further one is not read). Neither is changed.
 */
export function tridiagonalEigen(
  diagonal: readonly number[],
  beside: readonly number[],
): { values: Float64Array; vectors: Float64Array[] } {
  const n = diagonal.length
  const d = Float64Array.from(diagonal)
  const e = Float64Array.from({ length: n }, (_, at) => (at < n - 1 ? (beside[at] ?? 0) : 0))
  const vectors = Array.from({ length: n }, (_, at) => {
    const vector = new Float64Array(n)
    vector[at] = 1
    return vector
  })
  let shift = 0
  let size = 0
  for (let l = 0; l < n; l++) {
    size = Math.max(size, Math.abs(d[l] as number) + Math.abs(e[l] as number))
    let m = l
    while (m < n - 1 && Math.abs(e[m] as number) > Number.EPSILON * size) m++
    let round = m > l ? 0 : maxRounds
    while (round++ < maxRounds && Math.abs(e[l] as number) > Number.EPSILON * size) shift += chase(d, e, vectors, l, m)
    d[l] = (d[l] as number) + shift
    e[l] = 0
  }
  const order = Array.from(d.keys()).sort((a, b) => (d[b] as number) - (d[a] as number))
  return {
    values: Float64Array.from(order, (at) => d[at] as number),
    vectors: order.map((at) => vectors[at] as Float64Array),
  }
}

/** Two or three are usual for each value. */
const maxRounds = 60

/** One QL step on rows l … m; returns by how much all later values were shifted. */
function chase(d: Float64Array, e: Float64Array, vectors: Float64Array[], l: number, m: number): number {
  const at = (values: Float64Array, index: number) => values[index] as number
  const first = at(d, l)
  const slope = (at(d, l + 1) - first) / (2 * at(e, l))
  const root = slope < 0 ? -Math.hypot(slope, 1) : Math.hypot(slope, 1)
  d[l] = at(e, l) / (slope + root)
  d[l + 1] = at(e, l) * (slope + root)
  const next = at(d, l + 1)
  const shift = first - at(d, l)
  for (let i = l + 2; i < d.length; i++) d[i] = at(d, i) - shift
  let p = at(d, m)
  let [c, c2, c3, s, s2] = [1, 1, 1, 0, 0]
  const besideNext = at(e, l + 1)
  for (let i = m - 1; i >= l; i--) {
    c3 = c2
    c2 = c
    s2 = s
    const g = c * at(e, i)
    const h = c * p
    const r = Math.hypot(p, at(e, i))
    e[i + 1] = s * r
    s = at(e, i) / r
    c = p / r
    p = c * at(d, i) - s * g
    d[i + 1] = h + s * (c * g + s * at(d, i))
    turn(vectors[i] as Float64Array, vectors[i + 1] as Float64Array, c, s)
  }
  p = (-s * s2 * c3 * besideNext * at(e, l)) / next
  e[l] = s * p
  d[l] = c * p
  return shift
}

function turn(one: Float64Array, other: Float64Array, c: number, s: number): void {
  for (let k = 0; k < one.length; k++) {
    const h = other[k] as number
    const g = one[k] as number
    other[k] = s * g + c * h
    one[k] = c * g - s * h
  }
}
