import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAccess, type Access } from '../access/access.ts'
import { accessTokenRoutes } from '../routes/accessTokens.ts'
import { servicePrincipalRoutes } from '../routes/servicePrincipals.ts'
import type { Database } from '../store/database.ts'
import { openTestDatabase } from '../store/testDatabase.testing.ts'
import { oidcRoutes } from '../workspace/oidc.ts'
import { workspaceError } from '../workspace/workspaceError.ts'
import { admit, createAdmission, credentialOf } from './access.ts'
import { createGate, guard } from './gate.ts'
import { createGuesses } from './guesses.ts'

const json = { 'content-type': 'application/json' }
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const protectedPaths = [
  '/serving-endpoints/x/invocations',
  '/serving-endpoints/chat/completions',
  '/v1/chat/completions',
  '/ai-gateway/mlflow/v1/chat/completions',
  '/api/2.0/serving-endpoints',
  '/api/endpoints',
]

describe('credentials of clients', () => {
  let database: Database
  let access: Access
  let app: FastifyInstance
  let nowMs: number
  let isRequired: boolean
  let port: number
  let closedStreams: number

  beforeEach(async () => {
    nowMs = Date.parse('2026-11-22T12:00:00Z')
    isRequired = false
    port = 3000
    closedStreams = 0
    database = openTestDatabase(path.join(mkdtempSync(path.join(tmpdir(), 'gate-')), 'data'))
    let ids = 0
    access = await createAccess({ database, now: () => new Date(nowMs), newId: () => `id-${++ids}` })
    app = await build()
  })

  afterEach(async () => {
    await app.close()
    await access.close()
    await database.destroy()
  })

  /** The gate, the routes of this room, and a stand-in for each kind of route behind it that says who asked. */
  async function build(): Promise<FastifyInstance> {
    const built = fastify({ routerOptions: { maxParamLength: 400 }, http: { maxHeaderSize: 16 * 1024 } })
    guard(built, createGate({ port: () => port }))
    const guesses = createGuesses(() => nowMs)
    admit(built, createAdmission({ credentials: access, isRequired }), guesses)
    built.setErrorHandler((error, _request, reply) => {
      const { status, headers, body } = workspaceError(error)
      return reply.code(status).headers(headers).send(body)
    })
    accessTokenRoutes(built, { access })
    servicePrincipalRoutes(built, { access })
    await built.register(async (workspace) => {
      workspace.removeAllContentTypeParsers()
      workspace.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
      oidcRoutes(workspace, { access, guesses })
      workspace.get('/stream', (_, reply) => {
        reply.hijack()
        reply.raw.on('close', () => closedStreams++)
        reply.raw.writeHead(200, { 'content-type': 'text/event-stream' })
        reply.raw.write('data: {}\n\n')
      })
      for (const url of protectedPaths)
        workspace.all(url, { config: { takesForms: !url.startsWith('/api/') } }, (request) => ({
          requester: request.requester,
        }))
    })
    return built
  }

  const ask = async (options: InjectOptions & { url: string }) =>
    await app.inject({ method: 'GET', ...options, headers: { host: 'localhost:3000', ...options.headers } })
  const askWith = async (authorization: string, url = '/v1/chat/completions') =>
    await ask({ url, headers: { authorization } })
  const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const newToken = async (lifetimeSeconds: number | null = null) =>
    await access.createAccessToken({ name: 'laptop', lifetimeSeconds })

  describe('on loopback', () => {
    it('asks for none', async () => {
      await newToken()
      for (const url of protectedPaths) expect([url, (await ask({ url })).json()]).toEqual([url, { requester: null }])
    })

    it('takes any before one was made, because clients insist on sending one', async () => {
      for (const sent of ['Bearer dapi-anything', 'bearer x', basic('token', 'none')])
        expect([sent, (await askWith(sent)).json()]).toEqual([sent, { requester: null }])
    })

    it('contract 3: takes Bearer and Basic token:<PAT> on every route of both planes, in any case', async () => {
      const { secret } = await newToken()
      for (const url of protectedPaths)
        for (const sent of [
          `Bearer ${secret}`,
          `BEARER ${secret}`,
          basic('token', secret),
          `basic   ${basic('token', secret).slice(6)}`,
        ])
          expect([sent, url, (await askWith(sent, url)).json()]).toEqual([sent, url, { requester: 'laptop' }])
    })

    it('refuses a wrong, an expired and a revoked one with 403, on every route', async () => {
      const { secret } = await newToken(3600)
      expect((await askWith(basic('token', secret))).statusCode).toBe(200)
      const refused = { error_code: 'PERMISSION_DENIED', message: 'Invalid access token.' }
      for (const url of protectedPaths) {
        const answer = await askWith('Bearer dapi-anything', url)
        expect([url, answer.statusCode, answer.json()]).toEqual([url, 403, refused])
      }
      nowMs += 3600_000
      expect((await askWith(`Bearer ${secret}`)).statusCode).toBe(403)
      const other = await access.createAccessToken({ name: 'other', lifetimeSeconds: null })
      expect((await askWith(`Bearer ${other.secret}`)).statusCode).toBe(200)
      await ask({ method: 'DELETE', url: `/api/access-tokens/${other.accessToken.id}` })
      expect((await askWith(`Bearer ${other.secret}`)).statusCode).toBe(403)
    })

    it('says 401 to what is no credential of this API, also before one was made', async () => {
      for (const made of [false, true]) {
        if (made) await newToken()
        for (const sent of [
          'Digest username="x"',
          'Negotiate abc',
          'Bearer',
          'Bearer  ',
          'Bearer a b',
          'dapi-without-scheme',
          basic('admin', 'x'),
          basic('token', ''),
          'Basic !!!!',
          'Basic dG9rZW4=',
          'Basic',
          '',
        ]) {
          const answer = await askWith(sent)
          expect([sent, answer.statusCode, answer.json()]).toEqual([
            sent,
            401,
            {
              error_code: 'UNAUTHENTICATED',
              message: 'Credential was not sent or was of an unsupported type for this API.',
            },
          ])
          expect(answer.headers['www-authenticate']).toBe('Bearer')
        }
      }
    })

    it('finds a credential in no other place', async () => {
      const { secret } = await newToken()
      isRequired = true
      await app.close()
      app = await build()
      for (const headers of [{ 'api-key': secret }, { 'x-api-key': secret }, { cookie: `token=${secret}` }])
        expect((await ask({ url: '/v1/chat/completions', headers })).statusCode).toBe(401)
      expect((await ask({ url: `/v1/chat/completions?access_token=${secret}&token=${secret}` })).statusCode).toBe(401)
    })

    it('keeps SQL a wrong credential', async () => {
      await newToken()
      for (const sql of [`'OR/**/1=1--`, `';drop/**/table/**/access_tokens;--`, `")or("1"="1`, '%', '_'])
        expect((await askWith(`Bearer ${sql}`)).statusCode).toBe(403)
      expect(access.accessTokens()).toHaveLength(1)
    })
  })

  describe('a credential that is revoked', () => {
    it('ends what is being answered to it, and nobody else’s (attacks 34)', async () => {
      const mine = await newToken()
      const other = await access.createAccessToken({ name: 'other', lifetimeSeconds: null })
      await app.listen({ port: 0, host: '127.0.0.1' })
      port = (app.server.address() as AddressInfo).port
      const open = (secret: string) => {
        const socket = connect(port, '127.0.0.1')
        socket.write(`GET /stream HTTP/1.1\r\nHost: localhost:${port}\r\nAuthorization: Bearer ${secret}\r\n\r\n`)
        socket.on('error', () => undefined)
        return socket
      }
      const streams = Array.from({ length: 16 }, () => open(mine.secret))
      const kept = open(other.secret)
      await Promise.all([...streams, kept].map((socket) => once(socket, 'data')))
      const ended = streams.map((socket) => once(socket, 'close'))
      // The one who revokes does so with this very credential, and still gets an answer.
      const answer = await ask({
        method: 'DELETE',
        url: `/api/access-tokens/${mine.accessToken.id}`,
        headers: { host: `localhost:${port}`, authorization: `Bearer ${mine.secret}` },
      })
      expect(answer.statusCode).toBe(204)
      await Promise.all(ended)
      await expect.poll(() => closedStreams).toBe(16)
      expect(kept.destroyed).toBe(false)
      kept.destroy()
    })
  })

  describe('where the server can be reached from elsewhere', () => {
    it('lets nothing in without a right credential, also before one was made', async () => {
      isRequired = true
      await app.close()
      app = await build()
      for (const url of protectedPaths) {
        expect([url, (await ask({ url })).statusCode]).toEqual([url, 401])
        expect([url, (await askWith('Bearer dapi-anything', url)).statusCode]).toEqual([url, 403])
      }
      const { secret } = await newToken()
      expect((await askWith(`Bearer ${secret}`)).json()).toEqual({ requester: 'laptop' })
      for (const url of ['/.well-known/databricks-config', '/oidc/.well-known/oauth-authorization-server'])
        expect((await ask({ url })).statusCode).toBe(200)
    })
  })

  describe('a page of another site', () => {
    it('is refused with a right credential too', async () => {
      const { secret } = await newToken()
      const authorization = `Bearer ${secret}`
      for (const url of [...protectedPaths, '/oidc/v1/token', '/api/access-tokens'])
        for (const headers of [
          { origin: 'http://evil.invalid' },
          { origin: 'null' },
          { 'sec-fetch-site': 'cross-site' },
          { 'sec-fetch-site': 'same-site' },
          { host: 'evil.invalid:3000' },
        ]) {
          const answer = await ask({ url, headers: { ...headers, authorization } })
          expect([url, headers, answer.statusCode]).toEqual([url, headers, 403])
        }
    })

    it('cannot send a form, not even from a browser that says it is our own page', async () => {
      for (const url of [...protectedPaths.slice(0, 3), '/oidc/v1/token']) {
        const send = async (headers: Record<string, string>) =>
          await ask({ method: 'POST', url, payload: '{"a":1}', headers: { ...form, ...headers } })
        expect([url, (await send({ origin: 'http://localhost:3000' })).statusCode]).toEqual([url, 415])
        expect([url, (await send({ 'sec-fetch-site': 'same-origin' })).statusCode]).toEqual([url, 415])
        expect([url, (await send({ origin: 'http://evil.invalid' })).statusCode]).toEqual([url, 403])
      }
    })
  })

  describe('a form from a program', () => {
    it('is taken where the route says so, and nowhere else', async () => {
      const send = async (url: string) => await ask({ method: 'POST', url, payload: '{"name":"x"}', headers: form })
      expect((await send('/serving-endpoints/x/invocations')).statusCode).toBe(200)
      expect((await send('/api/2.0/serving-endpoints')).statusCode).toBe(415)
      expect((await send('/api/access-tokens')).statusCode).toBe(415)
      expect((await send('/api/service-principals')).statusCode).toBe(415)
    })
  })

  describe('guessing', () => {
    it('is slowed down with Retry-After and never locks out who has a right one', async () => {
      const { secret } = await newToken()
      const statuses = []
      for (let count = 0; count < 100; count++) statuses.push((await askWith(`Bearer guess-${count}`)).statusCode)
      expect(statuses.slice(0, 60).every((status) => status === 403)).toBe(true)
      expect(statuses.slice(60).every((status) => status === 429)).toBe(true)
      const slowed = await askWith('Bearer guess')
      expect(slowed.headers['retry-after']).toBe('1')
      expect(slowed.json()).toMatchObject({ error_code: 'REQUEST_LIMIT_EXCEEDED' })
      expect((await askWith(`Bearer ${secret}`)).statusCode).toBe(200)
      nowMs += 1000
      expect((await askWith('Bearer guess')).statusCode).toBe(403)
    })

    it('counts wrong client secrets with the rest, and still issues for the right one', async () => {
      const { servicePrincipal, secret } = await access.createServicePrincipal({ name: 'job' })
      for (let count = 0; count < 60; count++) await askWith(`Bearer guess-${count}`)
      const wrong = await tokenFor(basic(servicePrincipal.id, 'wrong'))
      expect([wrong.statusCode, wrong.headers['retry-after']]).toEqual([429, '1'])
      expect((await tokenFor(basic(servicePrincipal.id, secret))).statusCode).toBe(200)
    })
  })

  describe('huge headers', () => {
    it('costs a long credential no more than a digest', async () => {
      await newToken()
      expect((await askWith(`Bearer ${'x'.repeat(15_000)}`)).statusCode).toBe(403)
    })

    it('refuses a head beyond the limit and goes on', async () => {
      await app.listen({ port: 0, host: '127.0.0.1' })
      const { port } = app.server.address() as AddressInfo
      const answer = await new Promise<string>((resolve) => {
        const socket = connect(port, '127.0.0.1')
        let text = ''
        socket.on('data', (part) => (text += String(part)))
        socket.on('error', () => resolve(text))
        socket.on('close', () => resolve(text))
        socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${'x'.repeat(1024 * 1024)}\r\n\r\n`)
      })
      expect(answer).toMatch(/^(HTTP\/1\.1 4\d\d|$)/)
      expect((await ask({ url: '/v1/chat/completions' })).statusCode).toBe(200)
    })
  })

  const tokenFor = async (
    authorization: string | undefined,
    payload = 'grant_type=client_credentials&scope=all-apis',
    headers: Record<string, string> = form,
  ) =>
    await ask({
      method: 'POST',
      url: '/oidc/v1/token',
      payload,
      headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
    })

  describe('where to sign in', () => {
    it('contract 1: /.well-known/databricks-config answers anybody with oidc_endpoint and a workspace id of digits', async () => {
      await newToken()
      const answer = await askWith('Bearer wrong', '/.well-known/databricks-config')
      expect(answer.headers['content-type']).toMatch(/^application\/json/)
      expect(answer.json()).toEqual({
        oidc_endpoint: 'http://localhost:3000/oidc',
        workspace_id: expect.stringMatching(/^\d+$/),
        account_id: access.identity.accountId,
        cloud: 'AWS',
      })
      const other = await ask({ url: '/.well-known/databricks-config', headers: { host: '127.0.0.1:3000' } })
      expect(other.json<{ oidc_endpoint: string }>().oidc_endpoint).toBe('http://127.0.0.1:3000/oidc')
    })

    it('contract 2: the discovery documents name the token endpoint', async () => {
      for (const url of [
        '/oidc/.well-known/oauth-authorization-server',
        '/oidc/.well-known/openid-configuration',
        '/.well-known/oauth-authorization-server',
      ])
        expect((await ask({ url })).json()).toMatchObject({
          issuer: 'http://localhost:3000/oidc',
          authorization_endpoint: 'http://localhost:3000/oidc/v1/authorize',
          token_endpoint: 'http://localhost:3000/oidc/v1/token',
        })
    })
  })

  describe('the token endpoint', () => {
    it('contract 2: issues a token for Basic client credentials and a form, and that token opens the API', async () => {
      const { servicePrincipal, secret } = await access.createServicePrincipal({ name: 'job' })
      const answer = await tokenFor(basic(servicePrincipal.id, secret))
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['cache-control']).toBe('no-store')
      const token = answer.json<Record<string, unknown>>()
      expect(token).toEqual({
        access_token: expect.stringMatching(/^aipgo_/),
        token_type: 'Bearer',
        expires_in: 3600,
        scope: 'all-apis',
      })
      expect((await askWith(`Bearer ${String(token['access_token'])}`)).json()).toEqual({ requester: 'job' })
    })

    it('takes id and secret in the form, and authorization_details beside them', async () => {
      const { servicePrincipal, secret } = await access.createServicePrincipal({ name: 'job' })
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: servicePrincipal.id,
        client_secret: secret,
        authorization_details: '[{"type":"workspace_permission"}]',
      })
      expect((await tokenFor(undefined, body.toString())).statusCode).toBe(200)
    })

    it('refuses as RFC 6749 says, always in JSON', async () => {
      const { servicePrincipal, secret } = await access.createServicePrincipal({ name: 'job' })
      const right = basic(servicePrincipal.id, secret)
      const grant = 'grant_type=client_credentials'
      const cases: [number, string, string | undefined, string, Record<string, string>?][] = [
        [401, 'invalid_client', basic(servicePrincipal.id, 'wrong'), grant],
        [401, 'invalid_client', basic('nobody', secret), grant],
        [401, 'invalid_client', undefined, grant],
        [401, 'invalid_client', 'Bearer x', grant],
        [401, 'invalid_client', 'Basic %%%', grant],
        [400, 'invalid_request', right, ''],
        [400, 'invalid_request', right, 'scope=all-apis'],
        [400, 'invalid_request', right, `${grant}&${grant}`],
        [400, 'invalid_request', right, `${grant}&client_secret=${secret}`],
        [400, 'invalid_request', right, `${grant}&client_id=another`],
        [400, 'invalid_request', right, '{"grant_type":"client_credentials"}', json],
        [400, 'unsupported_grant_type', right, 'grant_type=password&username=a&password=b'],
        [400, 'invalid_scope', right, `${grant}&scope=sql`],
      ]
      for (const [status, error, authorization, body, headers] of cases) {
        const answer = await tokenFor(authorization, body, headers)
        const given = answer.json<Record<string, unknown>>()
        const challenge = answer.headers['www-authenticate'] !== undefined
        expect([body, answer.statusCode, given['error'], challenge]).toEqual([body, status, error, status === 401])
        expect(given['error_description']).toEqual(expect.any(String))
        expect(answer.headers['content-type']).toMatch(/^application\/json/)
        expect(answer.headers['cache-control']).toBe('no-store')
      }
    })
  })

  describe('the page’s own API', () => {
    it('shows a secret in the answer to its creation and nowhere else', async () => {
      const made = await ask({
        method: 'POST',
        url: '/api/access-tokens',
        headers: json,
        payload: { name: 'laptop', lifetimeSeconds: null },
      })
      expect(made.statusCode).toBe(201)
      const { secret } = made.json<{ secret: string }>()
      expect(access.requesterOf(secret)?.name).toBe('laptop')
      const principal = await ask({
        method: 'POST',
        url: '/api/service-principals',
        headers: json,
        payload: { name: 'job' },
      })
      expect(principal.statusCode).toBe(201)
      const lists = [await ask({ url: '/api/access-tokens' }), await ask({ url: '/api/service-principals' })]
      expect(lists.map((it) => it.json<unknown[]>().length)).toEqual([1, 1])
      for (const list of lists) expect(list.body).not.toContain('aipg')
    })

    it('refuses names and spans that make no sense', async () => {
      for (const payload of [
        { name: '', lifetimeSeconds: null },
        { name: 'x'.repeat(101), lifetimeSeconds: null },
        { name: 'x', lifetimeSeconds: 0 },
        { name: 'x', lifetimeSeconds: 1e12 },
        { name: 'x' },
        { name: 'x', lifetimeSeconds: null, secret: 'chosen-by-me' },
      ])
        expect((await ask({ method: 'POST', url: '/api/access-tokens', headers: json, payload })).statusCode).toBe(400)
      expect(access.accessTokens()).toEqual([])
    })
  })
})

describe('credentialOf', () => {
  it('keeps everything after the first colon of Basic', () => {
    const value = Buffer.from('token:a:b').toString('base64')
    expect(credentialOf(`Basic ${value}`)).toBe('a:b')
  })
})
