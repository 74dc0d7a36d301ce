import type { IncomingMessage, ServerResponse } from 'node:http'
import { waitOpen, type Gate } from './pace.ts'
import { refuse } from './refuse.ts'
import type { Script } from './script.ts'

interface EmbedRequest {
  model?: string
  input?: unknown
  dimensions?: number
  encoding_format?: string
}

interface Embedding {
  request: IncomingMessage
  response: ServerResponse
  script: Script
  gate: Gate
  body: EmbedRequest
}

/**
 * Unit vectors made of the words of a text: the same text always gives the same vector, texts that share words are near.
 * `width` dimensions (8), unless the request asks for others.
 */
export async function embed({ request, response, script, gate, body }: Embedding): Promise<void> {
  const { words } = script
  if (words.has('hold-headers')) await gate.hold(response)
  if (words.has('slow-headers')) await waitOpen(response, script.ms)
  if (words.has('silent')) return waitOpen(response, 2 ** 31 - 1)
  if (response.destroyed) return
  if (script.status !== undefined) return refuse(response, script, script.status, request.headers.authorization)
  const inputs = (Array.isArray(body.input) ? body.input : [body.input ?? '']).map(String)
  if (words.has('refuse-bad') && inputs.some((text) => text.includes('bad')))
    return refuse(response, script, 422, request.headers.authorization)
  if (words.has('no-base64') && body.encoding_format === 'base64')
    return refuse(response, script, 400, request.headers.authorization)
  const width = Math.min(body.dimensions ?? script.width, 4096)
  const isBatch = inputs.length > 1
  const data = inputs.map((text, index) => {
    const vector = misshapen(vectorOf(text, width, script), index, isBatch, words)
    return { object: 'embedding', index, embedding: body.encoding_format === 'base64' ? toBase64(vector) : vector }
  })
  if (words.has('missing')) data.pop()
  const count = inputs.reduce((sum, text) => sum + wordsOf(text).length, 0)
  const usage = { prompt_tokens: count, total_tokens: count }
  const json = JSON.stringify({ object: 'list', model: body.model, data, usage })
  response.writeHead(200, { 'content-type': 'application/json' })
  // As Python writes it.
  response.end(words.has('nan') ? json.replaceAll('null', 'NaN') : json)
}

/** What a word of the model's name does to the vectors of one answer. */
function misshapen(vector: number[], index: number, isBatch: boolean, words: Set<string>): (number | null)[] {
  const isSecond = index === 1
  if (words.has('nan') && isSecond) return vector.map((value, at) => (at === 2 ? null : value))
  if (words.has('zero') && isSecond) return vector.map(() => 0)
  if (words.has('wrong-dimension') && isSecond) return vector.slice(0, -1)
  if (words.has('constant')) return vector.map((value, at) => (at < 3 ? 0.25 : value))
  if (words.has('not-unit')) return vector.map((value) => value * 3)
  if (words.has('batch-noise') && isBatch) return vector.map((value, at) => value + (at % 2 === 0 ? 0.02 : -0.02))
  return vector
}

function vectorOf(text: string, width: number, { seed, tokens, words }: Script): number[] {
  const seen = wordsOf(text)
  const sum = Array.from({ length: width }, () => 0)
  for (const word of words.has('truncate') ? seen.slice(0, tokens) : seen) {
    const next = randomOf(hashOf(`${seed}:${word}`))
    for (let at = 0; at < width; at++) sum[at] = (sum[at] ?? 0) + next() - 0.5
  }
  const norm = Math.hypot(...sum)
  return norm === 0 ? sum : sum.map((value) => value / norm)
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text]
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}

/** mulberry32: fast and the same everywhere. */
function randomOf(state: number): () => number {
  let value = state
  return () => {
    value = (value + 0x6d2b79f5) | 0
    let mixed = Math.imul(value ^ (value >>> 15), 1 | value)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function toBase64(vector: (number | null)[]): string {
  return Buffer.from(Float32Array.from(vector, (value) => value ?? NaN).buffer).toString('base64')
}
