import type { Field } from './codeCall.ts'

/**
 * The fields a client's method has an argument for; any other it sends only when handed over in the client's own way
 * (`extra_body`, `extra_params`). `e2e/clients` compares these with the methods of the real packages.
 */
function names(text: string): ReadonlySet<string> {
  return new Set(text.split(' '))
}

/** openai-python, `create` of each resource. */
export const openAiArguments = {
  'llm/v1/chat': names(
    'messages audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens metadata modalities n parallel_tool_calls prediction presence_penalty prompt_cache_key reasoning_effort response_format safety_identifier seed service_tier stop store stream_options temperature tool_choice tools top_logprobs top_p user verbosity web_search_options',
  ),
  'llm/v1/completions': names(
    'prompt best_of echo frequency_penalty logit_bias logprobs max_tokens n presence_penalty seed stop stream_options suffix temperature top_p user',
  ),
  'llm/v1/embeddings': names('input dimensions encoding_format user'),
  custom: names(''),
} as const

/** databricks-sdk, `serving_endpoints.query`. */
export const sdkArguments = names(
  'client_request_id dataframe_records dataframe_split input inputs instances max_tokens messages n prompt stop temperature usage_context',
)

/** Those with an argument of their own, and the rest. */
export function partFields(fields: Field[], known: ReadonlySet<string>): { own: Field[]; extra: Field[] } {
  return {
    own: fields.filter(([name]) => known.has(name)),
    extra: fields.filter(([name]) => !known.has(name)),
  }
}
