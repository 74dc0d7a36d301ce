import { sample, seededRandom } from './random.ts'
import { tridiagonalEigen } from './tridiagonalEigen.ts'
import { usableTexts, type VectorTable } from './vectorTable.ts'

/**
 * Principal components: the directions along which the vectors differ most (Pearson 1901; Jolliffe, Principal Component
 * Analysis, 2nd ed.). Found by Lanczos' iteration on the covariance, every new direction made orthogonal to all before
 * (Golub & Van Loan, section 10.1), so the covariance itself, 9 million numbers at 3,072 dimensions, is never made.
 */
export interface Principal {
  /** By position of the text, `components` numbers each; NaN where the text has no vector. */
  scores: Float32Array
  components: number
  /** Share of all variance each component carries. */
  shares: Float64Array
  /** Texts the directions were found from: fewer than all where there are very many numbers. */
  fromTexts: number
}

/** More numbers than this take too long to go through some fifty times: the directions then come from a sample of texts. */
const maxNumbers = 8_000_000

/**
 * A generator, so that it can be interrupted: it yields every few milliseconds. Undefined with fewer than two usable
 * texts, or where they are all the same.
 */
export function* principal(table: VectorTable, wanted: number): Generator<void, Principal | undefined> {
  const texts = usableTexts(table)
  const d = table.dimensions
  const chosen = sample(texts, Math.max(200, Math.floor(maxNumbers / Math.max(1, d))), seededRandom(7))
  if (texts.length < 2 || d === 0) return undefined
  const mean = meanOf(table, chosen)
  const total = varianceOf(table, chosen, mean)
  if (!(total > 0)) return undefined
  const { directions, values } = yield* lanczos(table, chosen, mean, Math.min(wanted, d, chosen.length - 1))
  const components = directions.length
  const scores = new Float32Array(table.rows.length * components).fill(NaN)
  for (const [done, text] of texts.entries()) {
    project(table, text, mean, directions, scores, text * components)
    if (done % 256 === 255) yield
  }
  return { scores, components, shares: values.map((value) => value / total), fromTexts: chosen.length }
}

interface Directions {
  directions: Float64Array[]
  values: Float64Array
}

function* lanczos(
  table: VectorTable,
  texts: Int32Array,
  mean: Float64Array,
  wanted: number,
): Generator<void, Directions> {
  const d = table.dimensions
  const rank = Math.min(d, texts.length - 1)
  const most = rank <= smallRank ? rank : Math.min(rank, Math.max(wanted * 4, 120))
  const random = seededRandom(11)
  const basis: Float64Array[] = []
  const alphas: number[] = []
  const betas: number[] = []
  let sinceRestart = 0
  let next = yield* freshDirection(table, texts, mean, basis, random)
  while (next !== undefined) {
    basis.push(next)
    const product = yield* covarianceTimes(table, texts, mean, next)
    alphas.push(dotOf(product, next))
    orthogonalise(product, basis)
    const beta = Math.sqrt(dotOf(product, product))
    const scale = Math.max(...alphas)
    if (basis.length >= most) break
    if (rank > smallRank && basis.length >= wanted && ++sinceRestart % 8 === 0) {
      const ritz = tridiagonalEigen(alphas, betas)
      const isNear = Array.from({ length: wanted }, (_, at) => at).every(
        (at) => Math.abs(beta * (ritz.vectors[at]?.[basis.length - 1] ?? 1)) <= nearEnough * scale,
      )
      if (isNear) break
    }
    // Nothing new in this direction: there may be more like it, which are not connected with it.
    const isSpent = beta <= 1e-10 * scale
    betas.push(isSpent ? 0 : beta)
    if (isSpent) sinceRestart = 0
    next = isSpent ? yield* freshDirection(table, texts, mean, basis, random) : product.map((value) => value / beta)
  }
  return fromRitz(tridiagonalEigen(alphas, betas), basis, wanted, d)
}

/** So few that going through all costs nothing, and equal variances cannot be missed. */
const smallRank = 64

/** Of the largest eigenvalue: far below what a map shows or float32 holds. */
const nearEnough = 1e-6

function fromRitz(
  { values, vectors }: ReturnType<typeof tridiagonalEigen>,
  basis: Float64Array[],
  wanted: number,
  d: number,
): Directions {
  const directions = vectors.slice(0, wanted).map((weights) => {
    const direction = new Float64Array(d)
    for (const [index, column] of basis.entries()) {
      const weight = weights[index] ?? 0
      for (let at = 0; at < d; at++) direction[at] = (direction[at] as number) + weight * (column[at] as number)
    }
    return withSign(direction)
  })
  return { directions, values: values.slice(0, wanted) }
}

/** A direction has no sign of its own: the largest number is made positive, so that a map does not flip from run to run. */
function withSign(direction: Float64Array): Float64Array {
  let largest = 0
  for (const value of direction) if (Math.abs(value) > Math.abs(largest)) largest = value
  return largest < 0 ? direction.map((value) => -value) : direction
}

/** Σ (x − μ)(x − μ)ᵀ v ⁄ (n − 1), in one pass over the rows. */
function* covarianceTimes(
  { values, stride, dimensions: d, rows, norms, isNormalised }: VectorTable,
  texts: Int32Array,
  mean: Float64Array,
  v: Float64Array,
): Generator<void, Float64Array> {
  const result = new Float64Array(d)
  const meanDot = dotOf(mean, v)
  let sum = 0
  let sinceYield = 0
  for (const text of texts) {
    const start = (rows[text] as number) * stride
    const scale = scaleOf(norms[text] as number, isNormalised)
    let product = 0
    for (let at = 0; at < d; at++) product += (values[start + at] as number) * (v[at] as number)
    const weight = product * scale - meanDot
    sum += weight
    const scaled = weight * scale
    for (let at = 0; at < d; at++) result[at] = (result[at] as number) + scaled * (values[start + at] as number)
    sinceYield += d
    if (sinceYield > numbersPerSlice) {
      sinceYield = 0
      yield
    }
  }
  for (let at = 0; at < d; at++) result[at] = ((result[at] as number) - sum * (mean[at] as number)) / (texts.length - 1)
  return result
}

/** Some milliseconds of work. */
const numbersPerSlice = 2_000_000

function meanOf(
  { values, stride, dimensions: d, rows, norms, isNormalised }: VectorTable,
  texts: Int32Array,
): Float64Array {
  const mean = new Float64Array(d)
  for (const text of texts) {
    const start = (rows[text] as number) * stride
    const scale = scaleOf(norms[text] as number, isNormalised)
    for (let at = 0; at < d; at++) mean[at] = (mean[at] as number) + (values[start + at] as number) * scale
  }
  return mean.map((value) => value / texts.length)
}

function varianceOf(
  { values, stride, dimensions: d, rows, norms, isNormalised }: VectorTable,
  texts: Int32Array,
  mean: Float64Array,
): number {
  let sum = 0
  for (const text of texts) {
    const start = (rows[text] as number) * stride
    const scale = scaleOf(norms[text] as number, isNormalised)
    for (let at = 0; at < d; at++) {
      const difference = (values[start + at] as number) * scale - (mean[at] as number)
      sum += difference * difference
    }
  }
  return sum / (texts.length - 1)
}

function project(
  { values, stride, dimensions: d, rows, norms, isNormalised }: VectorTable,
  text: number,
  mean: Float64Array,
  directions: Float64Array[],
  scores: Float32Array,
  to: number,
): void {
  const start = (rows[text] as number) * stride
  const scale = scaleOf(norms[text] as number, isNormalised)
  for (const [index, direction] of directions.entries()) {
    let sum = 0
    for (let at = 0; at < d; at++)
      sum += ((values[start + at] as number) * scale - (mean[at] as number)) * (direction[at] as number)
    scores[to + index] = sum
  }
}

function scaleOf(norm: number, isNormalised: boolean): number {
  return isNormalised && norm > 0 ? 1 / norm : 1
}

/** A random direction among those in which the texts differ; undefined where the basis holds all of them. */
function* freshDirection(
  table: VectorTable,
  texts: Int32Array,
  mean: Float64Array,
  basis: Float64Array[],
  random: () => number,
): Generator<void, Float64Array | undefined> {
  const any = Float64Array.from(mean, () => random() - 0.5)
  const direction = yield* covarianceTimes(table, texts, mean, any)
  const before = Math.sqrt(dotOf(direction, direction))
  orthogonalise(direction, basis)
  const length = Math.sqrt(dotOf(direction, direction))
  return length > 1e-9 * before ? direction.map((value) => value / length) : undefined
}

/** Twice: once leaves rounding that grows (Parlett, The Symmetric Eigenvalue Problem: "twice is enough"). */
function orthogonalise(vector: Float64Array, basis: Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++)
    for (const column of basis) {
      const share = dotOf(vector, column)
      for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] as number) - share * (column[at] as number)
    }
}

function dotOf(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number)
  return sum
}
