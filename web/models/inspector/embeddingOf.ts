import type { EmbedDocument } from '../../../server/contract/embedDocument.ts'
import type { Invocation } from '../../../server/contract/invocation.ts'
import { maxTexts } from '../../../server/contract/limits.ts'
import { objectOf } from './documentOf.ts'

/** An Embed page with this request's texts, at the same endpoint. Undefined where it embedded no texts. */
export function embeddingOf(
  { requestBody, endpoint, task }: Invocation,
  newId: () => string,
): { document: EmbedDocument } | undefined {
  const body = task === 'llm/v1/embeddings' ? objectOf(requestBody) : undefined
  const given = typeof body?.['input'] === 'string' ? [body['input']] : body?.['input']
  if (body === undefined || !Array.isArray(given) || !given.every((text) => typeof text === 'string')) return undefined
  const { input: _, model: __, encoding_format: ___, client_request_id: ____, ...further } = body
  return {
    document: {
      page: 'embed',
      texts: given.slice(0, maxTexts).map((text, index) => ({ id: index, text })),
      models: [
        {
          id: newId(),
          endpoint,
          hue: 0,
          prefix: '',
          extra: Object.keys(further).length === 0 ? '' : JSON.stringify(further, null, 2),
          vectorsId: newId(),
          isNormalised: false,
        },
      ],
      metric: 'cosine',
      tolerance: 1e-3,
      neighbours: 3,
      batchSize: 64,
      query: '',
    },
  }
}
