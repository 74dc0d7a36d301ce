import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import type { Endpoint } from '../contract/endpoint.ts'
import { FailureError } from '../contract/failure.ts'
import { emptyReply, reduceReply, type InvocationEvent, type Reply } from '../contract/reply.ts'
import { decodeFrame, decodeItem, type RunStreamItem } from '../contract/runStream.ts'
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

type Answer = (request: IncomingMessage, response: ServerResponse, body: Record<string, unknown>, text?: string) => void

async function startUpstream(answer: Answer): Promise<string> {
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += chunk
    answer(request, response, objectOf(text), text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return `http://127.0.0.1:${address.port}/v1`
}

function objectOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
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
      const endpoint = endpointOf(name)
      const { model, providerLabel } = endpoint
      return { endpoint, served: { name, model, providerLabel, adapter, secrets: [secret] }, fallbacks: [] }
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
  const registry = { answer: () => ({ endpoints: ['a', 'b'].map(endpointOf), upstreams: [], providers: [] }) }
  runRoutes(app, { runs, registry, ...(msHeartbeat === undefined ? {} : { msHeartbeat }) })
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
    const found: RunStreamItem[] = decodeFrame(match[2] ?? '')
    items.push(...found)
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

describe('a run', () => {
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

  it('keeps each pane to itself: one fault of every kind among panes that finish (row 21, I2, I3)', async () => {
    const failing: Record<string, [string, Answer]> = {
      refuses: ['credential-refused', (_, response) => response.writeHead(401).end('{"error":{"message":"bad key"}}')],
      limits: ['rate-limited', (_, response) => response.writeHead(429, { 'retry-after': '7' }).end('{}')],
      breaks: ['upstream-error', (_, response) => response.writeHead(500).end('<html><title>Oops</title>')],
      resets: [
        'answer-cut',
        (request, response) =>
          response.write(chunk('par'), () => setTimeout(() => request.socket.resetAndDestroy(), 30)),
      ],
      cuts: ['answer-cut', (_, response) => response.end(chunk('par'))],
      errs: ['upstream-error', (_, response) => response.end(`${chunk('par')}data: {"error":{"message":"no"}}\n\n`)],
      named: ['upstream-error', (_, response) => response.end(`${chunk('par')}event: error\ndata: it broke\n\n`)],
      garbles: ['answer-invalid', (_, response) => response.end(`${chunk('par')}data: {{{\n\n`)],
      pages: ['answer-invalid', (_, response) => response.end('<html><title>Welcome</title>')],
      moves: ['redirected', (_, response) => response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end()],
    }
    const base = await startUpstream((request, response, body) => {
      const answer = failing[String(body.model)]?.[1]
      if (answer === undefined) return streamWords(request, response, body)
      answer(request, response, body)
    })
    const { address } = await startApp(base)
    const names = Object.keys(failing).flatMap((name) => [name, `fine-${name}`])
    const { items } = await readFrames(await post(address, '/api/runs', runOf([...names, 'absent'])))
    const replies = repliesOf(items)
    names.forEach((name, index) => {
      const reply = replies[index]
      const text = reply?.choices[0]?.text ?? ''
      const expected = failing[name]?.[0] ?? 'done'
      expect([name, reply?.failure?.kind ?? reply?.status]).toEqual([name, expected])
      expect(expected === 'done' ? text === `Hello ${name} ✓` : 'par'.startsWith(text)).toBe(true)
      const ends = eventsOf(items, index).filter(({ type }) => ['done', 'stopped', 'failed'].includes(type))
      expect(ends).toHaveLength(1)
    })
    expect(replies[names.length]?.failure).toMatchObject({ kind: 'not-found' })
    expect(replies[names.indexOf('limits')]?.failure?.retryAfterMs).toBe(7000)
    expect(replies[names.indexOf('named')]?.failure?.providerMessage).toBe('it broke')
  })

  it('shows the same text where the upstream writes one byte at a time (row 6)', async () => {
    const wire = Buffer.from(`\ufeff${chunk('Grüße 👩‍🚀')}: ping\r\n\r\n${chunk('漢字', 'stop')}data: [DONE]\n\n`)
    const base = await startUpstream(async (request, response) => {
      request.socket.setNoDelay(true)
      for (const byte of wire) {
        response.write(Buffer.of(byte))
        await new Promise((resolve) => setImmediate(resolve))
      }
      response.end()
    })
    const { address } = await startApp(base)
    const { items } = await readFrames(await post(address, '/api/runs', runOf(['one'])))
    expect(repliesOf(items)[0]).toMatchObject({ status: 'done', choices: [{ text: 'Grüße 👩‍🚀漢字' }] })
  })

  it('keeps upstream event names, ids and retries out of our stream (attacks 46)', async () => {
    const base = await startUpstream((_, response) =>
      response.end(`retry: 1\nid: x\nevent: execute\n${chunk('a\n\nevent: admin\ndata: [1]', 'stop')}`),
    )
    const { address } = await startApp(base)
    const text = await (await post(address, '/api/runs', runOf(['one']))).text()
    const names = text.split('\n').map((line) => line.split(':')[0])
    expect(new Set(names)).toEqual(new Set(['id', 'data', '']))
    expect(text.match(/^data: /gm)).toHaveLength(text.match(/^id: /gm)?.length ?? 0)
  })

  it('repeats a request once without stream_options where the upstream refuses them', async () => {
    const bodies: Record<string, unknown>[] = []
    const base = await startUpstream((request, response, body) => {
      bodies.push(body)
      if ('stream_options' in body) response.writeHead(400).end('{"detail":"unknown field stream_options"}')
      else streamWords(request, response, body)
    })
    const { address, ends } = await startApp(base)
    const run = runOf(['one'])
    const { items } = await readFrames(await post(address, '/api/runs', run))
    expect(repliesOf(items)[0]).toMatchObject({ status: 'done', httpStatus: 200 })
    expect(bodies.map((body) => 'stream_options' in body)).toEqual([true, false])
    const end = ends.get(run.invocations[0]?.id ?? '')
    expect(end?.request?.repeatedWithout).toBe('stream_options')
    expect(end?.events.every(({ data }) => data === '[DONE]' || data.includes('choices'))).toBe(true)
  })
})

const trickle: Answer = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  let count = 0
  const timer = setInterval(() => response.write(chunk(`${++count} `)), 5)
  response.on('close', () => clearInterval(timer))
}

/** Reads our stream until `isEnough`, then leaves as a closed tab does. */
async function readUntil(address: string, run: unknown, isEnough: (text: string) => boolean): Promise<string> {
  const abort = new AbortController()
  const response = await fetch(`${address}/api/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(run),
    signal: abort.signal,
  })
  let text = ''
  const decoder = new TextDecoder()
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    if (isEnough(text)) break
  }
  abort.abort()
  return text
}

describe('readers that come and go', () => {
  it('goes on without its reader, and resumes after the last frame without gap or double (rows 24, 29)', async () => {
    const finish = Promise.withResolvers<void>()
    const base = await startUpstream(async (_, response) => {
      for (let count = 0; count < 20; count++) {
        response.write(chunk(`${count} `))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      await finish.promise
      response.end(`${chunk('end', 'stop')}data: [DONE]\n\n`)
    })
    const { address } = await startApp(base)
    const run = runOf(['one'])
    const first = await readUntil(address, run, (text) => text.includes('3 '))
    const whole = first.slice(0, first.lastIndexOf('\n\n') + 2)
    const lastId = [...whole.matchAll(/^id: (\d+)/gm)].at(-1)?.[1] ?? ''
    finish.resolve()
    const resumed = await fetch(`${address}/api/runs/${run.id}/events`, { headers: { 'last-event-id': lastId } })
    const rest = await readFrames(resumed)
    const before = await readFrames(new Response(whole))
    expect(rest.ids[0]).toBe(Number(lastId) + 1)
    const expected = Array.from({ length: 20 }, (_, count) => `${count} `).join('')
    expect(repliesOf([...before.items, ...rest.items])[0]).toMatchObject({
      status: 'done',
      choices: [{ text: `${expected}end` }],
    })
    // Ended, and still there from the start for whoever reloads.
    const again = await readFrames(await fetch(`${address}/api/runs/${run.id}/events`))
    expect(repliesOf(again.items)).toEqual(repliesOf([...before.items, ...rest.items]))
  })

  it('compresses where the client takes gzip, each frame readable when it is sent', async () => {
    const base = await startUpstream((_, response) => void response.write(chunk('first words')))
    const { address, runs } = await startApp(base)
    const run = runOf(['one'])
    const headers = { 'content-type': 'application/json', 'accept-encoding': 'gzip, deflate' }
    const answer = await fetch(`${address}/api/runs`, { method: 'POST', headers, body: JSON.stringify(run) })
    expect([answer.headers.get('content-encoding'), answer.headers.get('vary')]).toEqual(['gzip', 'accept-encoding'])
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('first words')) text += (await reader?.read())?.value ?? ''
    runs.stop(run.id)
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) text += read.value
    expect(text).toContain('"end":true')
  })

  it('does not compress for a client that refuses it', async () => {
    const base = await startUpstream((_, response) => response.end(`${chunk('a')}data: [DONE]\n\n`))
    const { address } = await startApp(base)
    const headers = { 'content-type': 'application/json', 'accept-encoding': 'gzip;q=0, identity' }
    const answer = await fetch(`${address}/api/runs`, { method: 'POST', headers, body: JSON.stringify(runOf(['one'])) })
    expect(answer.headers.get('content-encoding')).toBeNull()
    expect(await answer.text()).toContain('"end":true')
  })

  it('sends heartbeats while nothing comes (row 29)', async () => {
    const base = await startUpstream((_, response) => void setTimeout(() => response.end(chunk('x', 'stop')), 300))
    const { address } = await startApp(base, { msHeartbeat: 20 })
    const { comments } = await readFrames(await post(address, '/api/runs', runOf(['one'])))
    expect(comments).toBeGreaterThan(2)
  })

  it('holds the upstream back for a reader that does not read, and goes on when it is gone (rows 25, attacks 48)', async () => {
    const piece = chunk('x'.repeat(100_000))
    let written = 0
    const base = await startUpstream(async (_, response) => {
      response.setMaxListeners(0)
      while (!response.destroyed) {
        written++
        if (!response.write(piece))
          await new Promise((resolve) => response.once('drain', resolve).once('close', resolve))
      }
    })
    const { address, ends } = await startApp(base, { log: { maxUnread: 200_000 } })
    // Four, because the sockets' own buffers hold more than one answer may have.
    const run = runOf(['one', 'two', 'three', 'four'])
    const headers = { 'content-type': 'application/json' }
    const request = httpRequest(`${address}/api/runs`, { method: 'POST', headers })
    request.on('error', () => undefined)
    request.end(JSON.stringify(run))
    const [response]: IncomingMessage[] = await once(request, 'response')
    response?.pause()
    response?.on('error', () => undefined)
    await untilStill(() => written)
    expect(ends.size).toBe(0)
    request.destroy()
    while (ends.size < run.invocations.length) await new Promise((resolve) => setTimeout(resolve, 20))
    // Endless as they were, they ran into the limit of an answer.
    for (const { reply } of ends.values()) expect(reply.failure?.kind).toBe('answer-too-long')
  })
})

/** Until a count has begun and stands still: what flows has then been held back. */
async function untilStill(count: () => number): Promise<void> {
  let before = 0
  for (let still = 0; still < 2; still = count() === before && before > 0 ? still + 1 : 0) {
    before = count()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

describe('stopping', () => {
  it('stops one pane and closes its upstream while the other goes on (row 26, I6)', async () => {
    const closed = new Map<string, PromiseWithResolvers<void>>()
    for (const name of ['one', 'two']) closed.set(name, Promise.withResolvers())
    const base = await startUpstream((request, response, body) => {
      request.socket.on('close', () => closed.get(String(body.model))?.resolve())
      trickle(request, response, body)
    })
    const { address, runs } = await startApp(base)
    const run = runOf(['one', 'two'])
    const reading = post(address, '/api/runs', run).then(readFrames)
    while (!runs.isLive(run.id)) await new Promise((resolve) => setTimeout(resolve, 5))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await post(address, `/api/runs/${run.id}/stop`, { invocationIds: [run.invocations[0]?.id] })).status).toBe(
      204,
    )
    await closed.get('one')?.promise
    expect(runs.isLive(run.id)).toBe(true)
    await post(address, `/api/runs/${run.id}/stop`, {})
    await closed.get('two')?.promise
    const { items } = await reading
    expect(repliesOf(items).map(({ status }) => status)).toEqual(['stopped', 'stopped'])
    expect(runs.isLive(run.id)).toBe(false)
    // I4: a prefix of what was sent.
    for (const reply of repliesOf(items))
      expect(Array.from({ length: 1000 }, (_, count) => `${count + 1} `).join('')).toContain(reply.choices[0]?.text)
  })

  it('takes them one after another where the run says so, and stops those in line', async () => {
    const asked: string[] = []
    const base = await startUpstream((request, response, body) => {
      asked.push(String(body.model))
      if (body.model === 'second') trickle(request, response, body)
      else streamWords(request, response, body)
    })
    const { address } = await startApp(base)
    const run = runOf(['first', 'second', 'third'], { atOnce: 1 })
    const reading = post(address, '/api/runs', run).then(readFrames)
    while (!asked.includes('second')) await new Promise((resolve) => setTimeout(resolve, 5))
    await post(address, `/api/runs/${run.id}/stop`, {})
    const { items } = await reading
    expect(repliesOf(items).map(({ status }) => status)).toEqual(['done', 'stopped', 'stopped'])
    expect(asked).toEqual(['first', 'second'])
    expect(eventsOf(items, 2).flatMap((event) => (event.type === 'queued' ? [event.ahead] : []))).toEqual([2, 1])
  })

  it('ends the panes of an endpoint that is removed, and only those', async () => {
    const asked: string[] = []
    const base = await startUpstream((request, response, body) => {
      asked.push(String(body.model))
      if (body.model === 'gone') trickle(request, response, body)
      else streamWords(request, response, body)
    })
    const { address, runs } = await startApp(base)
    const reading = post(address, '/api/runs', runOf(['gone', 'stays'])).then(readFrames)
    while (asked.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    runs.endEndpoint('gone', { kind: 'endpoint-removed', message: 'gone was removed.', isRetryable: false })
    const replies = repliesOf((await reading).items)
    expect(replies.map(({ status, failure }) => [status, failure?.kind])).toEqual([
      ['failed', 'endpoint-removed'],
      ['done', undefined],
    ])
  })

  it('says that the server closes, saves what came and takes no new runs (row 38)', async () => {
    const { address, runs, ends } = await startApp(await startUpstream(trickle))
    const run = runOf(['one'])
    const reading = post(address, '/api/runs', run).then(readFrames)
    while (!runs.isLive(run.id)) await new Promise((resolve) => setTimeout(resolve, 5))
    await new Promise((resolve) => setTimeout(resolve, 50))
    await runs.close(10)
    expect(repliesOf((await reading).items)[0]?.failure?.kind).toBe('server-closing')
    expect(ends.get(run.invocations[0]?.id ?? '')?.reply.status).toBe('failed')
    expect((await post(address, '/api/runs', runOf(['one']))).status).toBe(503)
  })
})

describe('joining', () => {
  it('adds an invocation to the stream that is open', async () => {
    const base = await startUpstream((request, response, body) => {
      if (body.model === 'slow') setTimeout(() => streamWords(request, response, body), 150)
      else streamWords(request, response, body)
    })
    const { address, runs } = await startApp(base)
    const run = runOf(['slow'])
    const reading = post(address, '/api/runs', run).then(readFrames)
    while (!runs.isLive(run.id)) await new Promise((resolve) => setTimeout(resolve, 5))
    const joined = { invocations: runOf(['late']).invocations }
    expect((await post(address, `/api/runs/${run.id}/invocations`, joined)).status).toBe(204)
    const { items } = await reading
    expect(repliesOf(items).map(({ choices }) => choices[0]?.text)).toEqual(['Hello slow ✓', 'Hello late ✓'])
    const lists = items.flatMap((item) => ('invocationIds' in item ? [item.invocationIds.length] : []))
    expect(lists).toEqual([1, 2])
    expect(
      (await post(address, `/api/runs/${run.id}/invocations`, { invocations: runOf(['x']).invocations })).status,
    ).toBe(409)
  })
})

describe('requests that are not right', () => {
  it.each<[string, (run: ReturnType<typeof runOf>) => unknown, number, string, string | undefined]>([
    ['65 panes', () => runOf(Array.from({ length: 65 }, () => 'one')), 400, 'bad-request', 'invocations'],
    ['no panes', () => runOf([]), 400, 'bad-request', 'invocations'],
    ['an unknown field', (run) => ({ ...run, api_base: 'http://x' }), 400, 'bad-request', undefined],
    [
      'a body that is no object',
      (run) => ({ ...run, invocations: [{ ...run.invocations[0], body: 'x' }] }),
      400,
      'bad-request',
      'invocations.0.body',
    ],
    [
      'an id twice',
      (run) => ({ ...run, invocations: [run.invocations[0], run.invocations[0]] }),
      409,
      'conflict',
      'invocations.1.id',
    ],
    ['no JSON', () => '{"id":', 400, 'bad-request', undefined],
    ['nothing', () => 'null', 400, 'bad-request', undefined],
  ])('refuses %s', async (_, change, status, kind, field) => {
    const { address } = await startApp('http://127.0.0.1:9/v1')
    const response = await post(address, '/api/runs', change(runOf(['one'])))
    const answer: unknown = await response.json()
    expect([response.status, answer]).toMatchObject([
      status,
      { failure: { kind, ...(field === undefined ? {} : { field }) } },
    ])
  })

  it('refuses a body beyond the limit', async () => {
    const { address } = await startApp('http://127.0.0.1:9/v1')
    const response = await post(address, '/api/runs', `{"id":"${'x'.repeat(33 * 1024 * 1024)}"}`)
    expect([response.status, await response.json()]).toMatchObject([413, { failure: { kind: 'too-large' } }])
  })

  it('refuses a run that was started already, and one that never was', async () => {
    const { address } = await startApp(await startUpstream(streamWords))
    const run = runOf(['one'])
    await (await post(address, '/api/runs', run)).text()
    expect((await post(address, '/api/runs', run)).status).toBe(409)
    const nowhere = `/api/runs/${randomUUID()}`
    expect((await fetch(`${address}${nowhere}/events`)).status).toBe(404)
    expect((await post(address, `${nowhere}/stop`, {})).status).toBe(404)
    expect((await post(address, `${nowhere}/invocations`, { invocations: runOf(['x']).invocations })).status).toBe(404)
  })
})

describe('POST /api/queries', () => {
  function queryOf(text: string, endpoints = ['a']) {
    return { id: randomUUID(), text, invocations: endpoints.map((endpoint) => ({ id: randomUUID(), endpoint })) }
  }

  async function send(text: string, endpoints?: string[]) {
    const seen: { text: string; url: string | undefined }[] = []
    const baseUrl = await startUpstream((request, response, _, sent) => {
      seen.push({ text: sent ?? '', url: request.url })
      response.setHeader('content-type', 'application/json')
      response.end('{"choices":[{"index":0,"message":{"role":"assistant","content":"yes"},"finish_reason":"stop"}]}')
    })
    const { address, ends } = await startApp(baseUrl)
    const query = queryOf(text, endpoints)
    const response = await fetch(`${address}/api/queries`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(query),
    })
    await response.text()
    return { status: response.status, seen, ends: query.invocations.map(({ id }) => ends.get(id)) }
  }

  it.each([
    [
      'number spelling, order and unknown fields',
      '{\n "seed": 12345678901234567890, "temperature": 1.0,\t"top_p":1e0, "x": {"b":1,"a":2},\n "messages": []}',
      '{\n "model":"a","seed": 12345678901234567890, "temperature": 1.0,\t"top_p":1e0, "x": {"b":1,"a":2},\n "messages": []}',
    ],
    [
      'what is for the endpoint itself',
      '{"messages": [], "extra_params": {"top_p": "0.90"}, "client_request_id": "x"}',
      '{"model":"a","top_p":0.90,"messages": []}',
    ],
    ['a model of its own', '{"messages": [], "model": "other"}', '{"messages": [], "model": "a"}'],
    ['a body for another task', '{"input": "x"}', '{"model":"a","input": "x"}'],
    ['what is no object', '[1.0]', '[1.0]'],
    ['what is no JSON', 'hello', 'hello'],
  ])('sends the text as written: %s', async (_, text, sent) => {
    const { seen, ends } = await send(text)
    expect(seen).toEqual([{ text: sent, url: '/v1/chat/completions' }])
    expect(ends[0]?.reply).toMatchObject({ status: 'done', choices: [{ text: 'yes' }] })
  })

  it('sends one text to each endpoint and streams only where it says so', async () => {
    const { seen } = await send('{"messages": [], "stream": true}', ['a', 'b'])
    expect(seen.map(({ text }) => text).toSorted()).toEqual([
      '{"model":"a","messages": [], "stream": true}',
      '{"model":"b","messages": [], "stream": true}',
    ])
  })

  it('refuses an empty text', async () => {
    expect((await send('')).status).toBe(400)
  })
})
