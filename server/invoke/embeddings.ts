import type { EmbeddingRequest } from '../contract/embedding.ts'
import { FailureError } from '../contract/failure.ts'
import { emptyReply, reduceReply } from '../contract/reply.ts'
import type { VectorFrame } from '../contract/vectorFrame.ts'
import { readVectors, type ReadVectors } from './embeddingVectors.ts'
import { runInvocation } from './runInvocation.ts'
import type { InvocationRecorder, ResolveTarget, Served } from './target.ts'

/** One batch of texts to vectors. Rejects with FailureError; after an abort nobody reads the answer. */
export type Embed = (request: EmbeddingRequest, signal: AbortSignal) => Promise<VectorFrame>

interface Dependencies {
  resolve: ResolveTarget
  recorder: InvocationRecorder
  clock: { nowMs: () => number; now: () => Date }
}

/**
 * An embeddings invocation like any other (split, fallback, timing, record), but its answer is kept as numbers: the
 * record holds the first of each vector only, or a page of 10,000 texts would be stored twice, once as text.
 */
export function createEmbed({ resolve, recorder, clock }: Dependencies): Embed {
  return async (request, signal) => {
    const { endpoint, body, textIds } = request
    if (body.input.length !== textIds.length)
      throw new FailureError({ kind: 'bad-request', message: 'Every text needs one id.', isRetryable: false })
    const target = resolve(endpoint, 'llm/v1/embeddings')
    const { served } = target
    recorder.begin({
      id: request.id,
      runId: request.id,
      sessionId: request.sessionId ?? null,
      endpoint,
      model: served.model,
      servedModel: served.name,
      providerLabel: served.providerLabel,
      task: 'llm/v1/embeddings',
      startedAt: clock.now().toISOString(),
      requestBody: body,
    })
    let read: ReadVectors | undefined
    const reading = (one: Served): Served => ({
      ...one,
      adapter: (call, sink, upstreamSignal) =>
        one.adapter(
          call,
          {
            ...sink,
            onBody(text) {
              read = readVectors(text, textIds.length)
              sink.onBody(read?.shortened ?? text)
            },
          },
          upstreamSignal,
        ),
    })
    const startedAtMs = clock.nowMs()
    let reply = emptyReply
    const recording = await runInvocation({
      served: reading(served),
      fallbacks: target.fallbacks.map(reading),
      namesServed: (target.endpoint.served?.length ?? 0) > 1,
      task: 'llm/v1/embeddings',
      body,
      signal,
      nowMs: clock.nowMs,
      runStartedAtMs: startedAtMs,
      requestedAtMs: startedAtMs,
      emit: (event) => (reply = reduceReply(reply, event)),
      pressure: () => undefined,
    })
    recorder.end(request.id, { ...recording, reply })
    if (reply.failure !== undefined) throw new FailureError(reply.failure)
    if (read === undefined) throw noVectors(served.providerLabel)
    const ms = reply.timings?.msTotal
    return {
      header: {
        invocationId: request.id,
        textIds,
        dimensions: read.rows.map((row) => row?.length ?? 0),
        ...read.usage,
        ...(ms !== undefined && { ms: Math.round(ms) }),
      },
      values: joined(read.rows),
    }
  }
}

function joined(rows: (Float32Array | undefined)[]): Float32Array {
  const values = new Float32Array(rows.reduce((sum, row) => sum + (row?.length ?? 0), 0))
  let at = 0
  for (const row of rows) {
    if (row === undefined) continue
    values.set(row, at)
    at += row.length
  }
  return values
}

function noVectors(label: string): FailureError {
  const message = `${label} answered without vectors. Check in the inspector what came, and whether the endpoint embeds.`
  return new FailureError({ kind: 'answer-invalid', message, isRetryable: false })
}
