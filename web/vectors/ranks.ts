/** Ranks from 1, equal values sharing the mean of their ranks, as scipy.stats.rankdata does by default. */
export function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number))
  const result = new Float64Array(values.length)
  for (let start = 0; start < order.length;) {
    let end = start + 1
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++
    for (let at = start; at < end; at++) result[order[at] as number] = (start + end + 1) / 2
    start = end
  }
  return result
}

/** Pearson's r in [−1, 1]; undefined for fewer than two values or where one side never changes. Throws RangeError on unequal lengths. */
export function pearson(one: Float64Array, other: Float64Array): number | undefined {
  if (one.length !== other.length) throw new RangeError(`There are ${one.length} and ${other.length} values.`)
  const [meanOne, meanOther] = [mean(one), mean(other)]
  let [product, squaresOne, squaresOther] = [0, 0, 0]
  for (let at = 0; at < one.length; at++) {
    const a = (one[at] as number) - meanOne
    const b = (other[at] as number) - meanOther
    product += a * b
    squaresOne += a * a
    squaresOther += b * b
  }
  const scale = Math.sqrt(squaresOne) * Math.sqrt(squaresOther)
  return scale > 0 ? Math.max(-1, Math.min(1, product / scale)) : undefined
}

/** Spearman's ρ: Pearson's r of the ranks. Undefined and throwing as `pearson`. */
export function spearman(one: Float64Array, other: Float64Array): number | undefined {
  return pearson(ranks(one), ranks(other))
}

function mean(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
