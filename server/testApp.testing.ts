import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { createAccess } from './access/access.ts'
import { buildApp } from './app.ts'
import type { EndpointDefinition } from './endpoints/endpointDefinition.ts'
import { createRegistry, type EndpointRegistry } from './endpoints/registry.ts'
import { createEmbed } from './invoke/embeddings.ts'
import { digestForwarded } from './invoke/digestForwarded.ts'
import { createRuns, type Runs } from './invoke/runs.ts'
import { compatibleProviders } from './providers/compatible.ts'
import { compatibleAdapter } from './providers/compatibleAdapter.ts'
import { echoAdapter } from './providers/echo.ts'
import { listModels } from './providers/listModels.ts'
import { echoEndpoint } from './providers/local/localEndpoints.ts'
import type { Database } from './store/database.ts'
import { openTestDatabase } from './store/testDatabase.testing.ts'
import { createInvocationKeeper } from './store/invocationKeeper.ts'
import { createRecorder } from './store/recorder.ts'
import { createRecordingPolicy, withPolicy } from './store/recordingPolicy.ts'
import { createVault } from './vault/vault.ts'
import { createWire } from './wire/wire.ts'

/** The whole app on a real database, asked without a port. */
export interface TestApp {
  app: FastifyInstance
  registry: EndpointRegistry
  runs: Runs
  folder: string
  database: Database
  /** What was asked is written, and in the list. */
  settle(): Promise<void>
  call(method: InjectOptions['method'], url: string, body?: unknown): Promise<TestAnswer>
  close(): Promise<void>
}

interface TestAnswer {
  status: number
  headers: Record<string, unknown>
  text: string
  /** The body as JSON; the caller knows its shape. */
  json: Record<string, unknown>
}

const vaultKey = randomBytes(32)

export async function startTestApp({
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'workspace-')), 'data'),
  defined = [] as EndpointDefinition[],
} = {}): Promise<TestApp> {
  const database = openTestDatabase(folder, { digest: digestForwarded })
  const recordingPolicy = await createRecordingPolicy(database)
  const recorder = withPolicy(createRecorder(database), recordingPolicy)
  const wire = createWire({ policy: { allowPrivate: true } })
  const clock = { nowMs: () => performance.now(), now: () => new Date() }
  const port = () => 3000
  let runs: Runs | undefined
  const registry = await createRegistry({
    ...clock,
    database,
    vault: createVault(vaultKey),
    local: { endpoints: () => [echoEndpoint], adapterFor: (name) => (name === 'echo' ? echoAdapter : undefined) },
    configured: [],
    defined,
    providers: compatibleProviders,
    connect: (upstream) => compatibleAdapter({ ...upstream, wire }),
    listModels: (request) => listModels({ ...request, wire }),
    ownPort: port,
    newId: randomUUID,
    onRemoved: (name, failure) => runs?.endEndpoint(name, failure),
  })
  runs = createRuns({ resolve: registry.resolve, recorder, clock })
  const access = await createAccess({ database, now: clock.now, newId: randomUUID })
  const onError = (error: unknown) => {
    throw error
  }
  const keeper = createInvocationKeeper({ database, policy: recordingPolicy, now: clock.now, onError })
  const app = await buildApp({
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
    gate: { port },
    version: '0.0.0',
    dataFolder: folder,
    now: clock.now,
    newId: randomUUID,
    // A failure of our own fails the test that caused it.
    onError,
  })
  const owned = runs
  return {
    app,
    registry,
    runs,
    folder,
    database,
    async settle() {
      await recorder.flush()
      await keeper.settle()
    },
    async call(method, url, body) {
      const response = await app.inject({
        method: method ?? 'GET',
        url,
        headers: {
          host: 'localhost:3000',
          authorization: 'Bearer any',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const isJson = String(response.headers['content-type']).startsWith('application/json')
      const json = isJson ? (JSON.parse(response.body) as Record<string, unknown>) : {}
      return { status: response.statusCode, headers: response.headers, text: response.body, json }
    },
    async close() {
      registry.close()
      await owned.close(0)
      await app.close()
      await access.close()
      await wire.close()
      await recorder.close()
      await keeper.close()
      await database.destroy()
    },
  }
}

export interface FakeUpstream {
  origin: string
  /** What was asked, in order. */
  asked: { path: string; headers: IncomingHttpHeaders; body: Record<string, unknown> }[]
  /** Answers by path; the rest is answered by a chat completion that names the model. */
  answers: Map<string, (response: ServerResponse) => void>
  close(): void
}

/** An upstream of OpenAI's wire. */
export async function startFakeUpstream(): Promise<FakeUpstream> {
  const asked: FakeUpstream['asked'] = []
  const answers: FakeUpstream['answers'] = new Map()
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += String(chunk)
    const body = JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>
    const url = request.url ?? ''
    asked.push({ path: url, headers: request.headers, body })
    const own = answers.get(url)
    if (own !== undefined) return own(response)
    const message = { role: 'assistant', content: `I am ${String(body.model)}` }
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        id: 'chatcmpl-1',
        object: 'chat.completion',
        created: 1,
        model: body.model,
        choices: [{ index: 0, message, finish_reason: 'stop' }],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      }),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // Listening on a port, so its address is no text.
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    answers,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
