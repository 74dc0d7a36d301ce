import type { FastifyInstance } from 'fastify'
import {
  upstreamDraftSchema,
  upstreamTestSchema,
  type Upstream,
  type UpstreamModel,
  type UpstreamTest,
} from '../contract/endpoint.ts'
import type { EndpointRegistry } from '../endpoints/registry.ts'

type WithId = { Params: { id: string } }

export function upstreamRoutes(app: FastifyInstance, { registry }: { registry: EndpointRegistry }): void {
  app.post('/api/upstreams', async ({ body }, reply): Promise<Upstream> => {
    const upstream = await registry.add(upstreamDraftSchema.parse(body))
    reply.code(201)
    return upstream
  })

  app.post('/api/upstreams/test', async ({ body }): Promise<UpstreamTest> =>
    registry.test(upstreamTestSchema.parse(body)),
  )

  app.put<WithId>('/api/upstreams/:id', async ({ params, body }): Promise<Upstream> =>
    registry.edit(params.id, upstreamDraftSchema.parse(body)),
  )

  app.delete<WithId>('/api/upstreams/:id', async ({ params }, reply) => {
    await registry.remove(params.id)
    return reply.code(204).send()
  })

  app.get<WithId>('/api/upstreams/:id/models', async ({ params }): Promise<UpstreamModel[]> =>
    registry.models(params.id),
  )
}
