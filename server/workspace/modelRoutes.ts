import type { FastifyInstance } from 'fastify'
import type { Endpoint } from '../contract/endpoint.ts'
import type { EndpointRegistry } from '../endpoints/registry.ts'
import { openAiBases } from './invocationRoutes.ts'
import { WorkspaceError } from './workspaceError.ts'

/** The endpoints that can be asked now, as OpenAI lists models: what tools that know only OpenAI choose from. */
export function modelRoutes(app: FastifyInstance, { registry }: { registry: EndpointRegistry }): void {
  const ready = () => registry.answer().endpoints.filter(({ state }) => state.type === 'ready')
  for (const base of openAiBases) {
    app.get(`${base}/models`, () => ({ object: 'list', data: ready().map(shownModel) }))
    // Names may hold slashes, which clients do not always escape.
    app.get<{ Params: { '*': string } }>(`${base}/models/*`, ({ params }) => {
      const endpoint = ready().find(({ name }) => name === params['*'])
      if (endpoint !== undefined) return shownModel(endpoint)
      throw new WorkspaceError(
        404,
        'RESOURCE_DOES_NOT_EXIST',
        `There is no endpoint named ${params['*']} that is ready.`,
      )
    })
  }
}

function shownModel({ name, providerLabel }: Endpoint) {
  return { id: name, object: 'model', created: 0, owned_by: providerLabel }
}
