import { decodeVectorFrames } from '../../../server/contract/vectorFrame.ts'
import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import { embedBatch } from '../../api/embeddings.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { formatCount } from '../../ui/formatNumber.ts'
import { cosine } from '../../vectors/measures.ts'
import { readExtra } from '../../models/requestBody/readExtra.ts'

/** What asking an endpoint in two ways showed. */
export interface Finding {
  name: string
  verdict: 'good' | 'warn' | 'bad'
  words: string
}

interface ProbeTarget {
  model: EmbedModel
  sessionId: string
  signal: AbortSignal
}

/** Each probe asks the endpoint; one that is refused is a finding too. */
export const probes = [batchAgainstSingle, longInput, base64AgainstFloat]

async function batchAgainstSingle(target: ProbeTarget): Promise<Finding> {
  const name = 'Batch against single'
  const texts = ['My card was charged twice.', 'Where is my parcel, and when will it come at last?', 'Thanks']
  const together = await vectorsOf(target, texts)
  const alone = await Promise.all(texts.map(async (text) => (await vectorsOf(target, [text]))[0]))
  const angles = texts.map((_, at) => angleOf(together[at], alone[at]))
  const least = Math.min(...angles)
  if (Number.isNaN(least)) return { name, verdict: 'bad', words: 'The vectors have different lengths, or none came.' }
  const largest = Math.max(...texts.map((_, at) => differenceOf(together[at], alone[at])))
  if (largest === 0) return { name, verdict: 'good', words: 'A text gets the very same vector alone and in a batch.' }
  const words = `Cosine ${least.toFixed(6)} between alone and in a batch; largest difference ${largest.toExponential(1)}.`
  return { name, verdict: least > 0.9999 ? 'good' : 'bad', words }
}

/** Words until the end of a text that is tried; each about one token. */
const lengths = [64, 256, 1024, 4096]

async function longInput(target: ProbeTarget): Promise<Finding> {
  const name = 'Long input'
  let read = 0
  for (const length of lengths) {
    const start = Array.from({ length }, (_, at) => fillers[at % fillers.length]).join(' ')
    let vectors: (Float32Array | undefined)[]
    try {
      vectors = await vectorsOf(target, [`${start} rockets leave for the moon`, `${start} soup needs more salt`])
    } catch (error) {
      if (target.signal.aborted || read === 0) throw error
      return {
        name,
        verdict: 'good',
        words: `Reads ${formatCount(read)} words; refuses ${formatCount(length)}: ${failureMessage(error)}`,
      }
    }
    if (differenceOf(vectors[0], vectors[1]) === 0)
      return {
        name,
        verdict: 'warn',
        words: `Cuts silently: after ${formatCount(length)} words another ending changes nothing${read > 0 ? `, after ${formatCount(read)} it does` : ''}.`,
      }
    read = length
  }
  return { name, verdict: 'good', words: `Another ending after ${formatCount(read)} words still changes the vector.` }
}

const fillers = ['the', 'river', 'ran', 'past', 'old', 'stone', 'walls', 'and', 'quiet', 'fields', 'until', 'night']

async function base64AgainstFloat(target: ProbeTarget): Promise<Finding> {
  const name = 'Base64 against float'
  const texts = ['My card was charged twice.', 'Where is my parcel?']
  const floats = await vectorsOf(target, texts, { encoding_format: 'float' })
  let encoded: (Float32Array | undefined)[]
  try {
    encoded = await vectorsOf(target, texts, { encoding_format: 'base64' })
  } catch (error) {
    if (target.signal.aborted) throw error
    return { name, verdict: 'warn', words: `Base64 is refused: ${failureMessage(error)}` }
  }
  const largest = Math.max(...texts.map((_, at) => differenceOf(floats[at], encoded[at])))
  if (Number.isNaN(largest)) return { name, verdict: 'bad', words: 'The vectors have different lengths, or none came.' }
  if (largest < 1e-6) return { name, verdict: 'good', words: 'Both encodings hold the same numbers.' }
  return { name, verdict: 'bad', words: `The encodings differ by up to ${largest.toExponential(1)}.` }
}

async function vectorsOf(
  { model, sessionId, signal }: ProbeTarget,
  texts: string[],
  fields: object = {},
): Promise<(Float32Array | undefined)[]> {
  const input = texts.map((text) => model.prefix + text)
  const body = { ...readExtra(model.extra), ...fields, input }
  const textIds = texts.map((_, at) => at)
  const request = { id: crypto.randomUUID(), sessionId, endpoint: model.endpoint ?? '', body, textIds }
  const [frame] = decodeVectorFrames(await embedBatch(request, signal))
  if (!frame) return []
  let start = 0
  return frame.header.dimensions.map((length) => {
    const vector = frame.values.subarray(start, start + length)
    start += length
    return length > 0 ? vector : undefined
  })
}

function angleOf(one: Float32Array | undefined, other: Float32Array | undefined): number {
  if (!one || one.length !== other?.length) return NaN
  return cosine(one, other) ?? NaN
}

function differenceOf(one: Float32Array | undefined, other: Float32Array | undefined): number {
  if (!one || one.length !== other?.length) return NaN
  let largest = 0
  for (const [at, value] of one.entries()) largest = Math.max(largest, Math.abs(value - (other[at] ?? NaN)))
  return largest
}
