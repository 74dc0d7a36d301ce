import { FailureError, type FailureKind } from '../contract/failure.ts'
import { maxFailureBodyBytes } from '../contract/limits.ts'
import { cutToBytes } from '../providers/answerFailure.ts'
import { providerWords, wordsOfJson } from '../providers/providerWords.ts'

type Fields = Record<string, unknown>

/** Where a piece of an answer is an error: what it says. */
export function failureInStream(label: string, value: Fields): FailureError | undefined {
  return isError(value) ? streamFailure(label, value) : undefined
}

/** A piece of a stream that cannot be read. */
export function notJson(label: string, data: string): FailureError {
  return new FailureError({
    kind: 'answer-invalid',
    message: `${label} sent a piece of its answer that is not JSON. What had arrived is kept. Try again.`,
    isRetryable: true,
    providerMessage: cutToBytes(providerWords(data), maxFailureBodyBytes),
  })
}

/** Something came whole, and it is no answer. */
export function notAnAnswer(label: string, text: string): FailureError {
  const what = text.trimStart().startsWith('<') ? 'a web page' : 'something else'
  return new FailureError({
    kind: 'answer-invalid',
    message: `${label} answered with ${what} instead of a model's answer. Check its base URL in Endpoints.`,
    isRetryable: false,
    providerMessage: cutToBytes(providerWords(text), maxFailureBodyBytes),
  })
}

/** The stream ended without a sign that it was meant to. */
export function answerCut(label: string): FailureError {
  return new FailureError({
    kind: 'answer-cut',
    message: `${label} ended its answer without saying that it was complete. What had arrived is kept. Try again.`,
    isRetryable: true,
  })
}

export function eventTooLong(label: string, maxBytes: number): FailureError {
  return new FailureError({
    kind: 'answer-too-long',
    message: `${label} sent one event of more than ${Math.round(maxBytes / 1024 / 1024)} MB. The answer was ended there.`,
    isRetryable: false,
  })
}

/** An error where an answer was due: OpenAI's `error`, Databricks' `error_code`, vLLM's `object`, Anthropic's `type`. */
function isError(value: Fields): boolean {
  if (value.error) return true
  if (Array.isArray(value.choices)) return false
  return value.error_code !== undefined || value.object === 'error' || value.type === 'error' || 'detail' in value
}

function streamFailure(label: string, value: Fields): FailureError {
  const words = wordsOfJson(value, 0) ?? ''
  const inner = isFields(value.error) ? value.error : value
  const type = [inner.type, inner.code, inner.status, value.error_code].filter(isText).join(' ').toLowerCase()
  const code = Number(inner.code ?? inner.status)
  const kind: FailureKind =
    type.includes('overloaded') || code === 503 || code === 529
      ? 'overloaded'
      : /rate.?limit|request_limit|resource_exhausted|quota/.test(type) || code === 429
        ? 'rate-limited'
        : 'upstream-error'
  const happened =
    kind === 'overloaded' ? 'is overloaded' : kind === 'rate-limited' ? 'allows no more for now' : 'reported an error'
  return new FailureError({
    kind,
    message: `${label} ${happened} instead of going on with its answer. What had arrived is kept. Try again.`,
    isRetryable: true,
    ...(words === '' ? {} : { providerMessage: cutToBytes(words, maxFailureBodyBytes) }),
  })
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
