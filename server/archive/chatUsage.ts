import { z } from 'zod'
import type { Usage } from '../contract/reply.ts'

const count = z.number().int().min(0).nullish().catch(undefined)
const details = z.looseObject({ reasoning_tokens: count, cached_tokens: count }).nullish().catch(undefined)
/** Of OpenAI's chat completions and responses, Anthropic's messages, Ollama. */
const usageSchema = z.looseObject({
  prompt_tokens: count,
  input_tokens: count,
  prompt_eval_count: count,
  completion_tokens: count,
  output_tokens: count,
  eval_count: count,
  total_tokens: count,
  prompt_tokens_details: details,
  input_tokens_details: details,
  completion_tokens_details: details,
  output_tokens_details: details,
})

/** Undefined where nothing was counted. */
export function usageOf(value: unknown): Usage | undefined {
  const { data } = usageSchema.safeParse(value)
  if (data === undefined) return undefined
  const counts: Record<keyof Usage, number | null | undefined> = {
    promptTokens: data.prompt_tokens ?? data.input_tokens ?? data.prompt_eval_count,
    completionTokens: data.completion_tokens ?? data.output_tokens ?? data.eval_count,
    totalTokens: data.total_tokens,
    reasoningTokens: (data.completion_tokens_details ?? data.output_tokens_details)?.reasoning_tokens,
    cachedTokens: (data.prompt_tokens_details ?? data.input_tokens_details)?.cached_tokens,
  }
  const known = Object.entries(counts).filter(([, number]) => typeof number === 'number')
  return known.length === 0 ? undefined : (Object.fromEntries(known) as Usage)
}
