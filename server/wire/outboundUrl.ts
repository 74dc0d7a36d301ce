import { isIP } from 'node:net'
import { FailureError } from '../contract/failure.ts'
import { addressRefusal, isMetadataName } from './addressPolicy.ts'

/**
 * A base URL as a person or a file gave it. Throws FailureError naming `field`. Only what no parser can read in two ways
 * gets through; where the name leads is judged again when the socket connects (connector.ts).
 */
export function parseOutboundUrl(text: string, field = 'baseUrl'): URL {
  // Browsers and URL parsers drop tabs and newlines and turn \ into /: the string a person reads is then not the host.
  if (/[\p{Cc}\s\\]/u.test(text)) refuse(field, 'The URL has a space, a control character or a backslash in it.')
  const url = URL.parse(text)
  if (url === null) throw refuse(field, 'This is not a URL. It looks like https://api.example.com/v1.')
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    refuse(field, `The URL must start with http:// or https://, not ${url.protocol}`)
  if (url.username !== '' || url.password !== '')
    refuse(field, 'The URL holds a user name or password. Put the key in its own field.')
  if (text.includes('#')) refuse(field, 'The URL has a # part, which is never sent. Remove it.')
  const hostname = url.hostname.replace(/^\[|\]$/g, '')
  const refusal = isMetadataName(hostname)
    ? `${hostname} belongs to a cloud metadata service, which is never contacted.`
    : isIP(hostname) === 0
      ? undefined
      : addressRefusal(hostname, { allowPrivate: true })
  if (refusal !== undefined)
    throw new FailureError({ kind: 'address-refused', message: refusal, isRetryable: false, field })
  return url
}

/** `base` + `path` (`base` itself where that is empty), keeping the query of both: an Azure base URL may carry its api-version. */
export function joinUrl(base: URL, path: string): URL {
  if (path === '') return base
  const [pathname = '', search = ''] = path.split('?', 2)
  const url = new URL(base)
  url.pathname = `${base.pathname.replace(/\/+$/, '')}/${pathname.replace(/^\/+/, '')}`
  for (const [name, value] of new URLSearchParams(search))
    if (!url.searchParams.has(name)) url.searchParams.set(name, value)
  return url
}

function refuse(field: string, message: string): never {
  throw new FailureError({ kind: 'bad-request', message, isRetryable: false, field })
}
