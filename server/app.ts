import { existsSync } from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Access } from './access/access.ts'
import type { EndpointRegistry } from './endpoints/registry.ts'
import { errorAnswer } from './errorAnswer.ts'
import { admit, createAdmission } from './gate/access.ts'
import { createEntrance } from './gate/entrance.ts'
import { createGate, guard, type GateOptions } from './gate/gate.ts'
import { createGuesses } from './gate/guesses.ts'
import { securityHeaders } from './gate/securityHeaders.ts'
import type { Embed } from './invoke/embeddings.ts'
import type { Runs } from './invoke/runs.ts'
import { accessTokenRoutes } from './routes/accessTokens.ts'
import { patient } from './routes/arriving.ts'
import { embeddingRoutes } from './routes/embeddings.ts'
import { endpointRoutes } from './routes/endpoints.ts'
import { invocationRoutes } from './routes/invocations.ts'
import { modelRoutes, type ModelsAtHand } from './routes/models.ts'
import { openApiRoutes } from './routes/openApi.ts'
import { createImporter } from './routes/importer.ts'
import { rerunRoutes } from './routes/reruns.ts'
import { runRoutes } from './routes/runs.ts'
import { servicePrincipalRoutes } from './routes/servicePrincipals.ts'
import { sessionFileRoutes } from './routes/sessionFiles.ts'
import { sessionBatchRoutes } from './routes/sessionBatch.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { sessionVersionRoutes } from './routes/sessionVersions.ts'
import { goneSharePage, sharePageHeaders } from './routes/sharePage.ts'
import { shareRoutes } from './routes/shares.ts'
import { statusRoutes } from './routes/status.ts'
import { upstreamRoutes } from './routes/upstreams.ts'
import type { Database } from './store/database.ts'
import type { InvocationKeeper } from './store/invocationKeeper.ts'
import type { Recorder } from './store/recorder.ts'
import type { RecordingPolicy } from './store/recordingPolicy.ts'
import { createInvoker } from './workspace/invoker.ts'
import { openRawLane } from './workspace/rawLane.ts'
import { workspace } from './workspace/workspace.ts'

export interface AppDeps {
  access: Access
  /** The server can be reached from elsewhere: nothing is answered without a credential. */
  isCredentialRequired: boolean
  database: Database
  recorder: Recorder
  recordingPolicy: RecordingPolicy
  keeper: InvocationKeeper
  registry: EndpointRegistry
  models: ModelsAtHand
  runs: Runs
  embed: Embed
  gate: GateOptions
  /** The built page; where it is missing, only the API is served. */
  pageFolder?: string
  version: string
  dataFolder: string
  now: () => Date
  newId: () => string
  /** For failures of our own, which the client is not told the details of. */
  onError: (error: unknown) => void
}

/** The whole HTTP surface, without a port: tests call `inject`. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    // Bodies of ordinary requests are small; runs and sessions set their own.
    bodyLimit: 1024 * 1024,
    // Slow or oversized heads must not hold a socket: 16 KB and 20 s are far more than a browser needs.
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 20_000, connectionsCheckingInterval: 5_000 },
    requestTimeout: 120_000,
    keepAliveTimeout: 65_000,
    routerOptions: { maxParamLength: 400 },
    // A route's own close hook ends its streams; what remains is idle.
    forceCloseConnections: 'idle',
    frameworkErrors: (error, _request, reply) => sendError(reply, error, deps.onError),
    clientErrorHandler: (error, socket) => {
      if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && patient.has(socket)) return
      const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
      if (socket.writable)
        socket.end(
          `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\nX-Content-Type-Options: nosniff\r\n\r\n`,
        )
      else socket.destroy()
    },
  })
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders)
    if (isApi(request)) reply.header('cache-control', 'no-store')
    done()
  })
  const gate = createGate(deps.gate)
  guard(app, gate)
  const guesses = createGuesses(() => performance.now())
  const admission = createAdmission({ credentials: deps.access, isRequired: deps.isCredentialRequired })
  admit(app, admission, guesses)
  acceptJsonOnly(app)
  app.setErrorHandler((error, _request, reply) => sendError(reply, error, deps.onError))
  openApiRoutes(app, deps)
  const importer = createImporter(deps)
  app.addHook('onClose', () => importer.close())
  await app.register(async (api) => {
    statusRoutes(api, deps)
    accessTokenRoutes(api, deps)
    servicePrincipalRoutes(api, deps)
    endpointRoutes(api, deps)
    upstreamRoutes(api, deps)
    modelRoutes(api, deps)
    sessionRoutes(api, deps)
    sessionBatchRoutes(api, deps)
    sessionVersionRoutes(api, deps)
    sessionFileRoutes(api, { ...deps, importer })
    shareRoutes(api, { ...deps, importer })
    invocationRoutes(api, deps)
    runRoutes(api, deps)
    rerunRoutes(api, deps)
    embeddingRoutes(api, deps)
  })
  const workspaceDeps = { ...deps, guesses }
  const invoker = createInvoker(workspaceDeps)
  await app.register(async (api) => workspace(api, workspaceDeps, invoker))
  openRawLane(app, {
    invoker,
    enter: createEntrance(gate, admission),
    headers: securityHeaders,
    onError: deps.onError,
  })
  await servePage(app, deps.pageFolder)
  return app
}

/** An empty body is no body: a POST that needs none still says that it is JSON. */
function acceptJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined)
    return parse(request, String(body), done)
  })
}

async function servePage(app: FastifyInstance, folder: string | undefined): Promise<void> {
  const hasPage = folder !== undefined && existsSync(path.join(folder, 'index.html'))
  if (hasPage)
    await app.register(fastifyStatic, {
      root: path.resolve(folder),
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, file) => {
        // Vite puts a hash of the content into the name of everything below assets/.
        const isHashed = file.includes(`${path.sep}assets${path.sep}`)
        reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  app.setNotFoundHandler((request, reply) => {
    // However it is written: an address that leads nowhere answers as a share that was guessed.
    if (/^\/share(?:[/?]|$)/i.test(request.url))
      return reply.code(404).headers(sharePageHeaders(goneSharePage)).send(goneSharePage)
    const isPage = request.method === 'GET' || request.method === 'HEAD'
    if (!hasPage || !isPage || isApi(request) || request.url.startsWith('/assets/'))
      return reply
        .code(404)
        .send({ failure: { kind: 'not-found', message: 'There is nothing at this address.', isRetryable: false } })
    return reply.sendFile('index.html')
  })
}

function isApi({ url }: FastifyRequest): boolean {
  return /^\/api(?:[/?]|$)/i.test(url)
}

function sendError(reply: FastifyReply, error: unknown, onError: (error: unknown) => void): FastifyReply {
  const { status, failure } = errorAnswer(error)
  if (status === 500) onError(error)
  if (status === 429 && failure.retryAfterMs !== undefined)
    reply.header('retry-after', String(Math.ceil(failure.retryAfterMs / 1000)))
  return reply.headers(securityHeaders).header('cache-control', 'no-store').code(status).send({ failure })
}
