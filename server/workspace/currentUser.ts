import type { FastifyInstance } from 'fastify'
import type { WorkspaceIdentity } from '../store/workspaceIdentity.ts'
import { localUser } from './servingEndpointAnswer.ts'

/** `w.current_user.me()`; `w.get_workspace_id()` reads the header. https://docs.databricks.com/api/workspace/currentuser */
export function currentUserRoute(app: FastifyInstance, { access }: { access: { identity: WorkspaceIdentity } }): void {
  app.get('/api/2.0/preview/scim/v2/Me', ({ requester }, reply) => {
    reply.header('x-databricks-org-id', access.identity.workspaceId)
    const name = requester ?? localUser
    return {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      id: access.identity.workspaceId,
      userName: name,
      displayName: name,
      active: true,
      emails: [{ type: 'work', value: localUser, primary: true }],
      groups: [],
    }
  })
}
