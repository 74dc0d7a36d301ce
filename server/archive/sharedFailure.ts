import type { Failure, FailureKind } from '../contract/failure.ts'
import type { Say } from './sayText.ts'

/**
 * Why an answer failed, for others: in words of our own by its kind, because the full ones name hosts, providers and
 * where to put a key; and the provider's own, which the person sees beforehand and can mask, without the addresses in them.
 */
export function sharedFailure(failure: Failure, { say, isNamed }: { say: Say; isNamed: boolean }): Failure {
  const { kind, status, providerMessage } = failure
  return {
    kind,
    message: words[kind] ?? 'The endpoint gave no answer.',
    isRetryable: failure.isRetryable,
    ...(status === undefined ? {} : { status }),
    ...(isNamed && providerMessage !== undefined
      ? { providerMessage: say(providerMessage.replaceAll(address, '•••')) }
      : {}),
  }
}

const address =
  /\b[a-z][a-z\d+.-]{1,20}:\/\/[^\s"'<>]{1,2000}|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\d.])|\blocalhost(?::\d{1,5})?|(?<![\w.-])(?:[a-z\d-]{1,63}\.){1,8}[a-z]{2,24}:\d{2,5}\b/gi

const words: Partial<Record<FailureKind, string>> = {
  'bad-request': 'The request could not be sent as it was.',
  'too-large': 'The request was too large.',
  'address-refused': 'The endpoint’s address is refused.',
  unreachable: 'The endpoint could not be reached.',
  tls: 'No secure connection to the endpoint came about.',
  'connect-timeout': 'The endpoint did not accept a connection in time.',
  'response-timeout': 'The endpoint did not begin to answer in time.',
  'idle-timeout': 'The endpoint went silent in the middle of its answer.',
  redirected: 'The endpoint redirects elsewhere.',
  'credential-missing': 'The endpoint had no key.',
  'credential-refused': 'The endpoint refused the key.',
  'model-not-found': 'The endpoint does not know the model.',
  'request-rejected': 'The endpoint rejected the request.',
  'rate-limited': 'The endpoint limits how often it is asked.',
  overloaded: 'The endpoint was overloaded.',
  'upstream-error': 'The endpoint failed.',
  'answer-cut': 'The answer broke off before its end.',
  'answer-invalid': 'What the endpoint answered could not be read.',
  'answer-too-long': 'The answer was too long, and ended there.',
  'model-not-ready': 'The model was not ready.',
  'model-crashed': 'The model crashed.',
  'endpoint-removed': 'The endpoint was removed while it answered.',
  'server-closing': 'The server was closing.',
}
