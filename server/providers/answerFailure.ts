import { FailureError, type Failure, type FailureKind } from '../contract/failure.ts'
import { maxFailureBodyBytes } from '../contract/limits.ts'
import type { Redactor } from '../wire/redact.ts'
import { providerWords } from './providerWords.ts'

export interface Refusal {
  status: number
  headers: Record<string, string>
  body: string
  label: string
  model: string
  redactor: Redactor
  hasCredential: boolean
  /** Wall clock, for Retry-After dates. */
  now?: Date
}

/** An HTTP status that is no success, as a failure: what happened, what to do, and the provider's own words. */
export function answerFailure(refusal: Refusal): FailureError {
  const { status, headers, body, redactor } = refusal
  const words = cutToBytes(redactor.all(providerWords(body)), maxFailureBodyBytes)
  const retryAfterMs = parseRetryAfter(headers, refusal.now ?? new Date())
  const failure: Failure = { ...describe(refusal, retryAfterMs), status }
  if (words !== '') failure.providerMessage = words
  if (retryAfterMs !== undefined) failure.retryAfterMs = retryAfterMs
  return new FailureError(failure)
}

function describe(
  { status, label, model, hasCredential }: Refusal,
  retryAfterMs: number | undefined,
): { kind: FailureKind; message: string; isRetryable: boolean } {
  const when = retryAfterMs === undefined ? 'in a moment' : `in ${Math.max(1, Math.ceil(retryAfterMs / 1000))} s`
  switch (status) {
    case 401:
      return hasCredential
        ? permanent('credential-refused', `${label} refused the key (401). Replace it in Endpoints.`)
        : permanent('credential-missing', `${label} wants a key (401). Add it in Endpoints.`)
    case 403:
      return hasCredential
        ? permanent(
            'credential-refused',
            `${label} does not allow this key to use ${model} (403). Check its permissions, or replace it in Endpoints.`,
          )
        : permanent('credential-missing', `${label} wants a key (403). Add it in Endpoints.`)
    case 404:
      return permanent(
        'model-not-found',
        `${label} has no model ${model} at this address (404). Choose another model, or check the base URL in Endpoints.`,
      )
    case 408:
    case 504:
      return retryable('upstream-error', `${label} ran out of time (${status}). Try again.`)
    case 413:
      return permanent(
        'request-rejected',
        `${label} says the request is too large (413). Shorten the prompt or start a new session.`,
      )
    case 429:
      return retryable('rate-limited', `${label} allows no more requests for now (429). Try again ${when}.`)
    case 503:
    case 529:
      return retryable('overloaded', `${label} is overloaded (${status}). Try again ${when}.`)
  }
  if (status >= 500) return retryable('upstream-error', `${label} failed (${status}). Try again ${when}.`)
  return permanent(
    'request-rejected',
    `${label} rejected the request (${status}). Change what its words name and send again.`,
  )
}

/** Seconds or a date (RFC 9110, 10.2.3), and OpenAI's `retry-after-ms`. */
export function parseRetryAfter(headers: Record<string, string>, now: Date): number | undefined {
  const ms = Number(headers['retry-after-ms'] ?? '')
  if (headers['retry-after-ms'] !== undefined && Number.isFinite(ms) && ms >= 0) return ms
  const text = headers['retry-after']?.trim()
  if (text === undefined || text === '') return undefined
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER)
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime())
}

/** At most `maxBytes` of UTF-8, never half a character. */
export function cutToBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text)
  if (bytes.byteLength <= maxBytes) return text
  let end = maxBytes - 3
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return `${bytes.subarray(0, end).toString()}…`
}

function permanent(kind: FailureKind, message: string) {
  return { kind, message, isRetryable: false }
}

function retryable(kind: FailureKind, message: string) {
  return { kind, message, isRetryable: true }
}
