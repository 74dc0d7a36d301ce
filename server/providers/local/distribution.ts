import type { ControlledEvaluateIndexOutput, LlamaModel, Token } from 'node-llama-cpp'

/**
 * The natural logarithm of each token's probability, from raw logits of some tokens and the weight of all: llama.cpp
 * gives `totalLogitWeight` = Σ exp(logit − best logit) over the whole vocabulary, so log p = logit − best − ln Σ.
 */
export interface Distribution {
  /** Best first. */
  logits: Map<Token, number>
  logprobOf(token: Token): number
}

export function readDistribution({ next }: Partial<ControlledEvaluateIndexOutput>): Distribution {
  const { logits, totalLogitWeight } = next ?? {}
  if (logits === undefined || totalLogitWeight === undefined) throw new Error('llama.cpp gave no logits.')
  const best = logits.values().next().value ?? 0
  const logTotal = best + Math.log(totalLogitWeight)
  return { logits, logprobOf: (token) => Math.min(0, (logits.get(token) ?? -Infinity) - logTotal) }
}

/** A token as text. `before` are the tokens that came earlier: a tokenizer of words needs them for the space between. */
export function tokenText(model: LlamaModel, token: Token, before: readonly Token[]): string {
  return model.detokenize([token], true, before.slice(-4))
}

/** The likeliest tokens of a distribution, best first. */
export function topOf(
  model: LlamaModel,
  { logits, logprobOf }: Distribution,
  { count, before }: { count: number; before: readonly Token[] },
): { token: string; logprob: number }[] {
  return [...logits.keys()]
    .slice(0, count)
    .map((token) => ({ token: tokenText(model, token, before), logprob: logprobOf(token) }))
}
