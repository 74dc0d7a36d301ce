import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Task } from '../contract/task.ts'
import { maxInvocationBytes, openAiBases, openAiPaths } from './invocationRoutes.ts'
import type { Invoker } from './invoker.ts'
import { workspaceError } from './workspaceError.ts'

/**
 * A short way in for what programs send thousands of a second: an ordinary POST of JSON to a route that invokes.
 *
 * The framework's router, hooks and body reader cost a quarter of a short invocation. Here the same gate is asked and the
 * same invoker answers; only what lies between is left out. Whatever is not quite ordinary (another method, a query, an
 * odd name or type, no length, a length beyond the limit, `Expect`, a server that is closing) and whatever the gate does
 * not let in goes on to the framework untouched, which is then the only one to refuse: nothing is let in here that would
 * not be let in there, and `rawLane.test.ts` sends the same requests both ways and compares the answers.
 */
export interface RawLaneDeps {
  invoker: Invoker
  /** Who asks, null for nobody in particular; undefined where it is not let in. */
  enter: (request: Request, response: Response) => string | null | undefined
  /** On every answer that is an error. */
  headers: Record<string, string>
  onError: (error: unknown) => void
}

type Request = FastifyRequest['raw']
type Response = FastifyReply['raw']
type Listener = (request: Request, response: Response) => void

export function openRawLane(app: FastifyInstance, { invoker, enter, headers, onError }: RawLaneDeps): void {
  // Fastify's own, the only one there is.
  const [slow] = app.server.listeners('request') as Listener[]
  if (slow === undefined) throw new Error('The server has no listener.')
  let isClosing = false
  app.addHook('preClose', (done) => {
    isClosing = true
    done()
  })

  function fail(response: Response, error: unknown): void {
    const { status, headers: own, body, isOurs } = workspaceError(error)
    if (isOurs) onError(error)
    const text = Buffer.from(JSON.stringify(body))
    response.writeHead(status, {
      ...headers,
      ...own,
      'cache-control': 'no-store',
      'content-type': 'application/json; charset=utf-8',
      'content-length': text.length,
    })
    response.end(text)
  }

  app.server.removeListener('request', slow)
  app.server.on('request', (request: Request, response: Response) => {
    const way = isClosing || !isOrdinary(request) ? undefined : wayOf(request.url ?? '')
    const requester = way === undefined ? undefined : enter(request, response)
    if (way === undefined || requester === undefined) return slow(request, response)
    readBody(request, (body) => {
      const incoming = { body, requester, userAgent: request.headers['user-agent'], response }
      try {
        if (typeof way === 'string') invoker.byModel(incoming, way)
        else invoker.byName(incoming, way.name)
      } catch (error) {
        fail(response, error)
      }
    })
  })
}

function isOrdinary({ method, headers }: Request): boolean {
  if (method !== 'POST' || headers['content-type'] !== 'application/json') return false
  if (headers['transfer-encoding'] !== undefined || headers.expect !== undefined || headers.upgrade !== undefined)
    return false
  const byteLength = Number(headers['content-length'] ?? 0)
  return byteLength > 0 && byteLength <= maxInvocationBytes
}

/** The task of one of OpenAI's paths, or the name of an endpoint. */
function wayOf(url: string): Task | { name: string } | undefined {
  const task = taskOfPath.get(url)
  if (task !== undefined) return task
  const written = namedPath.exec(url)?.[1]
  if (written === undefined) return undefined
  if (!written.includes('%')) return { name: written }
  try {
    const name = decodeURIComponent(written)
    // Where programs differ on what an address means.
    return oddName.test(name) ? undefined : { name }
  } catch {
    return undefined
  }
}

const taskOfPath: ReadonlyMap<string, Task> = new Map(
  openAiBases.flatMap((base) => openAiPaths.map(([path, task]) => [`${base}/${path}`, task] as const)),
)
const namedPath = /^\/serving-endpoints\/([\w.~!$&'()*+,=:@%-]{1,300})\/invocations$/
// oxlint-disable-next-line no-control-regex -- they have no place in a name
const oddName = /[/\\%?#;\u0000-\u001f\u007f]/

/** Node ends the request at the length it told; one that is cut never ends, and its response closes. */
function readBody(request: Request, take: (body: Buffer) => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const [first] = chunks
    take(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks))
  })
}
