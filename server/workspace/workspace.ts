import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { EndpointRegistry } from '../endpoints/registry.ts'
import type { Database } from '../store/database.ts'
import type { Recorder } from '../store/recorder.ts'
import { currentUserRoute } from './currentUser.ts'
import { endpointRoutes } from './endpointRoutes.ts'
import { invocationRoutes } from './invocationRoutes.ts'
import type { Invoker } from './invoker.ts'
import { modelRoutes } from './modelRoutes.ts'
import { oidcRoutes, type OidcDeps } from './oidc.ts'
import { permissionRoutes } from './permissionRoutes.ts'
import { WorkspaceError, workspaceError } from './workspaceError.ts'

/**
 * A Databricks workspace, as far as its clients can tell: the data plane (/serving-endpoints, and the same under /v1 for
 * tools that know only OpenAI) and the control plane (/api/2.0).
 *
 * A room of its own inside the app: bodies stay bytes (what the caller wrote goes to the upstream as it was written),
 * errors are flat and carry Databricks' codes, and addresses that lead nowhere answer in its words.
 */
export interface WorkspaceDeps extends OidcDeps {
  registry: EndpointRegistry
  database: Database
  recorder: Pick<Recorder, 'recordForwarded'>
  now: () => Date
  nowMs?: () => number
  newId: () => string
  onError: (error: unknown) => void
}

export function workspace(app: FastifyInstance, deps: WorkspaceDeps, invoker: Invoker): void {
  app.removeAllContentTypeParsers()
  // Whatever type it is called: `curl -d` says application/x-www-form-urlencoded and sends JSON.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error, _request, reply) => sendError(reply, error, deps.onError))
  // `curl -d` calls its JSON a form; the gate lets that in from programs only.
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/api/')) route.config = { ...route.config, takesForms: true }
  })
  oidcRoutes(app, deps)
  invocationRoutes(app, invoker)
  modelRoutes(app, deps)
  void app.register(async (api) => endpointRoutes(api, deps))
  permissionRoutes(app, deps)
  currentUserRoute(app, deps)
  for (const url of ['/serving-endpoints', '/serving-endpoints/*'])
    app.all(url, () => {
      throw new WorkspaceError(404, 'NOT_FOUND', wrongInvocationPath)
    })
  for (const url of ['/api/2.0', '/api/2.0/*', '/api/2.1/*', '/v1/*', '/ai-gateway/*', '/oidc/*', '/.well-known/*'])
    app.all(url, (request) => {
      throw new WorkspaceError(404, 'ENDPOINT_NOT_FOUND', `No API found for '${request.method} ${pathOf(request)}'`)
    })
}

/** Databricks' own words: https://github.com/anthropics/claude-code/issues/14007 */
const wrongInvocationPath =
  'Path must be of form /serving-endpoints/<endpoint_name>/invocations or /serving-endpoints/<endpoint_name>/served-models/<served_model_name>/invocations'

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? url
}

function sendError(reply: FastifyReply, error: unknown, onError: (error: unknown) => void): FastifyReply {
  const { status, headers, body, isOurs } = workspaceError(error)
  if (isOurs) onError(error)
  return reply
    .headers({ ...headers, 'cache-control': 'no-store' })
    .code(status)
    .send(body)
}
