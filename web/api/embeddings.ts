import type { EmbeddingRequest } from '../../server/contract/embedding.ts'
import { ApiError, failureOf, send } from './request.ts'

/** One batch; the bytes are one frame of vectors (`vectorFrame.ts`). Throws ApiError; aborting stops the upstream. */
export async function embedBatch(body: EmbeddingRequest, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  return bytesOf(await send('/api/embeddings', { method: 'POST', body, signal }))
}

/** Every frame that was kept under this id; empty where there is none. */
export async function readVectors(vectorsId: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  return bytesOf(await send(`/api/vectors/${vectorsId}`, { signal }))
}

/** Keeps frames that came from a file. */
export async function keepVectors(
  { vectorsId, sessionId }: { vectorsId: string; sessionId: string },
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const path = `/api/vectors/${vectorsId}/${crypto.randomUUID()}?sessionId=${sessionId}`
  await bytesOf(await send(path, { method: 'PUT', bytes }))
}

async function bytesOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const isBytes = response.headers.get('content-type')?.startsWith('application/octet-stream') ?? false
  if (!response.ok || (!isBytes && response.status !== 204))
    throw new ApiError(failureOf(response.status, await response.text()))
  return new Uint8Array(await response.arrayBuffer())
}
