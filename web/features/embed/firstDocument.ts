import type { EmbedDocument, EmbedModel } from '../../../server/contract/embedDocument.ts'
import type { Endpoint } from '../../../server/contract/endpoint.ts'
import { defaultTolerance } from '../../vectors/measures.ts'

export const untitled = 'New embedding'

export const emptyDocument: EmbedDocument = {
  page: 'embed',
  texts: [],
  models: [],
  metric: 'cosine',
  tolerance: defaultTolerance,
  neighbours: 3,
  // Databricks takes 150 texts in a request, Gemini 100, a local model is quickest around 32.
  batchSize: 64,
  query: '',
}

/** A new page begins with the first endpoint that embeds now; echo stands in only where there is no model. */
export function firstDocument(endpoints: readonly Endpoint[], newId: () => string): EmbedDocument {
  const able = endpoints.filter(({ tasks, state }) => tasks.includes('llm/v1/embeddings') && state.type === 'ready')
  const isEcho = ({ name, source }: Endpoint) => name === 'echo' && source === 'built-in'
  const first = able.find((endpoint) => !isEcho(endpoint)) ?? able[0]
  return { ...emptyDocument, models: [newModel(newId, first?.name ?? null, 0)] }
}

export function newModel(newId: () => string, endpoint: string | null, hue: number): EmbedModel {
  return { id: newId(), endpoint, hue, prefix: '', extra: '', vectorsId: newId(), isNormalised: false }
}
