import type { Usage } from '../contract/reply.ts'

/**
 * The vectors in an answer to an embeddings request, whatever its dialect:
 * OpenAI's `data[].embedding` (numbers, or base64 of float32), Ollama's `embeddings`, MLflow's `predictions`, an array of
 * arrays (text-embeddings-inference), Cohere's `embeddings.float`.
 */
export interface ReadVectors {
  /** In the order of the texts; undefined where the answer has none for a text. */
  rows: (Float32Array | undefined)[]
  usage: Pick<Usage, 'promptTokens'>
  /** The answer with all but the first numbers of each vector left out: readable, and small enough to keep. */
  shortened: string
}

/** Numbers of each vector that the record keeps. */
const keptNumbers = 8

/** Undefined where the text is no such answer: a refusal, a web page, a chat completion. */
export function readVectors(text: string, count: number): ReadVectors | undefined {
  const value = parse(text)
  const found = embeddingsOf(value)
  if (found === undefined) return undefined
  const rows: (Float32Array | undefined)[] = Array.from({ length: count })
  for (const [position, { index, embedding }] of found.entries()) {
    const at = index ?? position
    if (at >= 0 && at < count) rows[at] = toFloats(embedding)
  }
  return {
    rows,
    usage: usageOf(value),
    shortened: JSON.stringify(shorten(Array.isArray(value) ? { data: value } : value)),
  }
}

/** Python writes NaN and Infinity, which are not JSON: they count as missing numbers, not as a broken answer. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    try {
      return JSON.parse(text.replaceAll(/([[,]\s*)-?(?:NaN|Infinity)(?=\s*[,\]])/g, '$1null'))
    } catch {
      return undefined
    }
  }
}

interface Found {
  index?: number
  embedding: unknown
}

function embeddingsOf(value: unknown): Found[] | undefined {
  if (Array.isArray(value)) return vectorsIn(value)
  if (!isFields(value)) return undefined
  const { data, embeddings, embedding, predictions } = value
  if (Array.isArray(data) && data.every((item) => isFields(item) && 'embedding' in item))
    return data.map((item: Record<string, unknown>) => ({
      embedding: item.embedding,
      ...(Number.isInteger(item.index) && { index: Number(item.index) }),
    }))
  if (isFields(embeddings)) return vectorsIn(embeddings.float)
  if (embedding !== undefined) return [{ embedding }]
  return vectorsIn(embeddings) ?? vectorsIn(predictions) ?? vectorsIn(data)
}

function vectorsIn(value: unknown): Found[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || !value.every((row) => Array.isArray(row))) return undefined
  return value.map((embedding) => ({ embedding }))
}

function toFloats(embedding: unknown): Float32Array | undefined {
  if (typeof embedding === 'string') {
    const bytes = Buffer.from(embedding, 'base64')
    if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined
    return new Float32Array(new Uint8Array(bytes).buffer)
  }
  if (!Array.isArray(embedding) || embedding.length === 0) return undefined
  // One vector inside an array of its own, as feature extraction endpoints answer.
  if (embedding.length === 1 && Array.isArray(embedding[0])) return toFloats(embedding[0])
  return Float32Array.from(embedding, (item) => (typeof item === 'number' ? item : NaN))
}

function usageOf(value: unknown): Pick<Usage, 'promptTokens'> {
  const usage = isFields(value) && isFields(value.usage) ? value.usage : undefined
  const count = usage?.prompt_tokens ?? usage?.total_tokens
  return typeof count === 'number' && Number.isFinite(count) ? { promptTokens: count } : {}
}

function shorten(value: unknown): unknown {
  if (typeof value === 'string')
    return value.length > 200 ? `${value.slice(0, 64)}… (${value.length} characters)` : value
  if (Array.isArray(value)) {
    if (value.length > keptNumbers && value.every((item) => typeof item === 'number' || item === null))
      return [...value.slice(0, keptNumbers), `… ${value.length - keptNumbers} more`]
    return value.map(shorten)
  }
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shorten(item)]))
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
