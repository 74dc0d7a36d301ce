import type { FastifyInstance } from 'fastify'
import type { EndpointAdmin } from '../endpoints/endpointAdmin.ts'
import { localUser } from './servingEndpointAnswer.ts'
import { WorkspaceError } from './workspaceError.ts'

type WithId = { Params: { id: string } }

/**
 * Who may do what with an endpoint: whoever may come in may do everything, and that cannot be changed here.
 * https://docs.databricks.com/api/workspace/servingendpoints/getpermissions
 */
export function permissionRoutes(app: FastifyInstance, { registry }: { registry: { admin: EndpointAdmin } }): void {
  const url = '/api/2.0/permissions/serving-endpoints/:id'
  app.get<WithId>(url, ({ params: { id } }) => ({
    object_id: `/serving-endpoints/${known(id)}`,
    object_type: 'serving-endpoint',
    access_control_list: [
      {
        user_name: localUser,
        display_name: localUser,
        all_permissions: [{ permission_level: 'CAN_MANAGE', inherited: false }],
      },
    ],
  }))
  app.get<WithId>(`${url}/permissionLevels`, ({ params: { id } }) => {
    known(id)
    return {
      permission_levels: [
        { permission_level: 'CAN_MANAGE', description: 'Can query, change and delete the endpoint' },
        { permission_level: 'CAN_QUERY', description: 'Can query the endpoint' },
        { permission_level: 'CAN_VIEW', description: 'Can view the endpoint' },
      ],
    }
  })
  app.route<WithId>({
    method: ['PUT', 'PATCH'],
    url,
    handler({ params: { id } }) {
      known(id)
      throw new WorkspaceError(
        400,
        'INVALID_PARAMETER_VALUE',
        'Permissions cannot be changed: whoever may use this server may use all of its endpoints.',
      )
    },
  })

  function known(id: string): string {
    if (registry.admin.list().some((endpoint) => endpoint.id === id)) return id
    throw new WorkspaceError(404, 'RESOURCE_DOES_NOT_EXIST', `Endpoint with id '${id}' does not exist.`)
  }
}
