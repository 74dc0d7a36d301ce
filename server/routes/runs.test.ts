import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import type { Endpoint } from '../contract/endpoint.ts'
import { FailureError } from '../contract/failure.ts'
import { emptyReply, reduceReply, type InvocationEvent, type Reply } from '../contract/reply.ts'
import { decodeItem, type RunStreamItem } from '../contract/runStream.ts'
import { errorAnswer } from '../errorAnswer.ts'
import { createRuns, type Runs, type RunsDependencies } from '../invoke/runs.ts'
import type { InvocationEnd } from '../invoke/target.ts'
import { findCompatibleProvider } from '../providers/compatible.ts'
import { compatibleAdapter } from '../providers/compatibleAdapter.ts'
import { createWire } from '../wire/wire.ts'
import { runRoutes } from './runs.ts'

const cleanups: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

type Answer = (request: IncomingMessage, response: ServerResponse, body: Record<string, unknown>) => void

async function startUpstream(answer: Answer): Promise<string> {
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += chunk
    answer(request, response, JSON.parse(text) as Record<string, unknown>)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

interface Started {
  address: string
  app: FastifyInstance
  runs: Runs
  ends: Map<string, InvocationEnd>
}

const secret = 'cnry_4b1b6c0e-0f7a-4f55-9d4e-8f0e6f2b7a11'

async function startApp(
  baseUrl: string,
  options: Partial<RunsDependencies> & { msHeartbeat?: number } = {},
): Promise<Started> {
  const wire = createWire({ policy: { allowPrivate: true } })
  const row = findCompatibleProvider('custom')
  if (row === undefined) throw new Error('no row')
  const adapter = compatibleAdapter({ row, label: 'Sim', baseUrl, readCredential: () => secret, wire })
  const ends = new Map<string, InvocationEnd>()
  const { msHeartbeat, ...dependencies } = options
  const runs = createRuns({
    resolve(name) {
      if (name === 'absent')
        throw new FailureError({ kind: 'not-found', message: 'There is no endpoint absent.', isRetryable: false })
      return { endpoint: endpointOf(name), adapter, secrets: [secret] }
    },
    recorder: { begin: () => undefined, progress: () => undefined, end: (id, record) => void ends.set(id, record) },
    clock: { nowMs: () => performance.now(), now: () => new Date() },
    ...dependencies,
  })
  const app = fastify({ forceCloseConnections: true })
  app.setErrorHandler((error, _, reply) => {
    const { status, failure } = errorAnswer(error)
    return reply.code(status).send({ failure })
  })
  runRoutes(app, { runs, ...(msHeartbeat === undefined ? {} : { msHeartbeat }) })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  cleanups.push(async () => {
    await runs.close(0)
    await app.close()
    await wire.close()
  })
  return { address, app, runs, ends }
}

function endpointOf(name: string): Endpoint {
  return {
    name,
    tasks: ['llm/v1/chat'],
    provider: 'custom',
    providerLabel: 'Sim',
    model: name,
    upstreamId: 'sim',
    source: 'added',
    sourceDetail: '',
    state: { type: 'ready' },
  }
}

function runOf(endpoints: string[], more: Record<string, unknown> = {}) {
  return {
    id: randomUUID(),
    invocations: endpoints.map((endpoint) => ({
      id: randomUUID(),
      endpoint,
      body: { messages: [{ role: 'user', content: 'hi' }] },
    })),
    ...more,
  }
}

/** Our own stream, read as a client would: frames by blank lines, items by `data`. */
async function readFrames(response: Response): Promise<{ ids: number[]; items: RunStreamItem[]; comments: number }> {
  const text = await response.text()
  const ids: number[] = []
  const items: RunStreamItem[] = []
  let comments = 0
  for (const frame of text.split('\n\n')) {
    if (frame.startsWith(':')) comments++
    const match = /^id: (\d+)\ndata: (.*)$/s.exec(frame)
    if (match === null) continue
    ids.push(Number(match[1]))
    items.push(...(JSON.parse(match[2] ?? '') as RunStreamItem[]))
  }
  return { ids, items, comments }
}

function repliesOf(items: RunStreamItem[]): Reply[] {
  const replies: Reply[] = []
  for (const item of items) {
    const decoded = decodeItem(item)
    if (decoded) replies[decoded.index] = reduceReply(replies[decoded.index] ?? emptyReply, decoded.event)
  }
  return replies
}

function eventsOf(items: RunStreamItem[], index: number): InvocationEvent[] {
  return items.flatMap((item) => {
    const decoded = decodeItem(item)
    return decoded?.index === index ? [decoded.event] : []
  })
}

function post(address: string, path: string, body: unknown): Promise<Response> {
  return fetch(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

const chunk = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`

const streamWords: Answer = (_, response, body) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const word of ['Hello', ' ', String(body.model), ' ✓']) response.write(chunk(word))
  response.write(chunk('', 'stop'))
  response.write('data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}\n\n')
  response.end('data: [DONE]\n\n')
}

it('streams two panes of one run over one connection, each to its one end', async () => {
  const { address, ends } = await startApp(await startUpstream(streamWords))
  const run = runOf(['one', 'two'])
  const response = await post(address, '/api/runs', run)
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(response.headers.get('x-accel-buffering')).toBe('no')
  const { ids, items } = await readFrames(response)
  expect(ids).toEqual(ids.map((_, index) => index + 1))
  expect(items[0]).toEqual({ run: run.id, invocationIds: run.invocations.map(({ id }) => id) })
  expect(items.at(-1)).toEqual({ end: true })
  const replies = repliesOf(items)
  expect(replies.map((reply) => [reply.status, reply.choices[0]?.text, reply.choices[0]?.finishReason])).toEqual([
    ['done', 'Hello one ✓', 'stop'],
    ['done', 'Hello two ✓', 'stop'],
  ])
  expect(replies[0]?.usage).toEqual({ promptTokens: 3, completionTokens: 4, totalTokens: 7 })
  const saved = ends.get(run.invocations[0]?.id ?? '')
  expect(saved?.reply).toEqual(replies[0])
  expect(saved?.events.map(({ data }) => data).at(-1)).toBe('[DONE]')
  expect(JSON.parse(saved?.request?.body ?? '')).toEqual({
    model: 'one',
    messages: [{ role: 'user', content: 'hi' }],
    stream: true,
    stream_options: { include_usage: true },
  })
  expect(JSON.stringify(saved)).not.toContain(secret)
})
