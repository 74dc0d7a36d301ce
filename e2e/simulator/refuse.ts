import type { ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import { statusBodyKind, type Script } from './script.ts'

const words: Record<number, { message: string; type: string; code: string | null }> = {
  400: {
    message: 'Invalid value for temperature: must be at most 2.',
    type: 'invalid_request_error',
    code: 'invalid_value',
  },
  401: { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' },
  403: { message: 'This key may not use this model.', type: 'permission_error', code: null },
  404: {
    message: 'The model does not exist or you do not have access to it.',
    type: 'invalid_request_error',
    code: 'model_not_found',
  },
  413: { message: 'Request too large.', type: 'invalid_request_error', code: null },
  422: { message: 'Unprocessable: messages must not be empty.', type: 'invalid_request_error', code: null },
  429: {
    message: 'Rate limit reached for requests per minute.',
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
  },
  503: { message: 'The model is overloaded, try again later.', type: 'overloaded_error', code: null },
  529: { message: 'Overloaded', type: 'overloaded_error', code: null },
}

/** The words of the provider that a test expects to read in the pane. */
export function refusalMessage(status: number): string {
  return words[status]?.message ?? `Simulated failure ${status}.`
}

export function refuse(
  response: ServerResponse,
  script: Script,
  status: number,
  authorization: string | undefined,
): void {
  if (status === 429) response.setHeader('retry-after', '7')
  const suffix =
    (script.words.has('echo-secret') ? ` You sent: ${authorization ?? ''}` : '') +
    (script.words.has('transient-words') ? ' Unexpected error' : '')
  const known = words[status] ?? { message: refusalMessage(status), type: 'server_error', code: null }
  switch (statusBodyKind(script)) {
    case '-html':
      response.writeHead(status, { 'content-type': 'text/html' })
      response.end(htmlPage(status, suffix))
      return
    case '-empty':
      response.writeHead(status).end()
      return
    case '-binary':
      response.writeHead(status, { 'content-type': 'application/octet-stream' })
      response.end(Buffer.from(Array.from({ length: 512 }, (_, index) => (index * 37) % 256)))
      return
    case '-big':
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { ...known, message: `${known.message} ${'much more '.repeat(100_000)}` } }))
      return
    default:
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { ...known, message: known.message + suffix } }))
  }
}

export function htmlPage(status: number, suffix = ''): string {
  const title = `${status} ${STATUS_CODES[status] ?? 'Answer'}`
  return `<!doctype html><html><head><title>${title}</title><script>alert('page')</script></head><body><h1>${title}</h1><p>proxy.invalid${suffix}</p></body></html>`
}

/** As OpenAI refuses a field that it does not know. */
export function refuseField(response: ServerResponse, field: string): void {
  const message = `Unrecognized request argument supplied: ${field}`
  const error = { message, type: 'invalid_request_error', param: null, code: null }
  response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
}

/** As a server refuses to add nothing to a text. */
export function refuseZero(response: ServerResponse): void {
  const error = { message: 'max_tokens must be at least 1, got 0.', type: 'invalid_request_error', param: 'max_tokens' }
  response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
}
