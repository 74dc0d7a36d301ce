import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { embeddingRequestSchema, vectorsQuerySchema } from '../contract/embedding.ts'
import { FailureError } from '../contract/failure.ts'
import { maxRunBodyBytes, maxVectorUploadBytes } from '../contract/limits.ts'
import { idSchema } from '../contract/run.ts'
import { decodeVectorFrames, encodeVectorFrame, type VectorFrame } from '../contract/vectorFrame.ts'
import type { Embed } from '../invoke/embeddings.ts'
import type { Database } from '../store/database.ts'
import { whyNotSaved } from '../store/storeError.ts'
import { keepVectors, readVectorFrames } from '../store/vectors.ts'

interface Deps {
  embed: Embed
  database: Database
  now: () => Date
}

const binary = 'application/octet-stream'

export function embeddingRoutes(app: FastifyInstance, { embed, database, now }: Deps): void {
  app.post('/api/embeddings', { bodyLimit: maxRunBodyBytes }, async (request, reply) => {
    const asked = embeddingRequestSchema.parse(request.body)
    const stop = new AbortController()
    reply.raw.on('close', () => stop.abort())
    const frame = await embed(asked, stop.signal).catch((error: unknown) => {
      if (error instanceof FailureError) return error.failure
      throw error
    })
    // What an upstream did is the answer, not a failure of this request.
    if ('kind' in frame) return reply.send({ failure: frame })
    const { vectorsId, id, sessionId = null } = asked
    if (vectorsId !== undefined)
      await kept(() => keepVectors(database, { id, vectorsId, sessionId, now: now() }, [frame]))
    return reply.type(binary).send(Buffer.from(encodeVectorFrame(frame).buffer))
  })

  app.get<{ Params: { vectorsId: string } }>('/api/vectors/:vectorsId', async ({ params }, reply) =>
    reply.type(binary).send(Readable.from(readVectorFrames(database, idOf(params.vectorsId)))),
  )

  void app.register(async (uploads) => {
    uploads.addContentTypeParser(binary, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    uploads.put<{ Params: { vectorsId: string; blockId: string } }>(
      '/api/vectors/:vectorsId/:blockId',
      { bodyLimit: maxVectorUploadBytes, config: { takesTypes: [binary] } },
      async ({ params, query, body }, reply) => {
        const { sessionId = null } = vectorsQuerySchema.parse(query)
        const block = { id: idOf(params.blockId), vectorsId: idOf(params.vectorsId), sessionId, now: now() }
        const frames = framesOf(body)
        await kept(() => keepVectors(database, block, frames))
        return reply.code(204).send()
      },
    )
  })
}

function framesOf(body: unknown): VectorFrame[] {
  try {
    if (body instanceof Uint8Array) return decodeVectorFrames(body)
  } catch (error) {
    const message = error instanceof RangeError ? error.message : 'These bytes are no vectors.'
    throw new FailureError({ kind: 'bad-request', message, isRetryable: false }, { cause: error })
  }
  throw new FailureError({ kind: 'bad-request', message: 'There are no vectors in this request.', isRetryable: false })
}

function idOf(text: string): string {
  const parsed = idSchema.safeParse(text)
  if (!parsed.success)
    throw new FailureError({ kind: 'not-found', message: 'There are no such vectors.', isRetryable: false })
  return parsed.data
}

async function kept(write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    const message = `The vectors were not saved: ${whyNotSaved(error)}.`
    throw new FailureError({ kind: 'not-saved', message, isRetryable: true }, { cause: error })
  }
}
