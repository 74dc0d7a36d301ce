import { credentialOfHeaders } from './curlCommand.ts'
import type { PastedRequest } from './pastedRequest.ts'
import { PasteProblem } from './pasteProblem.ts'

/**
 * The first request with a body in a HAR file, or in one entry of it (http://www.softwareishard.com/blog/har-12-spec/).
 * Undefined where the JSON is no HAR: then it is a body itself.
 */
export function readHar(text: string): PastedRequest | undefined {
  if (!/"(?:request|postData|entries)"\s*:/.test(text)) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const requests = requestsOf(value)
  if (requests === undefined) return undefined
  const request = requests.find((candidate) => typeof read(candidate, 'postData', 'text') === 'string')
  if (request === undefined) throw new PasteProblem('This HAR holds no request with a body.')
  const url = read(request, 'url')
  const credential = credentialOfHeaders(headersOf(read(request, 'headers')))
  return {
    from: 'HAR',
    body: String(read(request, 'postData', 'text')),
    ...(typeof url === 'string' ? { url } : {}),
    ...(credential === undefined ? {} : { credential }),
    notes: requests.length > 1 ? [`The HAR holds ${requests.length} requests; this is the first one with a body.`] : [],
  }
}

function requestsOf(value: unknown): unknown[] | undefined {
  const entries = read(value, 'log', 'entries')
  if (Array.isArray(entries)) return entries.map((entry) => read(entry, 'request'))
  if (Array.isArray(value) && read(value[0], 'request') !== undefined)
    return value.map((entry) => read(entry, 'request'))
  if (read(value, 'request', 'url') !== undefined) return [read(value, 'request')]
  if (read(value, 'postData') !== undefined && read(value, 'url') !== undefined) return [value]
  return undefined
}

function headersOf(value: unknown): [string, string][] {
  if (!Array.isArray(value)) return []
  return value.map((header): [string, string] => [String(read(header, 'name')), String(read(header, 'value'))])
}

function read(value: unknown, ...path: string[]): unknown {
  let found = value
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined
    found = Object.entries(found).find(([name]) => name === key)?.[1]
  }
  return found
}
