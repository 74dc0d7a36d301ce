import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FailureError } from '../contract/failure.ts'
import { readJsonObject } from '../contract/jsonText.ts'
import { createWire, type Wire } from '../wire/wire.ts'
import type { ProviderCall, ProviderSink } from './adapter.ts'
import { findCompatibleProvider } from './compatible.ts'
import { compatibleAdapter } from './compatibleAdapter.ts'
import type { ForwardSink } from './forward.ts'
import { listModels } from './listModels.ts'
import { createMachineToken, type MachineToken } from './machineToken.ts'
import type { ProviderRow } from './providerRow.ts'

const clientId = '5a3f0c3e-client'
const secret = 'cnry-client-secret-0123456789'

/** A Databricks workspace: gives out `token-1`, `token-2`, …; every invocation says what it was sent. */
class Workspace {
  server: Server
  issued = 0
  lifetimeSeconds = 3600
  /** Tokens that are no longer taken. */
  withdrawn = new Set<string>()
  asked: { path: string; authorization: string | undefined; type: string | undefined; body: string }[] = []
  withdrawal: { status: number; body: unknown } = { status: 401, body: { error_code: '401', message: 'Expired' } }
  isForbidden = false
  tokenEndpoint: string | undefined
  refusal: { status: number; body: string } | undefined
  /** Set: token requests wait for it. */
  gate: Promise<void> | undefined

  constructor() {
    this.server = createServer((request, response) => void this.#answer(request, response))
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  count(path: string): number {
    return this.asked.filter((it) => it.path === path).length
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const { authorization, 'content-type': type } = request.headers
    const path = request.url ?? ''
    this.asked.push({ path, authorization, type, body: Buffer.concat(parts).toString() })
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }
    if (path === '/oidc/.well-known/oauth-authorization-server')
      return send(200, { token_endpoint: this.tokenEndpoint ?? `${this.url}/oidc/v1/token` })
    if (path === '/oidc/v1/token') {
      await this.gate
      if (this.refusal !== undefined) return send(this.refusal.status, this.refusal.body)
      this.issued += 1
      return send(200, {
        access_token: `token-${this.issued}-cnry-0123456789`,
        token_type: 'Bearer',
        expires_in: this.lifetimeSeconds,
      })
    }
    const sent = authorization?.replace('Bearer ', '') ?? ''
    if (this.isForbidden) return send(403, { error_code: 'PERMISSION_DENIED', message: 'No CAN_QUERY on chat' })
    if (!sent.startsWith('token-') || this.withdrawn.has(sent))
      return send(this.withdrawal.status, this.withdrawal.body)
    if (path === '/api/2.0/serving-endpoints') return send(200, { endpoints: [{ name: 'chat', task: 'llm/v1/chat' }] })
    send(200, { choices: [{ message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }] })
  }
}

describe('client id and secret towards a Databricks workspace', () => {
  let workspace: Workspace
  let wire: Wire
  let now: number

  beforeEach(async () => {
    now = 0
    workspace = new Workspace()
    workspace.server.listen(0, '127.0.0.1')
    await once(workspace.server, 'listening')
    wire = createWire({ policy: { allowPrivate: true } })
  })

  afterEach(async () => {
    await wire.close()
    workspace.server.closeAllConnections()
    workspace.server.close()
  })

  const make = (): MachineToken =>
    createMachineToken({
      baseUrl: workspace.url,
      clientId,
      readSecret: () => secret,
      label: 'W',
      wire,
      nowMs: () => now,
    })

  const row = (): ProviderRow => {
    const databricks = findCompatibleProvider('databricks-model-serving')
    if (databricks === undefined) throw new Error('no row')
    return { ...databricks, credentialStyle: { clientId } }
  }

  const adapter = () =>
    compatibleAdapter({ row: row(), label: 'W', baseUrl: workspace.url, readCredential: () => secret, wire })

  const failureOf = async (promise: Promise<unknown>) => {
    const error = await promise.then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(error).toBeInstanceOf(FailureError)
    return (error as FailureError).failure
  }

  it('asks the token endpoint that the workspace names, as the Databricks SDK does', async () => {
    expect(await make().read()).toBe('token-1-cnry-0123456789')
    const [discovery, token] = workspace.asked
    expect(discovery).toMatchObject({ path: '/oidc/.well-known/oauth-authorization-server', authorization: undefined })
    expect(token).toEqual({
      path: '/oidc/v1/token',
      authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
      type: 'application/x-www-form-urlencoded',
      body: 'grant_type=client_credentials&scope=all-apis',
    })
  })

  it('gives the token it has without waiting', async () => {
    const token = make()
    await token.read()
    expect(token.read()).toBe('token-1-cnry-0123456789')
    expect(workspace.issued).toBe(1)
  })

  it('renews in the background from twenty minutes before the end on, and goes on with the old one meanwhile', async () => {
    const token = make()
    await token.read()
    now = 41 * 60_000
    expect(token.read()).toBe('token-1-cnry-0123456789')
    await expect.poll(() => token.read()).toBe('token-2-cnry-0123456789')
    expect(workspace.issued).toBe(2)
  })

  it('takes forty seconds before the end for expired', async () => {
    const token = make()
    await token.read()
    now = 3600_000 - 40_000
    const read = token.read()
    expect(read).toBeInstanceOf(Promise)
    expect(await read).toBe('token-2-cnry-0123456789')
  })

  it('goes on with a good token when its renewal fails', async () => {
    const token = make()
    await token.read()
    workspace.refusal = { status: 503, body: 'down' }
    now = 50 * 60_000
    expect(token.read()).toBe('token-1-cnry-0123456789')
    await expect.poll(() => workspace.count('/oidc/v1/token')).toBe(2)
    expect(token.read()).toBe('token-1-cnry-0123456789')
  })

  it.each([
    ['as events', invoke],
    ['as bytes', forward],
  ])('asks once for 64 concurrent invocations, passed on %s', async (_, send) => {
    const opened = Promise.withResolvers<void>()
    workspace.gate = opened.promise
    const call = adapter()
    const all = Array.from({ length: 64 }, () => send(call))
    await expect.poll(() => workspace.count('/oidc/v1/token')).toBe(1)
    opened.resolve()
    expect((await Promise.all(all)).every((body) => body.includes('"hi"'))).toBe(true)
    expect(workspace.count('/oidc/v1/token')).toBe(1)
    expect(workspace.count('/oidc/.well-known/oauth-authorization-server')).toBe(1)
  })

  it.each([
    ['as events', invoke],
    ['as bytes', forward],
  ])('fetches one new token and repeats once when one is refused before its time, 64 at once, %s', async (_, send) => {
    const call = adapter()
    await send(call)
    workspace.withdrawn.add('token-1-cnry-0123456789')
    workspace.asked = []
    const bodies = await Promise.all(Array.from({ length: 64 }, () => send(call)))
    expect(bodies.every((body) => body.includes('"hi"'))).toBe(true)
    expect(workspace.count('/oidc/v1/token')).toBe(1)
    expect(workspace.count('/serving-endpoints/chat/invocations')).toBeLessThanOrEqual(128)
  })

  it('takes 403 for a refused token where the words say so, and for a missing right where not', async () => {
    const call = adapter()
    await invoke(call)
    workspace.withdrawal = { status: 403, body: { error_code: '403', message: 'Invalid access token. [ReqId: 1]' } }
    workspace.withdrawn.add('token-1-cnry-0123456789')
    expect(await invoke(call)).toContain('"hi"')
    expect(workspace.issued).toBe(2)
    workspace.isForbidden = true
    expect(await failureOf(invoke(call))).toMatchObject({ kind: 'credential-refused', status: 403 })
    expect(workspace.issued).toBe(2)
  })

  it('repeats no more than once', async () => {
    const call = adapter()
    for (const number of [1, 2, 3]) workspace.withdrawn.add(`token-${number}-cnry-0123456789`)
    expect(await failureOf(invoke(call))).toMatchObject({ kind: 'credential-refused', status: 401 })
    expect(workspace.count('/serving-endpoints/chat/invocations')).toBe(2)
  })

  it('says in the workspace’s own words that a client was refused, without its secret', async () => {
    workspace.refusal = {
      status: 401,
      body: JSON.stringify({ error: 'invalid_client', error_description: `Client authentication failed: ${secret}` }),
    }
    const failure = await failureOf(invoke(adapter()))
    expect(failure).toMatchObject({
      kind: 'credential-refused',
      isRetryable: false,
      message: 'W refused the client id or its secret (401). Replace them in Endpoints.',
    })
    expect(failure.providerMessage).toBe('Client authentication failed: •••')
    expect(workspace.count('/serving-endpoints/chat/invocations')).toBe(0)
  })

  it('never sends the secret to another origin than the one it was entered for', async () => {
    const other = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1')
    await once(other, 'listening')
    let wasAsked = false
    other.on('request', () => (wasAsked = true))
    workspace.tokenEndpoint = `http://127.0.0.1:${(other.address() as AddressInfo).port}/oidc/v1/token`
    expect(await failureOf(invoke(adapter()))).toMatchObject({
      kind: 'address-refused',
      message: expect.stringContaining('sends clients to sign in at'),
    })
    expect(wasAsked).toBe(false)
    other.close()
  })

  it('says that the address is none of a workspace where there is nothing to sign in at', async () => {
    workspace.tokenEndpoint = 'not a url'
    expect(await failureOf(invoke(adapter()))).toMatchObject({
      kind: 'answer-invalid',
      message: expect.stringContaining('Check the base URL'),
    })
  })

  it('lets one caller go without ending the request the others wait for', async () => {
    const opened = Promise.withResolvers<void>()
    workspace.gate = opened.promise
    const call = adapter()
    const stop = new AbortController()
    const stopped = invoke(call, stop.signal)
    const other = invoke(call)
    await expect.poll(() => workspace.count('/oidc/v1/token')).toBe(1)
    stop.abort(new Error('stopped by the person'))
    await expect(stopped).rejects.toThrow('stopped by the person')
    opened.resolve()
    expect(await other).toContain('"hi"')
  })

  it('names the tokens it fetched, so that they can be removed from what comes back', async () => {
    const call = adapter()
    expect(call.secrets?.()).toEqual([])
    await invoke(call)
    expect(call.secrets?.()).toEqual(['token-1-cnry-0123456789'])
  })

  it('lists the models of the workspace', async () => {
    const models = await listModels({
      row: row(),
      baseUrl: workspace.url,
      credential: secret,
      wire,
      signal: new AbortController().signal,
    })
    expect(models).toEqual([{ id: 'chat', tasks: ['llm/v1/chat'] }])
  })
})

async function invoke(
  call: ReturnType<typeof compatibleAdapter>,
  signal = new AbortController().signal,
): Promise<string> {
  let body = ''
  const sink: ProviderSink = {
    onQueued: () => undefined,
    onSent: () => undefined,
    onAnswered: () => undefined,
    onEvent: () => undefined,
    onBody: (text) => void (body = text),
  }
  const asked: ProviderCall = { task: 'llm/v1/chat', model: 'chat', body: { messages: [] }, isStreamed: false }
  await call(asked, sink, signal)
  return body
}

async function forward(
  call: ReturnType<typeof compatibleAdapter>,
  signal = new AbortController().signal,
): Promise<string> {
  let text = ''
  const sink: ForwardSink = {
    onSent: () => undefined,
    onAnswered: () => undefined,
    onBytes: (chunk) => void (text += Buffer.from(chunk).toString()),
    onRefusal: () => undefined,
  }
  const body = Buffer.from('{"messages":[]}')
  const asked = { task: 'llm/v1/chat', model: 'chat', body, object: readJsonObject(body), isStreamed: false } as const
  await call.forward?.(asked, sink, signal)
  return text
}
