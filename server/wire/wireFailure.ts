import { FailureError, type Failure, type FailureKind } from '../contract/failure.ts'
import type { Timeouts } from './exchange.ts'

export interface Circumstances {
  label: string
  url: URL
  timeouts: Timeouts
  /** Whether the answer had begun: the same reset means "unreachable" before and "cut" after. */
  hasHead: boolean
}

/** What a socket, TLS, HTTP or zlib error means for the person who pressed Send. */
export function wireFailure(error: Error, circumstances: Circumstances): FailureError {
  if (error instanceof FailureError) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return new FailureError(describe(code, error, circumstances), { cause: error })
}

function describe(code: string, error: Error, { label, url, timeouts, hasHead }: Circumstances): Failure {
  const host = url.host
  switch (code) {
    case 'ECONNREFUSED':
      return retryable(
        'unreachable',
        `Nothing answers at ${host}: ${label} refused the connection. Start it, or correct its base URL in Endpoints.`,
      )
    case 'ENOTFOUND':
      return permanent(
        'unreachable',
        `The name ${url.hostname} does not exist. Check the base URL of ${label} in Endpoints.`,
      )
    case 'EAI_AGAIN':
      return retryable(
        'unreachable',
        `The name ${url.hostname} could not be looked up. Check this machine's network and try again.`,
      )
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return retryable('unreachable', `There is no route to ${host}. Check this machine's network and try again.`)
    case 'ETIMEDOUT':
      if (hasHead) break
      return retryable(
        'connect-timeout',
        `${host} did not accept a connection. Check the network and that ${label} runs.`,
      )
    case 'UND_ERR_CONNECT_TIMEOUT':
      return retryable(
        'connect-timeout',
        `${host} did not accept a connection within ${seconds(timeouts.msToConnect)}. Check the network and that ${label} runs.`,
      )
    case 'UND_ERR_HEADERS_TIMEOUT':
      return retryable(
        'response-timeout',
        `${label} took the request and did not begin to answer within ${seconds(timeouts.msToHeaders)}. Try again, or choose a faster model.`,
      )
    case 'UND_ERR_BODY_TIMEOUT':
      return retryable(
        'idle-timeout',
        `${label} sent nothing for ${seconds(timeouts.msIdle)} in the middle of its answer. What had arrived is kept. Try again.`,
      )
    case 'UND_ERR_HEADERS_OVERFLOW':
      return permanent(
        'answer-invalid',
        `${label} answered with more headers than fit. Check that ${url.origin} is the right base URL.`,
      )
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return retryable(
        'answer-cut',
        `${label} sent less or more than it had announced. What had arrived is kept. Try again.`,
      )
    case 'Z_BUF_ERROR':
      return retryable(
        'answer-cut',
        `The compressed answer of ${label} stopped in the middle. What had arrived is kept. Try again.`,
      )
    case 'ERR_INVALID_ARG_VALUE':
    case 'UND_ERR_INVALID_ARG':
      return permanent(
        'bad-request',
        `The request to ${label} cannot be sent as it is. Check the base URL and the model's name.`,
      )
    case 'CERT_HAS_EXPIRED':
      return permanent('tls', `The certificate of ${host} has expired. Nothing was sent. Renew it there.`)
    case 'CERT_NOT_YET_VALID':
      return permanent(
        'tls',
        `The certificate of ${host} is not valid yet. Nothing was sent. Check both machines' clocks.`,
      )
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return permanent(
        'tls',
        `The certificate that ${host} shows belongs to another name. Nothing was sent. Check the base URL in Endpoints.`,
      )
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return permanent(
        'tls',
        `The certificate of ${host} is self-signed. Nothing was sent. Start with NODE_EXTRA_CA_CERTS naming its certificate file to trust it.`,
      )
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return permanent(
        'tls',
        `The certificate of ${host} is signed by an authority this machine does not know. Nothing was sent. Start with NODE_EXTRA_CA_CERTS naming that authority's file to trust it.`,
      )
  }
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO')
    return permanent(
      'tls',
      `No secure connection to ${host} came about (${code}). Nothing was sent. Check whether it speaks https or http on that port.`,
    )
  if (code.startsWith('Z_') || code.startsWith('ERR_BROTLI') || code.startsWith('ERR__ERROR_FORMAT'))
    return permanent(
      'answer-invalid',
      `The answer of ${label} says it is compressed and is not. Check the proxy in front of it.`,
    )
  if (code.startsWith('HPE_'))
    return hasHead
      ? retryable('answer-cut', `The answer of ${label} broke off in the middle. What had arrived is kept. Try again.`)
      : permanent(
          'answer-invalid',
          `What answers at ${host} does not speak HTTP. Check the base URL of ${label} in Endpoints.`,
        )
  return hasHead
    ? retryable(
        'answer-cut',
        `${label} closed the connection in the middle of its answer. What had arrived is kept. Try again.`,
      )
    : retryable(
        'unreachable',
        `${host} closed the connection without an answer${code === '' ? '' : ` (${code})`}. Try again; if it stays so, check that ${label} runs there.`,
      )
}

/** Never followed: the next host would be handed what was meant for this one. */
export function redirectFailure(
  status: number,
  location: string | undefined,
  { label, url }: { label: string; url: URL },
): FailureError {
  const target = location === undefined ? null : URL.parse(location, url)
  return new FailureError({
    kind: 'redirected',
    message: `${label} redirects to ${target === null ? 'another address' : target.origin} (${status}), which is never followed with a request of yours. If that is the right place, enter it as base URL in Endpoints.`,
    isRetryable: false,
    status,
  })
}

function seconds(ms: number): string {
  return ms >= 1000 ? `${Math.round(ms / 1000)} s` : `${ms} ms`
}

function retryable(kind: FailureKind, message: string): Failure {
  return { kind, message, isRetryable: true }
}

function permanent(kind: FailureKind, message: string): Failure {
  return { kind, message, isRetryable: false }
}
