/**
 * Whose turn it is, by weights: smooth weighted round robin, as nginx picks its upstreams. Everyone's credit grows by
 * its weight; who has most is picked and pays the sum. So any `sum` picks in a row give exactly the weights, and the
 * turns are spread instead of coming in blocks.
 * source: https://github.com/nginx/nginx/commit/52327e0627f49dbda1e8db695e63a4b0af4448b1
 *
 * Gives the index of the next; -1 where all weights are 0.
 */
export function createTrafficSplit(weights: number[]): () => number {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const credit = weights.map(() => 0)
  return () => {
    let best = -1
    for (const [index, weight] of weights.entries()) {
      if (weight === 0) continue
      credit[index] = (credit[index] ?? 0) + weight
      if (best === -1 || (credit[index] ?? 0) > (credit[best] ?? 0)) best = index
    }
    if (best !== -1) credit[best] = (credit[best] ?? 0) - sum
    return best
  }
}
