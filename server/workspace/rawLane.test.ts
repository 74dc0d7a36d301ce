import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startFakeUpstream, startTestApp, type FakeUpstream, type TestApp } from '../testApp.testing.ts'

const ok = '{"messages":[{"role":"user","content":"hi"}]}'
const named = '{"model":"mine","messages":[{"role":"user","content":"hi"}]}'
const path = '/serving-endpoints/mine/invocations'
const chat = '/serving-endpoints/chat/completions'
const json = 'content-type: application/json'

interface Sent {
  method?: string
  path?: string
  version?: string
  host?: string | null
  headers?: string[]
  body?: string | Buffer
  /** Undefined: of the body. */
  length?: number | null
}

function raw({ method = 'POST', version = '1.1', host = 'localhost:3000', headers = [json], ...sent }: Sent): Buffer {
  const body = Buffer.from(sent.body ?? ok)
  const length = sent.length === undefined ? body.length : sent.length
  const lines = [
    `${method} ${sent.path ?? path} HTTP/${version}`,
    ...(host === null ? [] : [`Host: ${host}`]),
    ...headers,
    ...(length === null ? [] : [`Content-Length: ${length}`]),
    'Connection: close',
  ]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body])
}

/** By both ways: the server as it listens, and the framework alone. */
describe('the short way in and the framework', () => {
  let test: TestApp
  let upstream: FakeUpstream
  let alone: Server
  let handled: number
  const count = () => void handled++

  beforeEach(async () => {
    test = await startTestApp()
    upstream = await startFakeUpstream()
    await test.registry.add({
      provider: 'custom',
      name: 'up',
      baseUrl: `${upstream.origin}/v1`,
      credential: '',
      servesAllModels: false,
      endpoints: ['mine', 'with space', 'of/two', 'per%cent', 'ünï'].map((name) => ({
        name,
        model: name,
        tasks: ['llm/v1/chat' as const],
      })),
    })
    await test.app.listen({ port: 0, host: '127.0.0.1' })
    alone = createServer({ maxHeaderSize: 16 * 1024 }, (request, response) => test.app.routing(request, response))
    for (const listener of test.app.server.listeners('clientError')) alone.on('clientError', listener as () => void)
    alone.listen(0, '127.0.0.1')
    await once(alone, 'listening')
    handled = 0
    subscribe('tracing:fastify.request.handler:start', count)
  })
  afterEach(async () => {
    unsubscribe('tracing:fastify.request.handler:start', count)
    test.app.server.closeAllConnections()
    alone.closeAllConnections()
    alone.close()
    await test.close()
    upstream.close()
  })

  async function send(server: Server, bytes: Buffer): Promise<string> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.write(bytes)
    const chunks: Buffer[] = []
    // A socket without an encoding gives buffers.
    for await (const chunk of socket) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString()
  }

  /** Without what differs from answer to answer; the order of headers means nothing. */
  function comparable(answer: string): string {
    const [head = '', ...body] = answer.replace(/^HTTP\/1.1 100 Continue\r\n\r\n/, '').split('\r\n\r\n')
    const [status, ...headers] = head.split('\r\n')
    const kept = headers.filter((line) => !/^(?:date|x-request-id|retry-after):/i.test(line))
    const told = body.join('\r\n\r\n').replaceAll(/"(id|created)":("[^"]*"|\d+)/g, '"$1":0')
    return [status, ...kept.map((line) => line.toLowerCase()).toSorted(), told].join('\n')
  }

  async function bothWays(bytes: Buffer): Promise<string> {
    const [short, long] = [await send(test.app.server, bytes), await send(alone, bytes)]
    expect(comparable(short)).toBe(comparable(long))
    return short
  }

  const ordinary: [string, Sent, RegExp][] = [
    ['an invocation by name', {}, /^HTTP\/1.1 200 [^]*I am mine/],
    ['one by the body’s model', { path: chat, body: named }, /^HTTP\/1.1 200 [^]*I am mine/],
    ['one under /v1', { path: '/v1/chat/completions', body: named }, /^HTTP\/1.1 200 /],
    [
      'a streamed one',
      { path: '/serving-endpoints/echo/invocations', body: ok.replace('{', '{"stream":true,') },
      / 200 /,
    ],
    ['a credential nobody checks yet', { headers: [json, 'Authorization: Bearer any'] }, / 200 /],
    ['a page of our own', { headers: [json, 'Origin: http://localhost:3000', 'Sec-Fetch-Site: same-origin'] }, / 200 /],
    ['a name with a space', { path: '/serving-endpoints/with%20space/invocations' }, /I am with space/],
    ['a name in another script', { path: '/serving-endpoints/%C3%BCn%C3%AF/invocations' }, /I am ünï/],
    ['an endpoint there is none of', { path: '/serving-endpoints/none/invocations' }, / 404 [^]*ENDPOINT_NOT_FOUND/],
    ['a body that is no JSON', { body: '{"messages":' }, / 400 [^]*json: /],
    ['a body of nothing but space', { body: '  ' }, / 400 /],
    ['bytes that are no text', { body: Buffer.of(0xff, 0xfe, 0, 1) }, / 400 /],
    ['a body for another task', { body: '{"input":"x"}' }, / 400 [^]*unknown field/],
    ['a stream that is no claim', { body: '{"messages":[],"stream":"yes"}' }, / 400 /],
    ['a model that is no name', { path: chat, body: '{"model":7,"messages":[]}' }, / 400 [^]*model/],
    ['an embedding nobody makes', { path: '/v1/embeddings', body: '{"model":"mine","input":"x"}' }, / 400 /],
  ]
  it.each(ordinary)('answers %s alike, without the framework', async (_, sent, answer) => {
    expect(await bothWays(raw(sent))).toMatch(answer)
    // That of the framework alone.
    expect(handled).toBeLessThanOrEqual(1)
  })

  const odd: [string, Sent, RegExp][] = [
    ['another host', { host: 'evil.example' }, / 403 /],
    ['no host', { host: null }, / 400 /],
    ['two hosts', { headers: [json, 'Host: evil.example'] }, / 403 /],
    ['another port', { host: 'localhost:3001' }, / 403 /],
    ['a page of another site', { headers: [json, 'Origin: http://evil.example'] }, / 403 /],
    ['a page without a name', { headers: [json, 'Origin: null'] }, / 403 /],
    ['another site', { headers: [json, 'Sec-Fetch-Site: cross-site'] }, / 403 /],
    ['a site beside', { headers: [json, 'Sec-Fetch-Site: same-site'] }, / 403 /],
    ['a form of another site', { headers: ['content-type: text/plain', 'Origin: http://evil.example'] }, / 403 /],
    ['text', { headers: ['content-type: text/plain'] }, / 415 /],
    ['no type', { headers: [] }, / 415 /],
    ['a form of a program', { headers: ['content-type: application/x-www-form-urlencoded'] }, / 200 /],
    [
      'a form of a page',
      { headers: ['content-type: application/x-www-form-urlencoded', 'Sec-Fetch-Site: same-origin'] },
      / 415 /,
    ],
    ['a type with more to it', { headers: ['content-type: application/json; charset=utf-8'] }, / 200 /],
    ['a compressed body', { headers: [json, 'content-encoding: gzip'] }, / 415 /],
    ['a credential that is none', { headers: [json, 'Authorization: Digest x'] }, / 401 /],
    [
      'a body in chunks',
      { headers: [json, 'transfer-encoding: chunked'], length: null, body: `2d\r\n${ok}\r\n0\r\n\r\n` },
      / 200 /,
    ],
    ['a length and chunks', { headers: [json, 'transfer-encoding: chunked'] }, / 400 /],
    ['two lengths', { headers: [json, 'content-length: 3'] }, / 400 /],
    ['no body', { body: '', length: 0 }, / 415 | 400 /],
    ['a body beyond the limit', { length: 32 * 1024 * 1024 + 1 }, / 413 /],
    ['a wait for 100', { headers: [json, 'Expect: 100-continue'] }, / 200 /],
    ['an upgrade', { headers: [json, 'Upgrade: websocket'] }, / 200 /],
    ['GET', { method: 'GET', body: '', length: null }, / 404 /],
    ['PUT', { method: 'PUT' }, / 404 /],
    ['OPTIONS', { method: 'OPTIONS', body: '', length: null }, / 404 /],
    ['a query', { path: `${path}?x=1` }, / 200 /],
    ['a slash at the end', { path: `${path}/` }, / 404 /],
    ['a fragment', { path: `${path}#x` }, / 200 | 400 | 404 /],
    ['a semicolon', { path: '/serving-endpoints/mine;x/invocations' }, / 404 /],
    ['a slash inside a name', { path: '/serving-endpoints/of%2Ftwo/invocations' }, /I am of\/two/],
    ['a name encoded twice', { path: '/serving-endpoints/mi%256Ee/invocations' }, / 404 /],
    ['a percent sign in a name', { path: '/serving-endpoints/per%25cent/invocations' }, /I am per%cent/],
    ['an escape that is none', { path: '/serving-endpoints/%zz/invocations' }, / 400 | 404 /],
    ['dots', { path: '/serving-endpoints/../serving-endpoints/mine/invocations' }, / 404 /],
    ['encoded dots', { path: '/serving-endpoints/%2e%2e/invocations' }, / 404 /],
    ['capitals', { path: '/Serving-Endpoints/mine/invocations' }, / 404 /],
    ['two slashes first', { path: `/${path}` }, / 400 /],
    ['a whole address', { path: `http://localhost:3000${path}` }, / 400 /],
    ['a name beyond the limit', { path: `/serving-endpoints/${'x'.repeat(450)}/invocations` }, / 404 | 414 /],
    ['an address beyond the limit', { path: `/serving-endpoints/${'x'.repeat(5000)}/invocations` }, / 414 /],
  ]
  it.each(odd)('answers %s alike', async (_, sent, answer) => {
    expect(await bothWays(raw(sent))).toMatch(answer)
  })

  it('takes a right access token, and refuses a wrong and a revoked one, alike', async () => {
    const made = await test.call('POST', '/api/access-tokens', { name: 'tool', lifetimeSeconds: 3600 })
    const secret = String(made.json.secret)
    const ask = (sent: string) => bothWays(raw({ headers: [json, `Authorization: Bearer ${sent}`] }))
    handled = 0
    expect(await ask(secret)).toMatch(/ 200 /)
    expect(handled).toBe(1)
    expect(await ask(`${secret.slice(0, -1)}!`)).toMatch(/ 403 [^]*Invalid access token/)
    expect(await ask('')).toMatch(/ 401 /)
    const { id } = made.json.accessToken as { id: string }
    await test.app.inject({
      method: 'DELETE',
      url: `/api/access-tokens/${id}`,
      headers: { host: 'localhost:3000' },
    })
    expect(await ask(secret)).toMatch(/ 403 /)
  })

  it('goes on after a caller that left in the middle of its body', async () => {
    const socket = connect((test.app.server.address() as AddressInfo).port, '127.0.0.1')
    socket.write(raw({ length: 1000 }))
    const [request] = (await once(test.app.server, 'request')) as [{ once: (name: string, done: () => void) => void }]
    socket.destroy()
    await new Promise<void>((resolve) => request.once('close', resolve))
    expect(await send(test.app.server, raw({}))).toMatch(/ 200 /)
    expect(upstream.asked.filter((one) => one.path.endsWith('/completions'))).toHaveLength(1)
  })

  it('answers requests that were sent together in their order', async () => {
    const first = raw({ path: chat, body: named }).toString().replace('Connection: close\r\n', '')
    const answer = await send(test.app.server, Buffer.from(first + first + raw({ body: '{' }).toString()))
    expect(answer.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 400'])
  })
})
