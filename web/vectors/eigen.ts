/**
 * Eigenvalues and eigenvectors of a real symmetric matrix by Jacobi's rotations (Golub & Van Loan, Matrix Computations,
 * 4th ed., section 8.5), largest value first. For the small matrices here (up to some 200 rows) it is quick, and it is
 * accurate to the last bits. `matrix`: n × n, row after row; it is not changed.
 */
export function symmetricEigen(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array[] } {
  const a = matrix.slice()
  const v = new Float64Array(n * n)
  for (let at = 0; at < n; at++) v[at * n + at] = 1
  for (let sweep = 0; sweep < maxSweeps && offDiagonal(a, n) > 0; sweep++)
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q)
  const order = Array.from({ length: n }, (_, at) => at).sort(
    (p, q) => (a[q * n + q] as number) - (a[p * n + p] as number),
  )
  return {
    values: Float64Array.from(order, (at) => a[at * n + at] as number),
    vectors: order.map((at) => Float64Array.from({ length: n }, (_, row) => v[row * n + at] as number)),
  }
}

/** It converges quadratically: six to ten are usual. */
const maxSweeps = 40

function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q] as number
  const [app, aqq] = [a[p * n + p] as number, a[q * n + q] as number]
  if (Math.abs(apq) <= Number.EPSILON * Math.sqrt(Math.abs(app * aqq)) || apq === 0) {
    a[p * n + q] = 0
    a[q * n + p] = 0
    return
  }
  const theta = (aqq - app) / (2 * apq)
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1))
  const c = 1 / Math.hypot(t, 1)
  const s = t * c
  for (let k = 0; k < n; k++) {
    const [kp, kq] = [a[k * n + p] as number, a[k * n + q] as number]
    a[k * n + p] = c * kp - s * kq
    a[k * n + q] = s * kp + c * kq
  }
  for (let k = 0; k < n; k++) {
    const [pk, qk] = [a[p * n + k] as number, a[q * n + k] as number]
    a[p * n + k] = c * pk - s * qk
    a[q * n + k] = s * pk + c * qk
    const [vp, vq] = [v[k * n + p] as number, v[k * n + q] as number]
    v[k * n + p] = c * vp - s * vq
    v[k * n + q] = s * vp + c * vq
  }
}

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0
  for (let p = 0; p < n; p++) for (let q = 0; q < n; q++) if (p !== q) sum += Math.abs(a[p * n + q] as number)
  return sum
}
