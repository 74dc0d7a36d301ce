import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { FailureError } from '../../contract/failure.ts'
import type { Adapter } from '../adapter.ts'
import { embeddingsAnswer, readEmbeddingsRequest } from './embeddingsRequest.ts'
import type { EmbeddingJob, EmbeddingResult } from './embeddingWorker.ts'

export const sentenceEncoderName = 'universal-sentence-encoder-lite'

export interface SentenceEncoder {
  adapter: Adapter
  close(): void
}

/** Texts embedded at once: an abort waits for no more than these. */
const batchSize = 32

type Vectors = EmbeddingResult & { type: 'vectors' }

/** Universal Sentence Encoder Lite, 512 dimensions. Its worker starts with the first call and again after it died. */
export function createSentenceEncoder(): SentenceEncoder {
  const jobs = new Map<number, PromiseWithResolvers<Vectors>>()
  let worker: Worker | undefined
  let lastId = 0

  return {
    async adapter(call, sink, signal) {
      signal.throwIfAborted()
      const body = { ...call.body, model: call.model }
      const { texts, format } = readEmbeddingsRequest(body)
      sink.onSent({
        method: 'LOCAL',
        url: `local:${sentenceEncoderName}`,
        headers: {},
        body: JSON.stringify(body),
      })
      const vectors: number[][] = []
      let tokenCount = 0
      for (let start = 0; start < texts.length; start += batchSize) {
        const batch = await embed(texts.slice(start, start + batchSize))
        signal.throwIfAborted()
        vectors.push(...batch.vectors)
        tokenCount += batch.tokenCount
      }
      sink.onAnswered(200, {})
      sink.onBody(embeddingsAnswer({ model: sentenceEncoderName, format, tokenCount }, vectors))
    },
    close() {
      void worker?.terminate()
    },
  }

  function embed(texts: string[]): Promise<Vectors> {
    const id = ++lastId
    const job = Promise.withResolvers<Vectors>()
    jobs.set(id, job)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
    start().postMessage({ id, texts } satisfies EmbeddingJob)
    return job.promise
  }

  function start(): Worker {
    if (worker !== undefined) return worker
    const started = new Worker(path.join(import.meta.dirname, 'embeddingWorker.ts'), { execArgv: [] })
    // An idle worker must not keep the process alive.
    started.unref()
    started.on('message', (result: EmbeddingResult) => {
      const job = jobs.get(result.id)
      jobs.delete(result.id)
      if (result.type === 'vectors') job?.resolve(result)
      else job?.reject(crashed(result.message))
    })
    started.on('error', (error) => failAll(error instanceof Error ? error.message : String(error)))
    started.on('exit', () => {
      if (worker === started) worker = undefined
      failAll('its thread ended')
    })
    worker = started
    return started
  }

  function failAll(words: string): void {
    for (const job of jobs.values()) job.reject(crashed(words))
    jobs.clear()
  }
}

function crashed(words: string): FailureError {
  const message = `The local embedding model failed: ${words}. Retry; it starts again.`
  return new FailureError({ kind: 'model-crashed', message, isRetryable: true })
}
