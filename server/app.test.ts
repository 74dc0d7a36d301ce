import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAccess, type Access } from './access/access.ts'
import { buildApp } from './app.ts'
import type { Endpoint, EndpointsAnswer, Upstream, UpstreamTest } from './contract/endpoint.ts'
import type { Failure } from './contract/failure.ts'
import type { Session, SessionAnswer, SessionPage } from './contract/session.ts'
import { createRegistry, type EndpointRegistry } from './endpoints/registry.ts'
import { createEmbed } from './invoke/embeddings.ts'
import { createRuns, type Runs } from './invoke/runs.ts'
import { findCompatibleProvider } from './providers/compatible.ts'
import { compatibleAdapter } from './providers/compatibleAdapter.ts'
import { echoAdapter } from './providers/echo.ts'
import { listModels } from './providers/listModels.ts'
import type { Database } from './store/database.ts'
import { setReadOnly } from './store/refusal.testing.ts'
import { everythingStored, openTestDatabase } from './store/testDatabase.testing.ts'
import { createInvocationKeeper, type InvocationKeeper } from './store/invocationKeeper.ts'
import { createRecorder, type Recorder } from './store/recorder.ts'
import { createRecordingPolicy } from './store/recordingPolicy.ts'
import { createVault } from './vault/vault.ts'
import { readVaultKey } from './vault/vaultKey.ts'
import { createWire, type Wire } from './wire/wire.ts'

const canary = 'sk-cnry-0123456789-never-to-be-seen'
const echo: Endpoint = {
  name: 'echo',
  tasks: ['llm/v1/chat'],
  provider: 'local',
  providerLabel: 'This machine',
  model: 'echo',
  upstreamId: 'local',
  source: 'built-in',
  sourceDetail: '',
  state: { type: 'ready' },
}

/** An OpenAI-compatible upstream that remembers the keys it saw and says them back in its refusals. */
async function startUpstream(models: string[]): Promise<{ server: Server; url: string; keys: (string | undefined)[] }> {
  const keys: (string | undefined)[] = []
  const server = createServer((request, response) => {
    const key = request.headers.authorization
    keys.push(key)
    response.setHeader('content-type', 'application/json')
    if (request.url?.endsWith('/models')) {
      if (key === 'Bearer wrong-key-0123456789') {
        response.statusCode = 401
        response.end(JSON.stringify({ error: { message: `Incorrect API key provided: ${key}` } }))
      } else response.end(JSON.stringify({ object: 'list', data: models.map((id) => ({ id, object: 'model' })) }))
      return
    }
    response.setHeader('content-type', 'text/event-stream')
    response.end(
      `data: {"choices":[{"index":0,"delta":{"content":"your key is ${key}"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`,
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, keys }
}

/** Read from Fastify's own tree, so that a new route is in the test without a word. */
function routesOf(app: FastifyInstance): { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; url: string }[] {
  const above: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', path = '', methods = ''] = /^([\s│]*)[├└]── (\S+)(?: \((.*)\))?/.exec(line) ?? []
      if (path === '') return []
      const depth = indent.length / 4
      above.length = depth
      above.push(path)
      const url = above.join('').replace(/:\w+|\*/g, 'x')
      return (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)
        .filter((method) => methods.split(', ').includes(method))
        .map((method) => ({ method, url: url.startsWith('/') ? url : `/${url}` }))
    })
}

describe('the app', () => {
  let folder: string
  let database: Database
  let recorder: Recorder
  let keeper: InvocationKeeper
  let registry: EndpointRegistry
  let runs: Runs
  let wire: Wire
  let app: FastifyInstance
  let access: Access
  let errors: unknown[]
  const servers: Server[] = []
  let port = 3000

  beforeEach(async () => {
    port = 3000
    errors = []
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'app-')), 'data')
    const pageFolder = path.join(folder, 'page')
    mkdirSync(path.join(pageFolder, 'assets'), { recursive: true })
    writeFileSync(path.join(pageFolder, 'index.html'), '<!doctype html><title>page</title>')
    writeFileSync(path.join(pageFolder, 'assets/index-abc123.js'), 'export {}')
    database = openTestDatabase(folder)
    recorder = createRecorder(database)
    wire = createWire({ policy: { allowPrivate: true } })
    const custom = findCompatibleProvider('custom')
    const openai = findCompatibleProvider('openai')
    registry = await createRegistry({
      database,
      vault: createVault(readVaultKey(folder, undefined)),
      local: { endpoints: () => [echo], adapterFor: (name) => (name === 'echo' ? echoAdapter : undefined) },
      configured: [],
      defined: [],
      providers: [custom, openai].filter((row) => row !== undefined),
      connect: (upstream) => compatibleAdapter({ ...upstream, wire }),
      listModels: (request) => listModels({ ...request, wire }),
      ownPort: () => port,
      now: () => new Date(),
      nowMs: () => performance.now(),
      newId: randomUUID,
      onRemoved: (name, failure) => runs.endEndpoint(name, failure),
    })
    const clock = { nowMs: () => performance.now(), now: () => new Date() }
    runs = createRuns({ resolve: registry.resolve, recorder, clock })
    access = await createAccess({ database, now: () => new Date(), newId: randomUUID })
    const recordingPolicy = await createRecordingPolicy(database)
    keeper = createInvocationKeeper({
      database,
      policy: recordingPolicy,
      now: clock.now,
      onError: (error) => errors.push(error),
    })
    app = await buildApp({
      access,
      isCredentialRequired: false,
      database,
      recorder,
      recordingPolicy,
      keeper,
      registry,
      runs,
      embed: createEmbed({ resolve: registry.resolve, recorder, clock }),
      models: { list: () => [], fetch: () => undefined, cancel: () => undefined, rescan: () => undefined },
      gate: { port: () => port },
      pageFolder,
      version: '0.0.0',
      dataFolder: folder,
      now: () => new Date(),
      newId: randomUUID,
      onError: (error) => errors.push(error),
    })
  })

  afterEach(async () => {
    registry.close()
    await runs.close(0)
    await app.close()
    await wire.close()
    await recorder.close()
    await keeper.close()
    await database.destroy()
    for (const server of servers.splice(0)) server.close()
  })

  const host = { host: 'localhost:3000' }
  async function call<Answer>(method: InjectOptions['method'], url: string, body?: object, headers: object = {}) {
    const response = await app.inject({
      method: method ?? 'GET',
      url,
      headers: { ...host, ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { payload: JSON.stringify(body) }),
    })
    const json = () => JSON.parse(response.body) as Answer
    return { status: response.statusCode, headers: response.headers, text: response.body, json }
  }
  const failureOf = (text: string) => (JSON.parse(text) as { failure: Failure }).failure

  describe('every route there is', () => {
    it('refuses a wrong access token, but for those that are open, and a page of another site without exception', async () => {
      const { secret } = await access.createAccessToken({ name: 'laptop', lifetimeSeconds: null })
      const open: string[] = []
      const shared: { status: number; text: string }[] = []
      const routes = routesOf(app)
      expect(routes.length).toBeGreaterThan(50)
      for (const { method, url } of routes) {
        const body = method === 'GET' ? undefined : {}
        const wrong = await call(method, url, body, { authorization: 'Bearer wrong' })
        if (/^\/share(\/|$)/.test(url)) shared.push(await call(method, url, body))
        else if (wrong.status !== 403 && wrong.status !== 429) open.push(`${method} ${url}`)
        for (const headers of [{ origin: 'http://evil.invalid' }, { 'sec-fetch-site': 'cross-site' }]) {
          const foreign = await call(method, url, body, { ...headers, authorization: `Bearer ${secret}` })
          expect([method, url, foreign.status]).toEqual([method, url, 403])
        }
      }
      expect(open.toSorted()).toEqual([
        'GET /.well-known/databricks-config',
        'GET /.well-known/oauth-authorization-server',
        'GET /oidc/.well-known/oauth-authorization-server',
        'GET /oidc/.well-known/openid-configuration',
        'POST /oidc/v1/token',
      ])
      // One answer to whatever is under /share (`shareLinks.ts`): a link shows its page, all else the same refusal.
      expect(new Set(shared.map(({ status }) => status))).toEqual(new Set([404]))
      expect(new Set(shared.map(({ text }) => text)).size).toBe(1)
    })
  })

  describe('gate', () => {
    it('takes bytes where vectors of a file go, and nowhere else', async () => {
      const [one, other] = [randomUUID(), randomUUID()]
      const bytes = { ...host, 'content-type': 'application/octet-stream', 'sec-fetch-site': 'same-origin' }
      const put = async (url: string, headers: object = {}) =>
        (await app.inject({ method: 'PUT', url, headers: { ...bytes, ...headers }, payload: 'no vectors' })).statusCode
      expect(await put(`/api/vectors/${one}/${other}`)).toBe(400)
      expect(await put(`/api/vectors/${one}/${other}`, { 'sec-fetch-site': 'cross-site' })).toBe(403)
      expect(await put(`/api/sessions/${one}`)).toBe(415)
    })

    it.each(['127.0.0.1:3000', 'localhost:3000', 'LocalHost:3000', '[::1]:3000'])(
      'answers to host %s',
      async (name) => {
        expect((await call('GET', '/api/status', undefined, { host: name })).status).toBe(200)
      },
    )

    it.each([
      'evil.example',
      'evil.example:3000',
      '127.0.0.1.evil:3000',
      'localhost',
      'localhost:3001',
      'localhost:3000.evil',
      'localhost:3000:3000',
      'user@localhost:3000',
      '0.0.0.0:3000',
      '127.1:3000',
      '2130706433:3000',
      '',
      'localhost:03000',
    ])('refuses host %j on every kind of address', async (name) => {
      for (const url of ['/', '/api/status', '/assets/index-abc123.js', '/nothing', '/api/nothing']) {
        const { status, headers } = await call('GET', url, undefined, { host: name })
        expect(status).toBe(403)
        expect(headers['content-security-policy']).toContain("default-src 'none'")
      }
    })

    it.each([
      'null',
      'https://evil',
      'http://localhost.evil',
      'http://127.0.0.1:3001',
      'https://localhost:3000',
      'http://localhost',
    ])('refuses origin %s for reading and writing', async (origin) => {
      expect((await call('GET', '/api/status', undefined, { origin })).status).toBe(403)
      expect((await call('POST', '/api/runs', {}, { origin })).status).toBe(403)
      expect((await call('DELETE', `/api/sessions/${randomUUID()}`, undefined, { origin })).status).toBe(403)
      expect(
        (await call('OPTIONS', '/api/runs', undefined, { origin, 'access-control-request-method': 'POST' })).status,
      ).toBe(403)
    })

    it('takes our own origins', async () => {
      for (const origin of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])
        expect((await call('GET', '/api/status', undefined, { origin })).status).toBe(200)
    })

    const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    it.each([
      ['a link to a page', 'GET', '/', { 'sec-fetch-site': 'cross-site', ...navigation }, 200],
      ['a link to a session', 'GET', '/compare/x', { 'sec-fetch-site': 'same-site', ...navigation }, 200],
      ['a link to the API', 'GET', '/api/status', { 'sec-fetch-site': 'cross-site', ...navigation }, 403],
      ['a link to the API in capitals', 'GET', '/API/status', { 'sec-fetch-site': 'cross-site', ...navigation }, 403],
      ['a frame', 'GET', '/', { 'sec-fetch-site': 'cross-site', ...navigation, 'sec-fetch-dest': 'iframe' }, 403],
      [
        'an image',
        'GET',
        '/',
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
        403,
      ],
      [
        'a script of ours elsewhere',
        'GET',
        '/assets/index-abc123.js',
        { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' },
        403,
      ],
      ['a form', 'POST', '/', { 'sec-fetch-site': 'cross-site', ...navigation }, 403],
      ['the address bar', 'GET', '/', { 'sec-fetch-site': 'none', ...navigation }, 200],
      ['our own page', 'GET', '/api/status', { 'sec-fetch-site': 'same-origin' }, 200],
    ] as const)('answers %s with its status', async (_, method, url, headers, status) => {
      expect((await call(method, url, undefined, headers)).status).toBe(status)
    })

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      '',
      'application/jsonx',
      'text/plain; application/json',
    ])('refuses a body of type %j', async (type) => {
      const response = await app.inject({
        method: 'POST',
        url: '/api/upstreams',
        headers: { ...host, 'content-type': type },
        payload: '{}',
      })
      expect(response.statusCode).toBe(415)
    })

    it('refuses a POST without body or type from no page of ours, and a compressed body', async () => {
      expect((await call('POST', '/api/endpoints/discover')).status).toBe(415)
      expect(
        (await call('POST', '/api/endpoints/discover', undefined, { 'sec-fetch-site': 'same-origin' })).status,
      ).toBe(200)
      expect((await call('POST', '/api/upstreams', {}, { 'content-encoding': 'gzip' })).status).toBe(415)
    })

    it('never sends a CORS header, and every security header on every answer', async () => {
      const answers = await Promise.all([
        call('GET', '/'),
        call('GET', '/assets/index-abc123.js'),
        call('GET', '/assets/missing.js'),
        call('GET', '/api/status'),
        call('GET', '/api/nothing'),
        call('GET', '/%zz'),
        call('GET', `/api/models/${'x'.repeat(1000)}`),
        call('POST', '/api/runs', { no: 1 }),
        call('GET', '/', undefined, { host: 'evil' }),
        call('OPTIONS', '/api/runs'),
        call('TRACE', '/'),
      ])
      for (const { headers } of answers) {
        expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
        expect(headers['content-security-policy']).not.toMatch(/unsafe/)
        expect(headers['x-content-type-options']).toBe('nosniff')
        expect(headers['referrer-policy']).toBe('no-referrer')
        expect(headers['cross-origin-opener-policy']).toBe('same-origin')
        expect(headers['cross-origin-resource-policy']).toBe('same-origin')
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
      }
    })

    it.each([
      ['two hosts', 'GET /api/status HTTP/1.1\r\nHost: localhost:PORT\r\nHost: evil\r\n\r\n', /^HTTP\/1\.1 40[03]/],
      [
        'two equal hosts',
        'GET /api/status HTTP/1.1\r\nHost: localhost:PORT\r\nHost: localhost:PORT\r\n\r\n',
        /^HTTP\/1\.1 40[03]/,
      ],
      ['no host', 'GET /api/status HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400/],
      ['no host in HTTP/1.0', 'GET /api/status HTTP/1.0\r\n\r\n', /^HTTP\/1\.1 403/],
      ['absolute form', 'GET http://169.254.169.254/ HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n', /^HTTP\/1\.1 400/],
      [
        'absolute form of ours',
        'GET http://localhost:PORT/api/status HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n',
        /^HTTP\/1\.1 400/,
      ],
      ['a path like a host', 'GET //evil/api HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n', /^HTTP\/1\.1 400/],
      ['a tunnel', 'CONNECT localhost:PORT HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n', /^(HTTP\/1\.1 40[035])?$/m],
      [
        'an upgrade',
        'GET http://169.254.169.254/ HTTP/1.1\r\nHost: localhost:PORT\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
        /^HTTP\/1\.1 400/,
      ],
      ['a long address', `GET /${'x'.repeat(5000)} HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n`, /^HTTP\/1\.1 414/],
      [
        'large headers',
        `GET / HTTP/1.1\r\nHost: localhost:PORT\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
        /^HTTP\/1\.1 4(00|31)/,
      ],
      [
        'length and chunks',
        'POST /api/runs HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        /^HTTP\/1\.1 400/,
      ],
      ['no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400/],
    ])('answers %s on a raw socket without reaching a route', async (_, request, answer) => {
      await app.listen({ port: 0, host: '127.0.0.1' })
      port = (app.server.address() as AddressInfo).port
      const socket = connect(port, '127.0.0.1')
      let text = ''
      socket.on('data', (part: Buffer) => {
        text += part.toString()
        socket.end()
      })
      socket.on('error', () => undefined)
      socket.write(request.replaceAll('PORT', String(port)))
      await once(socket, 'close')
      expect(text).toMatch(answer)
      expect(text).not.toContain('"version"')
    })
  })

  describe('page', () => {
    it('serves the page at every address of its own, not to be kept, and hashed files to be kept', async () => {
      for (const url of ['/', '/compare/abc', '/endpoints?x=1']) {
        const { status, text, headers } = await call('GET', url)
        expect([status, text, headers['cache-control']]).toEqual([
          200,
          '<!doctype html><title>page</title>',
          'no-cache',
        ])
      }
      expect((await call('GET', '/assets/index-abc123.js')).headers['cache-control']).toContain('immutable')
      expect((await call('GET', '/api/status')).headers['cache-control']).toBe('no-store')
    })

    it('serves what a newer build adds while it runs', async () => {
      writeFileSync(path.join(folder, 'page/assets/index-def456.js'), 'export const newer = 1')
      expect((await call('GET', '/assets/index-def456.js')).text).toBe('export const newer = 1')
    })

    it.each(['/api/nothing', '/api', '/API/x', '/assets/other.js'])('has nothing at %s', async (url) => {
      const { status, text } = await call('GET', url)
      expect([status, failureOf(text).kind]).toEqual([404, 'not-found'])
    })

    it.each([
      '/..%2f..%2fplayground.db',
      '/%2e%2e/vault.key',
      '/assets/..%5c..%5cvault.key',
      '/assets/%252e%252e/vault.key',
      '/%00',
      '/.built',
    ])('gives no file outside the page for %s', async (url) => {
      const { text } = await call('GET', url)
      expect(text).toMatch(/^(<!doctype html>|\{"failure")/)
    })
  })

  describe('errors', () => {
    it.each(['', '{', 'null', '[]', '"x"', '1', '{"__proto__":{}}', '\ufeff{}', '{"a":1}x', '['.repeat(100_000)])(
      'answers a body like %j with 400 and goes on',
      async (payload) => {
        for (const [method, url] of [
          ['POST', '/api/runs'],
          ['POST', '/api/upstreams'],
          ['POST', '/api/upstreams/test'],
          ['PUT', `/api/sessions/${randomUUID()}`],
          ['PATCH', `/api/sessions/${randomUUID()}`],
        ] as const) {
          const response = await app.inject({
            method,
            url,
            headers: { ...host, 'content-type': 'application/json' },
            payload,
          })
          expect(response.statusCode).toBe(400)
          expect(failureOf(response.body).message).toMatch(/\.$/)
        }
        expect(errors).toEqual([])
      },
    )

    it('answers a body beyond the limit with 413', async () => {
      const { status, text } = await call('POST', '/api/upstreams', { name: 'x'.repeat(2 * 1024 * 1024) })
      expect([status, failureOf(text).kind]).toEqual([413, 'too-large'])
    })

    it('names the field at fault', async () => {
      const { text } = await call('POST', '/api/upstreams', {
        provider: 'custom',
        name: 'n',
        baseUrl: 'x',
        servesAllModels: 'yes',
        endpoints: [],
      })
      expect(failureOf(text)).toMatchObject({ kind: 'bad-request', field: 'servesAllModels' })
    })

    it('tells the terminal, not the client, about a failure of its own', async () => {
      await sql`alter table session_heads rename to elsewhere`.execute(database)
      const { status, text } = await call('GET', '/api/sessions')
      expect([status, failureOf(text).kind]).toEqual([500, 'internal'])
      expect(text).not.toMatch(/no such table|does not exist/)
      expect(errors).toHaveLength(1)
    })
  })

  describe('sessions', () => {
    const settings = { systemPrompt: '', parameters: {} }
    const empty = { page: 'compare', panes: [], settings, turns: [], setAside: [], draft: '' }

    it('saves, reads, lists, renames, duplicates, deletes and restores', async () => {
      const id = randomUUID()
      const url = `/api/sessions/${id}`
      expect((await call<Session>('PUT', url, { revision: 0, title: 'One', document: empty })).json().revision).toBe(1)
      expect((await call<SessionAnswer>('GET', url)).json()).toMatchObject({
        session: { title: 'One', document: empty },
        replies: {},
      })
      const conflict = await call<{ failure: Failure; stored: Session }>('PUT', url, {
        revision: 7,
        title: 'Two',
        document: empty,
      })
      expect(conflict.status).toBe(409)
      expect(conflict.json()).toMatchObject({ failure: { kind: 'conflict' }, stored: { title: 'One', revision: 1 } })
      expect((await call<Session>('PATCH', url, { title: 'Renamed' })).json().title).toBe('Renamed')
      const copy = (await call<Session>('POST', `${url}/duplicate`, {})).json()
      expect(copy).toMatchObject({ title: 'Renamed (copy)', revision: 1 })
      expect((await call('DELETE', url)).status).toBe(204)
      expect((await call('GET', url)).status).toBe(404)
      expect((await call<SessionPage>('GET', '/api/sessions?limit=10')).json().sessions.map((row) => row.id)).toEqual([
        copy.id,
      ])
      expect((await call('POST', `${url}/restore`, {})).status).toBe(200)
      expect((await call<SessionPage>('GET', '/api/sessions')).json().sessions).toHaveLength(2)
    })

    it.each(['x', '../status', '%2e%2e%2fstatus', "'--", '00000000-0000-0000-0000-00000000000g'])(
      'knows no session %s',
      async (id) => {
        expect((await call('GET', `/api/sessions/${id}`)).status).toBeOneOf([404, 200])
        expect(
          (await call('PUT', `/api/sessions/${encodeURIComponent(id)}`, { revision: 0, title: '', document: empty }))
            .status,
        ).toBe(404)
        expect((await call<SessionPage>('GET', '/api/sessions')).json().sessions).toEqual([])
      },
    )

    it('says why a session is not saved', async () => {
      await setReadOnly(database, true)
      const { status, text } = await call('PUT', `/api/sessions/${randomUUID()}`, {
        revision: 0,
        title: '',
        document: empty,
      })
      await setReadOnly(database, false)
      expect([status, failureOf(text).kind, failureOf(text).isRetryable]).toEqual([503, 'not-saved', true])
      expect(failureOf(text).message).toMatch(/^Not saved: the (data folder|database) is read-only\.$/)
    })

    it('shows the replies that a run gave, and the invocation behind each', async () => {
      const [id, paneId, invocationId] = [randomUUID(), randomUUID(), randomUUID()]
      const body = { messages: [{ role: 'user', content: 'hello there' }] }
      const run = await call('POST', '/api/runs', {
        id: randomUUID(),
        sessionId: id,
        invocations: [{ id: invocationId, endpoint: 'echo', body }],
      })
      expect(run.text).toContain('"type":"done"')
      const turn = { id: randomUUID(), prompt: 'hello there', attempts: { [paneId]: [invocationId] } }
      await call('PUT', `/api/sessions/${id}`, { revision: 0, title: '', document: { ...empty, turns: [turn] } })
      const { replies } = (await call<SessionAnswer>('GET', `/api/sessions/${id}`)).json()
      expect(replies[invocationId]).toMatchObject({ endpoint: 'echo', isLive: false, reply: { status: 'done' } })
      await recorder.flush()
      expect((await call('GET', `/api/invocations/${invocationId}`)).text).toContain('hello there')
      expect((await call('GET', `/api/invocations/${randomUUID()}`)).status).toBe(404)
    })
  })

  describe('upstreams', () => {
    const draft = (baseUrl: string, rest: object = {}) => ({
      provider: 'custom',
      name: 'Mine',
      baseUrl,
      credential: canary,
      servesAllModels: true,
      endpoints: [],
      ...rest,
    })
    const start = async (models: string[]) => {
      const upstream = await startUpstream(models)
      servers.push(upstream.server)
      return upstream
    }
    const add = async (body: object) => (await call<Upstream>('POST', '/api/upstreams', body)).json()
    const endpointNames = async () =>
      (await call<EndpointsAnswer>('GET', '/api/endpoints')).json().endpoints.map((endpoint) => endpoint.name)

    it('lists the models of an added upstream as endpoints and invokes them with its key', async () => {
      const { url, keys } = await start(['alpha', 'beta', 'text-embedding-x'])
      const upstream = await add(draft(url))
      expect(upstream).toMatchObject({
        name: 'Mine',
        source: 'added',
        isEditable: true,
        credential: { isSet: true, lastFour: 'seen' },
      })
      await call('GET', `/api/upstreams/${upstream.id}/models`)
      expect(await endpointNames()).toEqual(['echo', 'alpha', 'beta', 'text-embedding-x'])
      const body = { messages: [{ role: 'user', content: 'hi' }] }
      const run = await call('POST', '/api/runs', {
        id: randomUUID(),
        invocations: [{ id: randomUUID(), endpoint: 'alpha', body }],
      })
      expect(run.text).toContain('"type":"done"')
      expect(keys.at(-1)).toBe(`Bearer ${canary}`)
    })

    it('lets the key out to no answer, no file and no terminal', async () => {
      const { url } = await start(['alpha'])
      const upstream = await add(draft(url))
      const invocationId = randomUUID()
      const body = { messages: [{ role: 'user', content: 'hi' }] }
      const answers = [
        await call('GET', `/api/upstreams/${upstream.id}/models`),
        await call('POST', '/api/runs', {
          id: randomUUID(),
          invocations: [{ id: invocationId, endpoint: 'alpha', body }],
        }),
        await call('GET', `/api/invocations/${invocationId}`),
        await call('GET', '/api/endpoints'),
        await call('POST', '/api/upstreams/test', { id: upstream.id, provider: 'custom', baseUrl: url }),
        await call('POST', '/api/upstreams', draft('nonsense', { name: 'Other' })),
        await call('PUT', `/api/upstreams/${upstream.id}`, draft(url, { credential: 'key\nwith a break' })),
      ]
      await recorder.flush()
      for (const { text } of answers) expect(text).not.toContain('cnry')
      const stored = await everythingStored(folder)
      expect(stored).toContain(invocationId)
      expect(stored).not.toContain('cnry')
      expect(errors).toEqual([])
    })

    it('forgets the key when the address moves to another origin, keeps it within one', async () => {
      const [mine, evil] = [await start(['alpha']), await start(['alpha'])]
      const upstream = await add(draft(mine.url))
      const { credential: _, ...withoutKey } = draft(`${mine.url}/sub`)
      expect((await call<Upstream>('PUT', `/api/upstreams/${upstream.id}`, withoutKey)).json().credential.isSet).toBe(
        true,
      )
      const moved = await call<Upstream>('PUT', `/api/upstreams/${upstream.id}`, { ...withoutKey, baseUrl: evil.url })
      expect(moved.json().credential).toEqual({ isSet: false })
      await call('GET', `/api/upstreams/${upstream.id}/models`)
      await call('PUT', `/api/upstreams/${upstream.id}`, withoutKey)
      expect(evil.keys.length).toBeGreaterThan(0)
      expect(evil.keys.every((key) => key === undefined)).toBe(true)
    })

    it('tests a stored key only where it was entered for', async () => {
      const [mine, evil] = [await start(['alpha']), await start(['alpha'])]
      const { id } = await add(draft(mine.url))
      const test = async (body: object) => (await call<UpstreamTest>('POST', '/api/upstreams/test', body)).json()
      expect(await test({ id, provider: 'custom', baseUrl: mine.url })).toMatchObject({
        isOk: true,
        models: [{ id: 'alpha' }],
      })
      await test({ id, provider: 'custom', baseUrl: evil.url })
      expect(await test({ id, provider: 'openai', baseUrl: evil.url })).toMatchObject({
        isOk: false,
        failure: { kind: 'credential-missing' },
      })
      expect(evil.keys.every((key) => key === undefined)).toBe(true)
      const refused = await test({ provider: 'custom', baseUrl: mine.url, credential: 'wrong-key-0123456789' })
      expect(refused).toMatchObject({ isOk: false, failure: { kind: 'credential-refused', status: 401 } })
      expect(JSON.stringify(refused)).not.toContain('wrong-key')
    })

    it('says in words what is wrong with an address or a provider', async () => {
      const test = async (body: object) => (await call<UpstreamTest>('POST', '/api/upstreams/test', body)).json()
      for (const baseUrl of ['http://169.254.169.254/', 'ftp://x', 'http://u:p@x', 'http://[::ffff:169.254.169.254]/'])
        expect(await test({ provider: 'custom', baseUrl })).toMatchObject({
          isOk: false,
          failure: { kind: expect.stringMatching(/bad-request|address-refused/) },
        })
      expect(await test({ provider: 'nobody', baseUrl: 'http://localhost:9' })).toMatchObject({
        isOk: false,
        failure: { field: 'provider' },
      })
      const { status, text } = await call('POST', '/api/upstreams', draft('http://metadata.google.internal/'))
      expect([status, failureOf(text).field]).toEqual([400, 'baseUrl'])
    })

    it('keeps the names of endpoints when another upstream lists the same models', async () => {
      const [first, second] = [await start(['alpha', 'echo']), await start(['alpha'])]
      const one = await add(draft(first.url))
      await call('GET', `/api/upstreams/${one.id}/models`)
      const two = await add(draft(second.url, { name: 'Second' }))
      await call('GET', `/api/upstreams/${two.id}/models`)
      expect(await endpointNames()).toEqual(['echo', 'alpha', 'Mine/echo', 'Second/alpha'])
      await call('DELETE', `/api/upstreams/${one.id}`)
      expect(await endpointNames()).toEqual(['echo', 'Second/alpha'])
    })

    it('refuses a name that is taken', async () => {
      const { url } = await start(['alpha'])
      await add(draft(url))
      expect((await call('POST', '/api/upstreams', draft(url))).status).toBe(409)
      const chosen = { servesAllModels: false, endpoints: [{ name: 'echo', model: 'alpha', tasks: ['llm/v1/chat'] }] }
      const { status, text } = await call('POST', '/api/upstreams', draft(url, { name: 'Other', ...chosen }))
      expect([status, failureOf(text).field]).toEqual([409, 'endpoints.0.name'])
    })

    it('ends the panes of an endpoint that is removed while they stream', async () => {
      const server = createServer((request, response) => {
        response.setHeader('content-type', request.url?.endsWith('/models') ? 'application/json' : 'text/event-stream')
        if (request.url?.endsWith('/models')) response.end('{"data":[{"id":"slow"}]}')
        else response.write('data: {"choices":[{"index":0,"delta":{"content":"begun"}}]}\n\n')
      }).listen(0, '127.0.0.1')
      servers.push(server)
      await once(server, 'listening')
      const { id } = await add(draft(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`))
      await call('GET', `/api/upstreams/${id}/models`)
      const body = { messages: [{ role: 'user', content: 'hi' }] }
      const called = once(server, 'request')
      const run = call('POST', '/api/runs', {
        id: randomUUID(),
        invocations: [{ id: randomUUID(), endpoint: 'slow', body }],
      })
      await called
      await call('DELETE', `/api/upstreams/${id}`)
      expect((await run).text).toContain('"endpoint-removed"')
      server.closeAllConnections()
    })

    it('refuses to change what it does not hold', async () => {
      expect((await call('PUT', '/api/upstreams/nothing', draft('http://localhost:9'))).status).toBe(404)
      expect((await call('DELETE', '/api/upstreams/nothing')).status).toBe(404)
      expect((await call('POST', '/api/models/nothing/fetch', {})).status).toBe(404)
    })
  })
})
