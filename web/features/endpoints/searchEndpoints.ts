import type { Endpoint } from '../../../server/contract/endpoint.ts'

/** Every word must occur in the endpoint's name, model, provider, or in `groupName`. */
export function searchEndpoints(endpoints: Endpoint[], find: string, groupName: string): Endpoint[] {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean)
  return endpoints.filter(({ name, model, providerLabel }) => {
    const text = `${name} ${model} ${providerLabel} ${groupName}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
