import type { FastifyInstance, FastifyRequest } from 'fastify'
import { FailureError } from '../contract/failure.ts'
import {
  aiGatewaySchema,
  createEndpointSchema,
  endpointConfigSchema,
  notificationsSchema,
  rateLimitsSchema,
  tagsPatchSchema,
} from '../contract/servingEndpoint.ts'
import type { EndpointAdmin } from '../endpoints/endpointAdmin.ts'
import type { Database } from '../store/database.ts'
import { endpointMetrics } from './endpointMetrics.ts'
import { endpointOpenApi } from './endpointOpenApi.ts'
import { readJson } from './readJson.ts'
import { endpointDetail, endpointSummary } from './servingEndpointAnswer.ts'
import { withoutNulls } from './withoutNulls.ts'
import { WorkspaceError } from './workspaceError.ts'

export interface EndpointRouteDeps {
  registry: { admin: EndpointAdmin }
  database: Database
}

type Named = { Params: { name: string } }
type Entity = { Params: { name: string; entity: string } }

/**
 * Databricks' serving-endpoints API. Every answer is a JSON object, `{}` where there is nothing to say: MLflow reads each
 * as JSON. A query (`?o=<workspace>`) means nothing here.
 * https://docs.databricks.com/api/workspace/servingendpoints
 */
export async function endpointRoutes(
  app: FastifyInstance,
  { registry: { admin }, database }: EndpointRouteDeps,
): Promise<void> {
  app.setErrorHandler((error) => {
    throw asEndpointError(error)
  })
  const root = '/api/2.0/serving-endpoints'
  const one = `${root}/:name`

  // The SDK asks without the slash, MLflow with it; a redirect would cost MLflow its method.
  for (const url of [root, `${root}/`]) {
    app.get(url, () => ({ endpoints: admin.list().map(endpointSummary) }))
    app.post(url, (request) => admin.create(createEndpointSchema.parse(read(request))).then(endpointDetail))
  }
  app.get<Named>(one, ({ params }) => endpointDetail(admin.get(params.name)))
  app.put<Named>(`${one}/config`, async (request) =>
    endpointDetail(await admin.setConfig(request.params.name, endpointConfigSchema.parse(read(request)))),
  )
  app.delete<Named>(one, async ({ params }) => {
    await admin.remove(params.name)
    return {}
  })
  app.patch<Named>(`${one}/tags`, async (request) => {
    const { stored } = await admin.changeTags(request.params.name, tagsPatchSchema.parse(read(request)))
    return { tags: stored?.document.tags ?? [] }
  })
  app.put<Named>(`${one}/rate-limits`, async (request) => {
    const { rate_limits: limits = [] } = rateLimitsSchema.parse(read(request))
    await admin.setRateLimits(request.params.name, limits)
    return { rate_limits: limits }
  })
  app.put<Named>(`${one}/ai-gateway`, async (request) => {
    const gateway = aiGatewaySchema.parse(read(request))
    await admin.setAiGateway(request.params.name, gateway)
    return gateway
  })
  app.patch<Named>(`${one}/notifications`, async (request) => {
    const { email_notifications: notifications = {} } = notificationsSchema.parse(read(request))
    await admin.setNotifications(request.params.name, notifications)
    return { name: request.params.name, email_notifications: notifications }
  })
  app.get<Named>(`${one}/openapi`, ({ params, headers }) =>
    endpointOpenApi(admin.get(params.name).endpoint, `http://${headers.host}`),
  )
  app.get<Named>(`${one}/metrics`, async ({ params }, reply) => {
    const { name } = admin.get(params.name).endpoint
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await endpointMetrics(database, name))
  })
  for (const kind of ['logs', 'build-logs'])
    app.get<Entity>(`${one}/served-models/:entity/${kind}`, ({ params }) => {
      const { endpoint, definition } = admin.get(params.name)
      const names = definition?.entities.map(({ name }) => name) ?? [endpoint.name]
      if (!names.includes(params.entity))
        throw new WorkspaceError(
          404,
          'RESOURCE_DOES_NOT_EXIST',
          `Endpoint '${params.name}' has no served entity '${params.entity}'.`,
        )
      throw new WorkspaceError(
        400,
        'INVALID_PARAMETER_VALUE',
        `The served entity '${params.entity}' has no ${kind === 'logs' ? '' : 'build '}logs: no container is built or run for it.`,
      )
    })
  // The SDK does not escape names, and a model's own name may hold a slash.
  app.get<{ Params: { '*': string } }>(`${root}/*`, ({ params }) => endpointDetail(admin.get(params['*'])))
}

function read(request: FastifyRequest): unknown {
  return withoutNulls(readJson(request))
}

/** Databricks' names for what can go wrong with an endpoint, where they differ from those of an invocation. */
function asEndpointError(error: unknown): unknown {
  if (!(error instanceof FailureError)) return error
  const { kind, message } = error.failure
  switch (kind) {
    case 'not-found':
      return new WorkspaceError(404, 'RESOURCE_DOES_NOT_EXIST', message)
    case 'conflict':
      return message.endsWith('already exists.')
        ? new WorkspaceError(409, 'RESOURCE_ALREADY_EXISTS', message)
        : new WorkspaceError(409, 'RESOURCE_CONFLICT', message)
    case 'bad-request':
    case 'address-refused':
      return new WorkspaceError(400, 'INVALID_PARAMETER_VALUE', message)
    default:
      return error
  }
}
