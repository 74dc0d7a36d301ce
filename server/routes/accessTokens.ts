import type { FastifyInstance } from 'fastify'
import type { Access } from '../access/access.ts'
import { accessTokenDraftSchema, type AccessToken, type CreatedAccessToken } from '../contract/access.ts'

export function accessTokenRoutes(app: FastifyInstance, { access }: { access: Access }): void {
  app.get('/api/access-tokens', (): AccessToken[] => access.accessTokens())

  app.post('/api/access-tokens', async ({ body }, reply): Promise<CreatedAccessToken> => {
    const created = await access.createAccessToken(accessTokenDraftSchema.parse(body))
    reply.code(201)
    return created
  })

  app.delete<{ Params: { id: string } }>('/api/access-tokens/:id', async ({ params }, reply) => {
    await access.revokeAccessToken(params.id)
    return reply.code(204).send()
  })
}
