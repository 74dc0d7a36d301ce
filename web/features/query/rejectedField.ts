import { topLevelKeys } from './topLevelKeys.ts'

/**
 * Which of the request's own fields a provider's words refuse; undefined where they name none, or only one that the
 * request cannot do without. Words as OpenAI ("Unrecognized request argument supplied: top_k"), Databricks (`json: unknown
 * field "top_k"`), vLLM and pydantic ("Extra inputs are not permitted … 'top_k'") say them.
 */
export function rejectedField(words: string, requestText: string): string | undefined {
  const candidates = (topLevelKeys(requestText) ?? []).filter((key) => !needed.has(key))
  const named = candidates.filter((key) => new RegExp(`(?<![\\w.])${escape(key)}(?!\\w)`).test(words))
  // The longest: `logprobs` stands inside `top_logprobs`.
  return named.toSorted((one, other) => other.length - one.length)[0]
}

const needed = new Set([
  'messages',
  'prompt',
  'input',
  'model',
  'dataframe_split',
  'dataframe_records',
  'instances',
  'inputs',
])

function escape(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
}
