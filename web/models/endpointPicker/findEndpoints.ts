import type { Endpoint } from '../../../server/contract/endpoint.ts'
import { taskLabel, whyUnusable, type PickedTask } from './whyUnusable.ts'

export interface EndpointChoice {
  endpoint: Endpoint
  /** Why it cannot be chosen. */
  reason?: string
}

/** Every word must occur in the name, model, provider or task. Usable ones first, otherwise in the given order. */
export function findEndpoints(endpoints: Endpoint[], search: string, task: PickedTask): EndpointChoice[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const choices: EndpointChoice[] = []
  for (const endpoint of endpoints) {
    const text =
      `${endpoint.name} ${endpoint.model} ${endpoint.providerLabel} ${taskLabel(endpoint.tasks)}`.toLowerCase()
    if (words.every((word) => text.includes(word))) choices.push({ endpoint, reason: whyUnusable(endpoint, task) })
  }
  return [...choices.filter((choice) => !choice.reason), ...choices.filter((choice) => choice.reason)]
}
