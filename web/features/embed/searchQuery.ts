import { create } from 'zustand'
import { decodeVectorFrames } from '../../../server/contract/vectorFrame.ts'
import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import { embedBatch } from '../../api/embeddings.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { readExtra } from '../../models/requestBody/readExtra.ts'
import type { Workbench } from './workbench.ts'

/** The vectors of the typed query, by model id; looked at, not kept. */
interface QueryVectors {
  text: string | undefined
  vectors: Record<string, Float32Array>
  failures: Record<string, string>
}

export const useQueryVectors = create<QueryVectors>(() => ({ text: undefined, vectors: {}, failures: {} }))

/** Embeds the query with every model, as it was typed: a model that wants “query: ” before it gets what the person writes. */
export async function searchQuery({ sessionId }: Workbench, models: EmbedModel[], text: string): Promise<void> {
  useQueryVectors.setState({ text, vectors: {}, failures: {} })
  const asked = models.map(async ({ id, endpoint, extra }) => {
    if (endpoint === null) return
    try {
      const body = { ...readExtra(extra), input: [text] }
      const request = { id: crypto.randomUUID(), sessionId, endpoint, body, textIds: [0] }
      const [frame] = decodeVectorFrames(await embedBatch(request, new AbortController().signal))
      if (useQueryVectors.getState().text !== text || !frame) return
      useQueryVectors.setState(({ vectors }) => ({ vectors: { ...vectors, [id]: frame.values } }))
    } catch (error) {
      useQueryVectors.setState(({ failures }) => ({ failures: { ...failures, [id]: failureMessage(error) } }))
    }
  })
  await Promise.all(asked)
}
