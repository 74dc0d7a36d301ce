import { rejected } from './generationRequest.ts'

export interface EmbeddingsRequest {
  texts: string[]
  format: 'float' | 'base64'
}

/** Texts one request may carry; OpenAI's own limit. */
const maxTexts = 2048

/** Reads a request to /embeddings. Throws `request-rejected` with the field's name. */
export function readEmbeddingsRequest(body: Record<string, unknown>): EmbeddingsRequest {
  const { input, encoding_format: format, dimensions } = body
  const texts: unknown[] = Array.isArray(input) ? input : [input]
  if (texts.length === 0 || texts.length > maxTexts) throw rejected('input', `must hold 1 to ${maxTexts} texts.`)
  if (format !== undefined && format !== null && format !== 'float' && format !== 'base64')
    throw rejected('encoding_format', 'must be float or base64.')
  if (dimensions !== undefined && dimensions !== null)
    throw rejected('dimensions', 'cannot be chosen: this model has one length.')
  return {
    texts: texts.map((text, index) => {
      if (typeof text === 'string' && text !== '') return text
      throw rejected(Array.isArray(input) ? `input.${index}` : 'input', 'must be text that is not empty.')
    }),
    format: format === 'base64' ? 'base64' : 'float',
  }
}

/** The whole body of an answer: rows of `vectors` = texts, columns = dimensions. */
export function embeddingsAnswer(
  { model, format, tokenCount }: { model: string; format: 'float' | 'base64'; tokenCount: number },
  vectors: number[][],
): string {
  const data = vectors.map((vector, index) => ({
    object: 'embedding',
    index,
    embedding: format === 'base64' ? toBase64(vector) : vector,
  }))
  return JSON.stringify({
    object: 'list',
    data,
    model,
    usage: { prompt_tokens: tokenCount, total_tokens: tokenCount },
  })
}

/** 32-bit floats, little-endian, whatever this machine's own order is. */
function toBase64(vector: number[]): string {
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4)
  return bytes.toString('base64')
}
