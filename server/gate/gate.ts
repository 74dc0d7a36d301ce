import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify'
import { FailureError } from '../contract/failure.ts'

/**
 * Who may come in: in local mode, this machine's own user with this page, and programs that person starts.
 *
 * Every web page the person visits can send requests to 127.0.0.1, so the address is no wall. One hook, on every route
 * there is or is not, refuses by default:
 * - Host must be one of our own names, once, in origin form: a page whose name was re-pointed to 127.0.0.1 (DNS
 *   rebinding) still says its own name there.
 * - Origin, where the browser sends one, must be ours.
 * - Sec-Fetch-Site must not tell of another site, but for following a link to a page of ours.
 * - What changes something must be application/json, which no form and no request without a preflight can send; and we
 *   never answer a preflight with a CORS header. Where clients call their body a form (`curl -d`, OAuth's token
 *   endpoint), the route says so, and it is taken from what no browser sent: a browser tells Origin or Sec-Fetch-Site.
 * Programs (curl, SDKs) send no Origin and no Sec-Fetch-Site; they are let in, as any program on this machine could
 * read the data folder anyway.
 */
export interface GateOptions {
  /** The port listened on; a function, because port 0 is known only later. */
  port: () => number
  /** Origins besides our own: the development server's. */
  otherOrigins?: string[]
}

/** Longer than any address of ours by far; below Node's own header limit, so that the answer is 414. */
const maxUrlLength = 4096

export interface Gate {
  /** Throws FailureError. `taken`: the bodies that the route takes; asked last, since Fastify makes it anew each time. */
  check(request: RawRequest, taken: () => BodiesTaken | undefined): void
}

/** Node's own. */
export type RawRequest = FastifyRequest['raw']

type BodiesTaken = Pick<FastifyContextConfig, 'takesForms' | 'takesOwnForms' | 'takesTypes'>

/** The one place of these checks, whichever way a request takes: every route's hook, and `workspace/rawLane.ts`. */
export function createGate({ port, otherOrigins = [] }: GateOptions): Gate {
  let own = namesFor(port(), otherOrigins)
  return {
    check(request, taken) {
      const current = port()
      if (own.port !== current) own = namesFor(current, otherOrigins)
      checkUrl(request)
      checkHost(request, own.hosts)
      checkOrigin(request, own.origins, taken)
      checkSite(request)
      checkContentType(request, taken)
    },
  }
}

export function guard(app: FastifyInstance, gate: Gate): void {
  app.addHook('onRequest', (request, _reply, done) => {
    try {
      gate.check(request.raw, () => request.routeOptions.config)
    } catch (error) {
      return done(error instanceof Error ? error : new Error(String(error)))
    }
    done()
  })
}

interface OwnNames {
  port: number
  hosts: Set<string>
  origins: Set<string>
}

/** Made once per port: every request asks. */
function namesFor(port: number, otherOrigins: string[]): OwnNames {
  const hosts = hostsFor(port)
  return { port, hosts, origins: new Set([...hosts].map((host) => `http://${host}`).concat(otherOrigins)) }
}

function hostsFor(port: number): Set<string> {
  const names = ['127.0.0.1', 'localhost', '[::1]']
  // Browsers leave the default port out.
  return new Set(names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])))
}

function checkUrl({ url = '' }: RawRequest): void {
  // Absolute form (GET http://… HTTP/1.1) is for proxies, and `//host` is read as another host by some parsers.
  if (!url.startsWith('/') || url.startsWith('//')) throw refused('bad-request', 'The request line must be a path.')
  if (url.length > maxUrlLength) throw refused('too-large', 'The address is too long.', 414)
}

function checkHost({ rawHeaders, headers }: RawRequest, hosts: Set<string>): void {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.length === 4 && rawHeaders[index]?.toLowerCase() === 'host') count++
  // Requests made inside the process (tests) have no raw header lines.
  if (rawHeaders.length === 0) count = 1
  // Of several, Node keeps the first.
  const host = headers.host ?? ''
  if (count !== 1 || !hosts.has(host.toLowerCase()))
    throw refused(
      'forbidden',
      `This server answers only to ${[...hosts][1]}, and the request named another host. Open that address.`,
    )
}

function checkOrigin({ headers }: RawRequest, origins: Set<string>, taken: () => BodiesTaken | undefined): void {
  // A page under `no-referrer` calls itself null when it sends a form; whose it is the browser says in Sec-Fetch-Site.
  const isOwnForm = headers.origin === 'null' && headers['sec-fetch-site'] === 'same-origin'
  if (isOwnForm && taken()?.takesOwnForms === true) return
  if (headers.origin !== undefined && !origins.has(headers.origin.toLowerCase()))
    throw refused('forbidden', 'The request came from a page of another site.')
}

function checkSite({ headers, method, url = '' }: RawRequest): void {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return
  const isLinkToPage =
    method === 'GET' &&
    !/^\/api(?:[/?]|$)/i.test(url) &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  if (!isLinkToPage) throw refused('forbidden', 'The request came from a page of another site.')
}

const isReading = new Set(['GET', 'HEAD', 'OPTIONS'])

function checkContentType({ headers, method = '' }: RawRequest, taken: () => BodiesTaken | undefined): void {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (isReading.has(method) && !hasBody) return
  // Without a body there is nothing to carry a type. DELETE is never sent by another site without a preflight; for the
  // others the browser itself must say that it was our page.
  if (!hasBody && (method === 'DELETE' || headers['sec-fetch-site'] === 'same-origin')) return
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  const isFormOfProgram =
    type === 'application/x-www-form-urlencoded' &&
    taken()?.takesForms === true &&
    headers.origin === undefined &&
    headers['sec-fetch-site'] === undefined
  // The browser itself says that it was a page of ours.
  const isOwnForm =
    type === 'application/x-www-form-urlencoded' &&
    taken()?.takesOwnForms === true &&
    headers['sec-fetch-site'] === 'same-origin'
  // Another site sends these only after a preflight, which is never answered.
  const isTaken = type !== undefined && taken()?.takesTypes?.includes(type) === true
  if (type !== 'application/json' && !isFormOfProgram && !isOwnForm && !isTaken)
    throw refused('bad-request', typeWords(taken()?.takesTypes), 415)
  if (headers['content-encoding'] !== undefined)
    throw refused('bad-request', 'A compressed request body is not taken. Send it as it is.', 415)
}

function typeWords(types: readonly string[] | undefined): string {
  if (types === undefined) return 'The request body must be JSON, sent as application/json.'
  return `The Content-Type of the request must be application/json or ${types.join(' or ')}.`
}

function refused(kind: 'bad-request' | 'forbidden' | 'too-large', message: string, status?: number): FailureError {
  return new FailureError({ kind, message, isRetryable: false, ...(status === undefined ? {} : { status }) })
}
