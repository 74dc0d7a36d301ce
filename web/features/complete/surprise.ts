/** Grounds of the surprise heat map: one a bit of surprise and a half, the last for all above. */
export const heatSteps = 7
const bitsPerStep = 1.5

/** How surprising a token was, in bits: −log2 p (Shannon 1948, "A Mathematical Theory of Communication", §6). */
export function surpriseBits(logprob: number): number {
  return Math.max(0, -logprob / Math.LN2)
}

/** 0 = expected. */
export function heatOf(logprob: number): number {
  return Math.min(heatSteps - 1, Math.floor(surpriseBits(logprob) / bitsPerStep))
}

export interface Score {
  /** Tokens with a log probability; the first of a text has none where nothing stands before it. */
  tokens: number
  /** Natural logarithm of the probability of all of them together. */
  sum: number
  mean: number
  /**
   * exp(−mean log probability): among how many equally likely tokens the model was choosing, on average (Jelinek et al.
   * 1977, "Perplexity—a measure of the difficulty of speech recognition tasks"; the form per token as in
   * https://huggingface.co/docs/transformers/perplexity).
   */
  perplexity: number
}

/** Undefined where no token has a log probability: there is nothing to average. */
export function scoreOf(logprobs: readonly (number | null)[]): Score | undefined {
  const known = logprobs.filter((logprob) => logprob !== null)
  if (known.length === 0) return undefined
  const sum = known.reduce((total, logprob) => total + logprob, 0)
  const mean = sum / known.length
  return { tokens: known.length, sum, mean, perplexity: Math.exp(-mean) }
}

/** 12.3 %, 0.04 %, < 0.01 %. */
export function formatProbability(logprob: number): string {
  const percent = Math.exp(logprob) * 100
  if (percent < 0.01) return '< 0.01 %'
  return `${percent >= 99.95 && percent < 100 ? '> 99.9' : percent >= 10 ? percent.toFixed(1) : percent.toFixed(2)} %`
}

/** −2.31; a log probability is shown with a true minus. */
export function formatLogprob(logprob: number, digits = 2): string {
  const text = Math.abs(logprob).toFixed(digits)
  return Number(text) === 0 ? text : `${logprob < 0 ? '−' : ''}${text}`
}

/** A token as it can be seen: spaces and line ends have signs. */
export function visibleToken(token: string): string {
  return token === '' ? '∅' : token.replaceAll(' ', '␣').replaceAll('\n', '⏎').replaceAll('\t', '⇥')
}
