import type { FastifyInstance } from 'fastify'
import type { EndpointsAnswer } from '../contract/endpoint.ts'
import type { EndpointRegistry } from '../endpoints/registry.ts'

export function endpointRoutes(app: FastifyInstance, { registry }: { registry: EndpointRegistry }): void {
  app.get('/api/endpoints', (): EndpointsAnswer => registry.answer())

  /** Looks again for local servers and at every upstream's list; answers when that is done. */
  app.post('/api/endpoints/discover', async (): Promise<EndpointsAnswer> => {
    await registry.discover()
    return registry.answer()
  })
}
