import type { Sampling } from './inferenceMessages.ts'

/**
 * Chooses a token from raw logits the way llama.cpp's chain does: bias, penalties, top_k, top_p, min_p, temperature.
 *
 * Used where log probabilities are asked for: those must come from the untouched distribution, and llama.cpp gives a
 * token's logits out only after its own chain has run over them. `logits` need not be the whole vocabulary, but must
 * hold every token that could be chosen. `counts`: how often each token was generated already; the penalties are
 * OpenAI's formula (API reference, "frequency_penalty", read 2026-11-22). `random` in [0, 1).
 */
export function sampleToken(
  logits: ReadonlyMap<number, number>,
  sampling: Sampling,
  { counts, random }: { counts: ReadonlyMap<number, number>; random: () => number },
): number {
  const bias = new Map(sampling.logitBias)
  let candidates = [...logits]
    .map(([token, logit]): [number, number] => {
      const count = counts.get(token) ?? 0
      const penalty = count === 0 ? 0 : count * sampling.frequencyPenalty + sampling.presencePenalty
      return [token, logit + (bias.get(token) ?? 0) - penalty]
    })
    .sort((a, b) => b[1] - a[1])
  const best = candidates[0]
  if (best === undefined) throw new RangeError('No token to choose from.')
  if (sampling.temperature === 0) return best[0]

  if (sampling.topK > 0) candidates = candidates.slice(0, sampling.topK)
  candidates = candidates.slice(0, lengthOfTopP(candidates, sampling.topP))
  const minLogit = best[1] + Math.log(sampling.minP)
  candidates = candidates.filter(([, logit]) => logit >= minLogit)

  const weights = candidates.map(([, logit]) => Math.exp((logit - best[1]) / sampling.temperature))
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0)
  for (const [index, weight] of weights.entries()) {
    left -= weight
    if (left < 0) return candidates[index]?.[0] ?? best[0]
  }
  return candidates.at(-1)?.[0] ?? best[0]
}

function lengthOfTopP(candidates: [number, number][], topP: number): number {
  if (topP >= 1) return candidates.length
  const max = candidates[0]?.[1] ?? 0
  const weights = candidates.map(([, logit]) => Math.exp(logit - max))
  const enough = topP * weights.reduce((sum, weight) => sum + weight, 0)
  let sum = 0
  for (const [index, weight] of weights.entries()) {
    sum += weight
    if (sum >= enough) return index + 1
  }
  return candidates.length
}

/** mulberry32 (Tommy Ettinger, public domain): the same seed gives the same draws on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296
  }
}
