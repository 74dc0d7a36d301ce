import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { upstreamDraftSchema } from '../contract/endpoint.ts'
import { FailureError } from '../contract/failure.ts'
import { compatibleProviders } from '../providers/compatible.ts'
import type { Database } from '../store/database.ts'
import { setReadOnly } from '../store/refusal.testing.ts'
import { openTestDatabase } from '../store/testDatabase.testing.ts'
import { listUpstreams, saveUpstream } from '../store/upstreams.ts'
import { Secret } from '../vault/secret.ts'
import { createVault } from '../vault/vault.ts'
import type { ConfiguredUpstream } from './configuredUpstream.ts'
import { createRegistry, type EndpointRegistry } from './registry.ts'
import { clientIdOf } from './withClient.ts'

const configured = (provider: string): ConfiguredUpstream => ({
  id: `environment-${provider}`,
  provider,
  name: provider,
  baseUrl: `https://${provider}.example/v1`,
  credential: new Secret('sk-of-the-environment'),
  servesAllModels: true,
  endpoints: [],
  source: 'environment',
  sourceDetail: 'KEY',
})

describe('registry', () => {
  let database: Database
  /** Models by origin; what is not here refuses the connection. */
  let served: Record<string, string[]>
  let asked: { origin: string; credential: string | undefined; clientId: string | undefined }[]
  const vaultKey = randomBytes(32)

  beforeEach(() => {
    database = openTestDatabase(path.join(mkdtempSync(path.join(tmpdir(), 'registry-')), 'data'))
    served = {}
    asked = []
  })
  afterEach(() => database.destroy())

  const open = (upstreams: ConfiguredUpstream[], key = vaultKey, ownPort = 3000): Promise<EndpointRegistry> =>
    createRegistry({
      database,
      vault: createVault(key),
      local: { endpoints: () => [], adapterFor: () => undefined },
      configured: upstreams,
      defined: [],
      providers: compatibleProviders,
      connect: () => () => Promise.resolve(),
      listModels: ({ row, baseUrl, credential }) => {
        const { origin } = new URL(baseUrl)
        asked.push({ origin, credential, clientId: clientIdOf(row) })
        const models = served[origin]
        if (models === undefined)
          return Promise.reject(new FailureError({ kind: 'unreachable', message: 'Nobody there.', isRetryable: true }))
        return Promise.resolve(models.map((id) => ({ id, tasks: ['llm/v1/chat'] })))
      },
      ownPort: () => ownPort,
      now: () => new Date(),
      nowMs: () => performance.now(),
      newId: randomUUID,
      onRemoved: () => undefined,
    })
  const names = (registry: EndpointRegistry) => registry.answer().endpoints.map((endpoint) => endpoint.name)
  const whose = (registry: EndpointRegistry, name: string) => registry.resolve(name, 'llm/v1/chat').endpoint.upstreamId

  it('gives a name to the same model after a restart, whichever list comes first', async () => {
    served = { 'https://mistral.example': ['large'] }
    const first = await open([configured('openai'), configured('mistral')])
    await first.discover()
    expect(whose(first, 'large')).toBe('environment-mistral')
    served = { 'https://openai.example': ['large'], 'https://mistral.example': ['large'] }
    const second = await open([configured('openai'), configured('mistral')])
    expect(whose(second, 'large')).toBe('environment-mistral')
    await second.discover()
    expect(names(second).toSorted()).toEqual(['large', 'openai/large'])
    expect(whose(second, 'large')).toBe('environment-mistral')
  })

  it('knows the models of an upstream that cannot be reached from last time', async () => {
    served = { 'https://openai.example': ['gpt'] }
    await (await open([configured('openai')])).discover()
    served = {}
    const registry = await open([configured('openai')])
    await registry.discover()
    expect(names(registry)).toEqual(['gpt'])
    expect(registry.answer().upstreams[0]?.state).toMatchObject({ type: 'failed', message: 'Nobody there.' })
    expect(registry.resolve('gpt', 'llm/v1/chat').served.secrets).toEqual(['sk-of-the-environment'])
  })

  it('finds local servers on their usual ports, sends them no key, and says when they are gone', async () => {
    served = { 'http://127.0.0.1:11434': ['llama'] }
    const registry = await open([])
    await registry.discover()
    expect(registry.answer().upstreams).toMatchObject([{ name: 'Ollama', source: 'found', sourceDetail: 'port 11434' }])
    expect(names(registry)).toEqual(['llama'])
    expect(asked.every(({ credential }) => credential === undefined)).toBe(true)
    served = {}
    await registry.discover()
    expect(registry.answer().endpoints).toMatchObject([{ name: 'llama', state: { type: 'unavailable' } }])
  })

  it('does not find itself, nor what was added already', async () => {
    served = {
      'http://127.0.0.1:8080': ['ourselves'],
      'http://127.0.0.1:11434': ['llama'],
      'http://localhost:11434': ['llama'],
    }
    const registry = await open([], vaultKey, 8080)
    await registry.add({
      provider: 'ollama',
      name: 'Mine',
      baseUrl: 'http://localhost:11434/v1',
      servesAllModels: true,
      endpoints: [],
    })
    await registry.discover()
    expect(registry.answer().upstreams.map((upstream) => upstream.name)).toEqual(['Mine'])
    expect(asked.some(({ origin }) => origin.endsWith(':8080'))).toBe(false)
  })

  const draft = {
    provider: 'openai',
    name: 'Mine',
    baseUrl: 'https://mine.example/v1',
    credential: 'sk-stored-0123456789',
    servesAllModels: false,
    endpoints: [{ name: 'gpt', model: 'gpt-5', tasks: ['llm/v1/chat' as const] }],
  }

  it('says that a key cannot be read with another vault key, and starts all the same', async () => {
    await (await open([])).add(draft)
    const registry = await open([], randomBytes(32))
    expect(() => registry.resolve('gpt', 'llm/v1/chat')).toThrow(/The stored credential cannot be read/)
    expect(
      await registry.test({ id: registry.answer().upstreams[0]?.id, provider: 'openai', baseUrl: draft.baseUrl }),
    ).toMatchObject({
      isOk: false,
      failure: { kind: 'credential-missing' },
    })
  })

  it('does not send a key whose row was pointed elsewhere behind its back', async () => {
    await (await open([])).add(draft)
    const [row] = await listUpstreams(database)
    if (row === undefined) throw new Error('not stored')
    await saveUpstream(database, { ...row, baseUrl: 'https://evil.example/v1' })
    served = { 'https://evil.example': ['gpt'] }
    const registry = await open([])
    await expect(registry.models(row.id)).rejects.toThrow(/cannot be read/)
    expect(() => registry.resolve('gpt', 'llm/v1/chat')).toThrow(/cannot be read/)
    expect(asked.filter(({ origin }) => origin === 'https://evil.example')).toEqual([])
  })

  describe('with a client id', () => {
    const client = {
      provider: 'databricks-model-serving',
      name: 'Work',
      baseUrl: 'https://w.example',
      clientId: 'c-1',
      credential: 'dose-secret-0123456789',
      servesAllModels: false,
      endpoints: [{ name: 'dbrx', model: 'dbrx', tasks: ['llm/v1/chat' as const] }],
    }
    const { credential: _, ...unchanged } = client

    it('keeps id and secret over a restart, and shows the id only', async () => {
      served = { 'https://w.example': ['dbrx'] }
      await (await open([])).add(client)
      const registry = await open([])
      const [upstream] = registry.answer().upstreams
      expect(upstream?.credential).toEqual({ isSet: true, lastFour: '6789', clientId: 'c-1' })
      asked = []
      await registry.models(upstream?.id ?? '')
      expect(asked).toEqual([{ origin: 'https://w.example', credential: client.credential, clientId: 'c-1' }])
      expect(JSON.stringify(registry.answer())).not.toContain('dose-secret')
    })

    it('forgets the secret when another client is named, or none', async () => {
      const registry = await open([])
      for (const clientId of ['c-2', '']) {
        const { id } = await registry.add({ ...client, name: `Work${clientId}`, endpoints: [] })
        expect(
          (await registry.edit(id, { ...unchanged, name: `Work${clientId}`, endpoints: [] })).credential.isSet,
        ).toBe(true)
        const changed = await registry.edit(id, { ...unchanged, name: `Work${clientId}`, clientId, endpoints: [] })
        expect(changed.credential).toEqual({ isSet: false, ...(clientId === '' ? {} : { clientId }) })
      }
    })

    it('tests the stored secret for its own client only', async () => {
      served = { 'https://w.example': ['dbrx'] }
      const registry = await open([])
      const { id } = await registry.add(client)
      asked = []
      const { provider, baseUrl } = client
      expect(await registry.test({ id, provider, baseUrl, clientId: 'c-1' })).toMatchObject({ isOk: true })
      expect(await registry.test({ id, provider, baseUrl, clientId: 'c-2' })).toMatchObject({
        isOk: false,
        failure: { message: 'The stored secret belongs to another client. Enter the one of c-2.' },
      })
      expect(await registry.test({ id, provider, baseUrl })).toMatchObject({ isOk: false })
      expect(asked.map(({ clientId }) => clientId)).toEqual(['c-1'])
    })

    it('is refused where the provider knows no client ids, and where an id would end Basic early', async () => {
      const registry = await open([])
      await expect(registry.add({ ...client, provider: 'openai' })).rejects.toThrow('OpenAI knows no client ids.')
      expect(upstreamDraftSchema.safeParse({ ...client, clientId: 'a:b' }).success).toBe(false)
    })
  })

  it('refuses a name it does not know, a task the endpoint lacks, and a missing key', async () => {
    const registry = await open([])
    const { credential: _, ...keyless } = draft
    await registry.add(keyless)
    expect(() => registry.resolve('nothing', 'llm/v1/chat')).toThrow(/no endpoint named nothing/)
    expect(() => registry.resolve('gpt', 'llm/v1/embeddings')).toThrow(/gpt does not take llm\/v1\/embeddings/)
    expect(() => registry.resolve('gpt', 'llm/v1/chat')).toThrow(/Mine has no key/)
    expect(registry.answer().endpoints[0]?.state).toEqual({
      type: 'unavailable',
      reason: 'Mine has no key. Enter it in Endpoints.',
    })
  })

  it('says why nothing was saved where the disk refuses, and has nothing then', async () => {
    const registry = await open([])
    await setReadOnly(database, true)
    const custom_provider_config = { custom_provider_url: 'https://mine.example/v1' }
    const external_model = { name: 'm', provider: 'custom', task: 'llm/v1/chat' as const, custom_provider_config }
    const config = { served_entities: [{ external_model }] }
    await expect(registry.admin.create({ name: 'mine', config })).rejects.toThrow(/^Not saved: /)
    await expect(registry.add(draft)).rejects.toThrow(/^Not saved: /)
    expect(registry.answer()).toMatchObject({ endpoints: [], upstreams: [] })
    await setReadOnly(database, false)
    await registry.admin.create({ name: 'mine', config })
    expect(registry.answer().endpoints).toMatchObject([{ name: 'mine', source: 'created' }])
  })
})
