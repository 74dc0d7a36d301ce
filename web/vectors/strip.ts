/** Cells of the picture of a vector: each is the mean of the numbers it stands for. */
export const stripCells = 96

/**
 * A vector as at most 96 cells from −127 to 127, where 127 is three times the root mean square of the cells: one outlier
 * must not make all others pale. All zeros where the vector is zero or holds a NaN.
 */
export function stripOf(vector: Float32Array): Int8Array {
  const cells = Math.min(stripCells, vector.length)
  const means = new Float64Array(cells)
  for (let cell = 0; cell < cells; cell++) {
    const start = Math.floor((cell * vector.length) / cells)
    const end = Math.max(start + 1, Math.floor(((cell + 1) * vector.length) / cells))
    let sum = 0
    for (let at = start; at < end; at++) sum += vector[at] as number
    means[cell] = sum / (end - start)
  }
  const spread = Math.sqrt(means.reduce((sum, value) => sum + value * value, 0) / Math.max(1, cells))
  const strip = new Int8Array(cells)
  if (!(spread > 0) || !Number.isFinite(spread)) return strip
  for (let cell = 0; cell < cells; cell++)
    strip[cell] = Math.round(Math.max(-1, Math.min(1, (means[cell] as number) / (3 * spread))) * 127)
  return strip
}
