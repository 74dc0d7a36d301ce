import { FailureError } from '../contract/failure.ts'

/**
 * A secret that can go to one origin only. The costliest bug of this kind of software is a caller choosing the
 * destination while the server adds the key (CVE-2024-6587), so the destination is compared where the header is added.
 */
export interface Credential {
  /** Scheme, host and port it was entered for. */
  readonly origin: string
  readonly secret: string
  /** The header that carries it. */
  readonly header: { name: string; value: string }
}

/**
 * How the secret travels; `header` names the one that holds it as it is. With `clientId` it goes to the token endpoint
 * only, as that client's password (RFC 6749, section 2.3.1), and what that gives goes along as a bearer token.
 */
export type CredentialStyle = 'bearer' | 'api-key' | { header: string } | { clientId: string }

export function bindCredential(baseUrl: URL, secret: string, style: CredentialStyle): Credential {
  // A header value cannot hold a line break or characters beyond Latin-1: undici would refuse it with its value in the message.
  // A header of its own may hold a scheme and a value, with a space between.
  const allowed = typeof style === 'object' && 'header' in style ? ownHeaderValue : tokenValue
  if (!allowed.test(secret))
    throw new FailureError({
      kind: 'credential-refused',
      message: 'The key holds a space, a line break or a character that cannot be sent. Enter it again in Endpoints.',
      isRetryable: false,
    })
  return { origin: baseUrl.origin, secret, header: headerFor(secret, style) }
}

const tokenValue = /^[\u0021-\u007e\u00a0-\u00ff]+$/
const ownHeaderValue = /^[\u0021-\u007e\u00a0-\u00ff]+(?: [\u0021-\u007e\u00a0-\u00ff]+)*$/

function headerFor(secret: string, style: CredentialStyle): Credential['header'] {
  if (typeof style === 'object') {
    if ('header' in style) return { name: style.header.toLowerCase(), value: secret }
    const pair = Buffer.from(`${style.clientId}:${secret}`).toString('base64')
    return { name: 'authorization', value: `Basic ${pair}` }
  }
  return style === 'bearer' ? { name: 'authorization', value: `Bearer ${secret}` } : { name: 'api-key', value: secret }
}

/** The request's headers with the credential; throws where it belongs to another origin. */
export function withCredential(
  headers: Record<string, string>,
  credential: Credential | undefined,
  url: URL,
): Record<string, string> {
  if (credential === undefined) return headers
  if (credential.origin !== url.origin)
    throw new FailureError({
      kind: 'address-refused',
      message: `The key was entered for ${credential.origin} and is not sent to ${url.origin}. Enter a key for it in Endpoints.`,
      isRetryable: false,
    })
  return { ...headers, [credential.header.name]: credential.header.value }
}
