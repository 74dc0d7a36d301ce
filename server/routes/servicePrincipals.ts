import type { FastifyInstance } from 'fastify'
import type { Access } from '../access/access.ts'
import { servicePrincipalDraftSchema, type CreatedServicePrincipal, type ServicePrincipal } from '../contract/access.ts'

export function servicePrincipalRoutes(app: FastifyInstance, { access }: { access: Access }): void {
  app.get('/api/service-principals', (): ServicePrincipal[] => access.servicePrincipals())

  app.post('/api/service-principals', async ({ body }, reply): Promise<CreatedServicePrincipal> => {
    const created = await access.createServicePrincipal(servicePrincipalDraftSchema.parse(body))
    reply.code(201)
    return created
  })

  app.delete<{ Params: { id: string } }>('/api/service-principals/:id', async ({ params }, reply) => {
    await access.revokeServicePrincipal(params.id)
    return reply.code(204).send()
  })
}
