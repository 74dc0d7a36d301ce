import type { FastifyInstance } from 'fastify'
import { trafficSchema, type EndpointsAnswer } from '../contract/endpoint.ts'
import type { EndpointRegistry } from '../endpoints/registry.ts'

export function endpointRoutes(app: FastifyInstance, { registry }: { registry: EndpointRegistry }): void {
  app.get('/api/endpoints', (): EndpointsAnswer => registry.answer())

  /** One that was created over the API; the others are removed where they come from. */
  app.delete<{ Params: { name: string } }>('/api/endpoints/:name', async ({ params }, reply) => {
    await registry.admin.remove(params.name)
    return reply.code(204).send()
  })

  app.put<{ Params: { name: string } }>('/api/endpoints/:name/traffic', async ({ params, body }, reply) => {
    await registry.admin.setTraffic(params.name, trafficSchema.parse(body))
    return reply.code(204).send()
  })

  /** Looks again for local servers and at every upstream's list; answers when that is done. */
  app.post('/api/endpoints/discover', async (): Promise<EndpointsAnswer> => {
    await registry.discover()
    return registry.answer()
  })
}
