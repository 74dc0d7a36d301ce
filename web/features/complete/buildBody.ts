import type { CompleteParameters } from '../../../server/contract/completeDocument.ts'
import { parseExtra } from '../../models/parameters/parseExtra.ts'

export type BuiltBody = { type: 'body'; body: Record<string, unknown> } | { type: 'blocked'; message: string }

/** The request that goes on with a text: only what was set, further fields last. */
export function continueBody(
  parameters: CompleteParameters,
  { prompt, suffix }: { prompt: string; suffix?: string },
): BuiltBody {
  const { extra, logit_bias: biasText, ...fields } = parameters
  const further = parseExtra(extra ?? '')
  if (further.type === 'invalid') return { type: 'blocked', message: further.message }
  const bias = parseExtra(biasText ?? '')
  if (bias.type === 'invalid')
    return {
      type: 'blocked',
      message: 'The logit bias must be a JSON object of token ids and numbers, like {"28": -100}.',
    }
  const body = {
    prompt,
    ...(suffix === undefined ? {} : { suffix }),
    ...fields,
    ...(Object.keys(bias.value).length === 0 ? {} : { logit_bias: bias.value }),
    ...further.value,
  }
  // The best of several is known at the end only, so it cannot be streamed (API reference, "best_of").
  const isChosenAtEnd = typeof body.best_of === 'number' && body.best_of > (body.n ?? 1)
  return { type: 'body', body: isChosenAtEnd && !('stream' in body) ? { ...body, stream: false } : body }
}

/** How many samples an endpoint is asked for. */
export function sampleCount(body: Record<string, unknown>): number {
  return typeof body['n'] === 'number' && body['n'] >= 1 ? Math.floor(body['n']) : 1
}

const alternativesShown = 5

/**
 * Asks how likely each token of a text is: the prompt comes back with log probabilities and nothing is added ("echo",
 * "logprobs", API reference of completions, read 2026-11-22). `maxTokens` 1 where an endpoint refuses 0.
 */
export function scoreBody(
  prompt: string,
  { logprobs, maxTokens }: { logprobs: number | undefined; maxTokens: 0 | 1 },
): Record<string, unknown> {
  return { prompt, max_tokens: maxTokens, echo: true, logprobs: logprobs || alternativesShown, stream: false }
}
