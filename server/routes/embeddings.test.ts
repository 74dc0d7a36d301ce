import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Endpoint } from '../contract/endpoint.ts'
import type { SessionSave } from '../contract/session.ts'
import { decodeVectorFrames, encodeVectorFrame } from '../contract/vectorFrame.ts'
import { errorAnswer } from '../errorAnswer.ts'
import { createEmbed } from '../invoke/embeddings.ts'
import type { Adapter } from '../providers/adapter.ts'
import { echoAdapter } from '../providers/echo.ts'
import type { Database } from '../store/database.ts'
import { openTestDatabase } from '../store/testDatabase.testing.ts'
import { readInvocation } from '../store/invocations.ts'
import { purgeDeleted } from '../store/purge.ts'
import { createRecorder, type Recorder } from '../store/recorder.ts'
import { deleteSession, duplicateSession, saveSession } from '../store/sessions.ts'
import { embeddingRoutes } from './embeddings.ts'

const endpoint: Endpoint = {
  name: 'echo',
  tasks: ['llm/v1/embeddings'],
  provider: 'local',
  providerLabel: 'This machine',
  model: 'echo',
  upstreamId: 'local',
  source: 'built-in',
  sourceDetail: '',
  state: { type: 'ready' },
}

describe('embedding routes', () => {
  let database: Database
  let recorder: Recorder
  let app: FastifyInstance
  let adapter: Adapter

  beforeEach(() => {
    adapter = echoAdapter
    database = openTestDatabase(path.join(mkdtempSync(path.join(tmpdir(), 'embed-')), 'data'))
    recorder = createRecorder(database)
    app = fastify()
    app.setErrorHandler((error, _request, reply) => {
      const { status, failure } = errorAnswer(error)
      return reply.code(status).send({ failure })
    })
    const served = { name: 'echo', model: 'echo', providerLabel: 'This machine', secrets: [] }
    const embed = createEmbed({
      resolve: () => ({ endpoint, served: { ...served, adapter }, fallbacks: [] }),
      recorder,
      clock: { nowMs: () => performance.now(), now: () => new Date() },
    })
    embeddingRoutes(app, { embed, database, now: () => new Date() })
  })

  afterEach(async () => {
    await app.close()
    await recorder.close()
    await database.destroy()
  })

  const ask = (change: object = {}) => {
    const body = { input: ['a cat', 'a dog'] }
    const payload = { id: randomUUID(), endpoint: 'echo', body, textIds: [7, 9], ...change }
    return app.inject({ method: 'POST', url: '/api/embeddings', payload })
  }
  const stored = async (vectorsId: string) => {
    const answer = await app.inject({ method: 'GET', url: `/api/vectors/${vectorsId}` })
    return decodeVectorFrames(answer.rawPayload)
  }

  it('answers with numbers, keeps them, and records the invocation without them', async () => {
    const [id, vectorsId] = [randomUUID(), randomUUID()]
    const answer = await ask({ id, vectorsId })
    expect(answer.headers['content-type']).toBe('application/octet-stream')
    const frames = decodeVectorFrames(answer.rawPayload)
    expect(frames[0]?.header).toMatchObject({
      invocationId: id,
      textIds: [7, 9],
      dimensions: [64, 64],
      promptTokens: 4,
    })
    expect(Math.hypot(...(frames[0]?.values.subarray(0, 64) ?? []))).toBeCloseTo(1)
    expect(await stored(vectorsId)).toEqual(frames)
    await recorder.flush()
    const invocation = await readInvocation(database, id)
    expect(invocation?.reply).toMatchObject({ status: 'done', usage: { promptTokens: 4 } })
    expect(invocation?.body).toContain('… 56 more')
  })

  it('keeps nothing that is only looked at', async () => {
    expect((await ask()).statusCode).toBe(200)
    expect(await database.selectFrom('vector_blocks').select('id').execute()).toEqual([])
  })

  it('says what a text has no vector for by a length of 0', async () => {
    adapter = async (_call, sink) => {
      sink.onSent({ method: 'POST', url: '', headers: {}, body: '' })
      sink.onAnswered(200, {})
      sink.onBody('{"data":[{"index":1,"embedding":[NaN,2]}]}')
    }
    const [frame] = decodeVectorFrames((await ask()).rawPayload)
    expect(frame?.header.dimensions).toEqual([0, 2])
    expect([...(frame?.values ?? [])]).toEqual([NaN, 2])
  })

  it('refuses an answer without vectors, a wrong count of ids, and bytes that are no vectors', async () => {
    adapter = async (_call, sink) => {
      sink.onSent({ method: 'POST', url: '', headers: {}, body: '' })
      sink.onAnswered(200, {})
      sink.onBody('{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}')
    }
    expect((await ask()).json()).toMatchObject({ failure: { kind: 'answer-invalid' } })
    expect((await ask({ textIds: [1] })).json()).toMatchObject({ failure: { kind: 'bad-request' } })
    const url = `/api/vectors/${randomUUID()}/${randomUUID()}`
    const headers = { 'content-type': 'application/octet-stream' }
    const put = await app.inject({ method: 'PUT', url, headers, payload: Buffer.from('abcdefghijkl') })
    expect(put.json()).toMatchObject({ failure: { kind: 'bad-request' } })
  })

  it('stops the upstream when the request goes away', async () => {
    const aborted = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    adapter = (_call, _sink, signal) =>
      new Promise((_resolve, reject) => {
        asked.resolve()
        signal.addEventListener('abort', () => {
          aborted.resolve()
          reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'))
        })
      })
    const payload = { id: randomUUID(), endpoint: 'echo', body: { input: ['a'] }, textIds: [1] }
    const asking = httpRequest(`${await app.listen({ port: 0 })}/api/embeddings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    })
    asking.on('error', () => undefined)
    asking.end(JSON.stringify(payload))
    await asked.promise
    asking.destroy()
    await expect(aborted.promise).resolves.toBeUndefined()
  })

  it('removes vectors with the last session that names them', async () => {
    const [id, vectorsId] = [randomUUID(), randomUUID()]
    const url = `/api/vectors/${vectorsId}/${randomUUID()}?sessionId=${id}`
    const header = { invocationId: null, textIds: [1], dimensions: [2] }
    const payload = Buffer.from(encodeVectorFrame({ header, values: Float32Array.of(1, 2) }))
    const headers = { 'content-type': 'application/octet-stream' }
    expect((await app.inject({ method: 'PUT', url, headers, payload })).statusCode).toBe(204)
    const model = { id: randomUUID(), endpoint: null, hue: 0, prefix: '', extra: '', vectorsId, isNormalised: false }
    const document: SessionSave['document'] = {
      page: 'embed',
      texts: [{ id: 1, text: 'a' }],
      models: [model],
      metric: 'cosine',
      tolerance: 0.001,
      neighbours: 3,
      batchSize: 64,
      query: '',
    }
    const longAgo = new Date(0)
    await saveSession(database, id, { revision: 0, title: 'T', document }, longAgo)
    const copy = await duplicateSession(database, id, { newId: randomUUID, now: longAgo, isEnded: () => true })
    await deleteSession(database, id, longAgo)
    await purgeDeleted(database, new Date())
    expect(await stored(vectorsId)).toHaveLength(1)
    await deleteSession(database, copy?.id ?? '', longAgo)
    await purgeDeleted(database, new Date())
    expect(await stored(vectorsId)).toEqual([])
  })
})
