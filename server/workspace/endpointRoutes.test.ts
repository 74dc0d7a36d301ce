import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { yamlEndpoints } from '../endpoints/yamlEndpoints.ts'
import { compatibleProviders } from '../providers/compatible.ts'
import { createEndpointSchema } from '../contract/servingEndpoint.ts'
import { everythingStored } from '../store/testDatabase.testing.ts'
import { startFakeUpstream, startTestApp, type FakeUpstream, type TestApp } from '../testApp.testing.ts'

const root = '/api/2.0/serving-endpoints'
const secret = 'sk-cnry-4b1b6c0e-0f7a-4f55-9d4e'

describe('the serving-endpoints API', () => {
  let test: TestApp
  let upstream: FakeUpstream

  beforeEach(async () => {
    test = await startTestApp()
    upstream = await startFakeUpstream()
  })
  afterEach(async () => {
    await test.close()
    upstream.close()
  })

  const entity = (model: string, more: object = {}) => ({
    external_model: {
      name: model,
      provider: 'openai',
      task: 'llm/v1/chat',
      openai_config: { openai_api_base: `${upstream.origin}/v1`, openai_api_key_plaintext: secret },
    },
    ...more,
  })
  const custom = (model: string, config: object = {}, more: object = {}) => ({
    external_model: {
      name: model,
      provider: 'custom',
      task: 'llm/v1/chat',
      custom_provider_config: { custom_provider_url: `${upstream.origin}/v1/chat/completions`, ...config },
    },
    ...more,
  })
  const create = (name: string, served_entities: unknown[], more: object = {}, config: object = {}) =>
    test.call('POST', root, { name, config: { served_entities, ...config }, ...more })
  const ask = (name: string, served?: string) =>
    test.call(
      'POST',
      `/serving-endpoints/${name}/${served === undefined ? '' : `served-models/${served}/`}invocations`,
      {
        messages: [{ role: 'user', content: 'hi' }],
      },
    )
  const routes = (...shares: [string, number | string][]) => ({
    traffic_config: {
      routes: shares.map(([served_model_name, traffic_percentage]) => ({ served_model_name, traffic_percentage })),
    },
  })

  it('checklist 4: lists endpoints with and without a trailing slash, under the key endpoints', async () => {
    for (const url of [root, `${root}/`, `${root}?o=123`, `${root}/?o=123`])
      expect(await test.call('GET', url)).toMatchObject({ status: 200, json: { endpoints: [{ name: 'echo' }] } })
  })

  it('checklist 13: answers every 2xx with a JSON object, a deletion with {}', async () => {
    const answers = [
      await create('mine', [entity('m')]),
      await test.call('GET', `${root}/mine`),
      await test.call('PUT', `${root}/mine/config`, { served_entities: [entity('m')] }),
      await test.call('PATCH', `${root}/mine/tags`, { add_tags: [{ key: 'team', value: 'a' }] }),
      await test.call('PUT', `${root}/mine/rate-limits`, { rate_limits: [] }),
      await test.call('PUT', `${root}/mine/ai-gateway`, {}),
      await test.call('PATCH', `${root}/mine/notifications`, {}),
      await test.call('GET', `${root}/mine/openapi`),
      await test.call('DELETE', `${root}/mine`),
    ]
    for (const { status, text, headers } of answers) {
      expect(status).toBe(200)
      expect(headers['content-type']).toMatch(/^application\/json/)
      expect(text).toMatch(/^\{/)
    }
    expect(answers.at(-1)?.text).toBe('{}')
  })

  it('creates an endpoint that answers, says who served it, and is gone when deleted', async () => {
    const created = await create('mine', [entity('gpt-4.1:mini')], { tags: [{ key: 'team' }], description: 'words' })
    expect(created).toMatchObject({
      status: 200,
      json: {
        name: 'mine',
        task: 'llm/v1/chat',
        endpoint_type: 'EXTERNAL_MODEL',
        state: { ready: 'READY', config_update: 'NOT_UPDATING' },
        tags: [{ key: 'team' }],
        description: 'words',
        config: {
          config_version: 1,
          served_entities: [
            {
              name: 'gpt-4-1-mini',
              type: 'EXTERNAL_MODEL',
              state: { deployment: 'DEPLOYMENT_READY' },
              external_model: { name: 'gpt-4.1:mini', provider: 'openai', task: 'llm/v1/chat' },
            },
          ],
          traffic_config: { routes: [{ served_model_name: 'gpt-4-1-mini', traffic_percentage: 100 }] },
        },
      },
    })
    expect(created.json.id).toMatch(/^[0-9a-f]{32}$/)
    expect(Number.isInteger(created.json.creation_timestamp)).toBe(true)
    expect(await test.call('GET', `${root}/mine`)).toMatchObject({ json: created.json })
    const { json } = await test.call('GET', root)
    expect(json.endpoints).toMatchObject([{ name: 'echo' }, { name: 'mine', id: created.json.id }])

    const answer = await ask('mine')
    expect(answer).toMatchObject({ status: 200, headers: { 'served-model-name': 'gpt-4-1-mini' } })
    expect(answer.text).toContain('I am gpt-4.1:mini')
    expect(upstream.asked).toMatchObject([
      { path: '/v1/chat/completions', headers: { authorization: `Bearer ${secret}` }, body: { model: 'gpt-4.1:mini' } },
    ])

    await test.call('DELETE', `${root}/mine`)
    expect(await test.call('GET', `${root}/mine`)).toMatchObject({
      status: 404,
      json: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: "Endpoint with name 'mine' does not exist." },
    })
    expect(await ask('mine')).toMatchObject({ status: 404, json: { error_code: 'ENDPOINT_NOT_FOUND' } })
    expect(await test.call('DELETE', `${root}/mine`)).toMatchObject({ status: 404 })
  })

  it('shows this machine’s endpoints as Databricks shows its own models', async () => {
    expect(await test.call('GET', `${root}/echo`)).toMatchObject({
      json: {
        name: 'echo',
        task: 'llm/v1/chat',
        endpoint_type: 'FOUNDATION_MODEL_API',
        permission_level: 'CAN_QUERY',
        config: { served_entities: [{ name: 'echo', foundation_model: { name: 'system.ai.echo' } }] },
      },
    })
    const first = await test.call('GET', `${root}/echo`)
    expect(first.json.id).toMatch(/^[0-9a-f]{32}$/)
  })

  it('shows an upstream’s model as an external model without its key, also by a name with a slash', async () => {
    await test.registry.add({
      provider: 'custom',
      name: 'Mine',
      baseUrl: `${upstream.origin}/v1`,
      credential: secret,
      servesAllModels: false,
      endpoints: [{ name: 'org/model', model: 'm', tasks: ['llm/v1/chat'] }],
    })
    const shown = {
      name: 'org/model',
      endpoint_type: 'EXTERNAL_MODEL',
      task: 'llm/v1/chat',
      config: { served_entities: [{ external_model: { name: 'm', provider: 'custom', task: 'llm/v1/chat' } }] },
    }
    const list = await test.call('GET', root)
    expect(list.json.endpoints).toMatchObject([{ name: 'echo' }, shown])
    // The SDK writes names into paths as they are.
    const one = await test.call('GET', `${root}/org/model`)
    expect(one.json).toMatchObject(shown)
    expect(one.json).toEqual((await test.call('GET', `${root}/org%2Fmodel`)).json)
    expect(list.text + one.text).not.toContain('cnry')
    expect(await test.call('DELETE', `${root}/org%2Fmodel`)).toMatchObject({
      status: 409,
      json: { message: 'org/model was not created over the API: it comes from the Endpoints page. Change it there.' },
    })
  })

  it('gives a name to playground.yaml that was taken over the API before, and keeps both in reach', async () => {
    await create('mine', [entity('m')])
    await test.close()
    const yaml = `endpoints:
  - name: mine
    config:
      served_entities:
        - name: of-the-file
          external_model:
            name: m
            provider: custom
            task: llm/v1/chat
            custom_provider_config: {custom_provider_url: '${upstream.origin}/v1'}
`
    test = await startTestApp({ folder: test.folder, defined: yamlEndpoints(yaml, {}, compatibleProviders) })
    const { json } = await test.call('GET', root)
    expect(json.endpoints).toMatchObject([{ name: 'echo' }, { name: 'mine' }, { name: 'mine-2' }])
    expect((await ask('mine')).headers['served-model-name']).toBe('of-the-file')
    expect((await ask('mine-2')).headers['served-model-name']).toBe('m')
    const tags = await test.call('PATCH', `${root}/mine-2/tags`, { add_tags: [{ key: 'a' }] })
    expect(tags.json).toEqual({ tags: [{ key: 'a' }] })
    expect((await test.call('DELETE', `${root}/mine`)).status).toBe(409)
    expect((await test.call('DELETE', `${root}/mine-2`)).status).toBe(200)
  })

  it('keeps what was created over a restart, and its keys out of answers and out of the database file', async () => {
    const bricks = {
      databricks_model_serving_config: {
        databricks_workspace_url: upstream.origin,
        databricks_api_token_plaintext: secret,
      },
    }
    const entities = [
      entity('a'),
      custom('b', { api_key_auth: { key: 'X-Own', value_plaintext: secret } }),
      custom('c', { bearer_token_auth: { token_plaintext: secret } }),
      { external_model: { name: 'd', provider: 'databricks-model-serving', task: 'llm/v1/chat', ...bricks } },
    ]
    await create('mine', entities, {}, routes(['a', 25], ['b', 25], ['c', 25], ['d', 25]))
    const before = await test.call('GET', `${root}/mine`)
    await ask('mine')
    await test.close()
    const stored = await everythingStored(test.folder)
    expect(stored).toContain('mine')
    expect(stored).not.toContain(secret)

    test = await startTestApp({ folder: test.folder })
    const after = await test.call('GET', `${root}/mine`)
    expect(after.json).toEqual(before.json)
    const page = await test.call('GET', '/api/endpoints')
    for (const { text } of [before, after, page, await test.call('GET', root)]) expect(text).not.toContain('cnry')
    upstream.asked.length = 0
    for (const name of ['a', 'b', 'c', 'd']) await ask('mine', name)
    expect(upstream.asked.map(({ headers }) => headers.authorization ?? headers['x-own'])).toEqual([
      `Bearer ${secret}`,
      secret,
      `Bearer ${secret}`,
      `Bearer ${secret}`,
    ])
  })

  it('splits invocations exactly by percentage, and asks a named served model directly', async () => {
    await create('split', [entity('a'), entity('b'), entity('c')], {}, routes(['a', '70'], ['b', 30]))
    const served: unknown[] = []
    for (let turn = 0; turn < 20; turn++) served.push((await ask('split')).headers['served-model-name'])
    expect(served.filter((name) => name === 'a')).toHaveLength(14)
    expect(served.filter((name) => name === 'b')).toHaveLength(6)
    expect((await ask('split', 'c')).headers['served-model-name']).toBe('c')
    expect(await ask('split', 'nobody')).toMatchObject({ status: 404 })
    expect(await ask('echo', 'nobody')).toMatchObject({ status: 404 })
    const counts = new Map<string, number>()
    for (let turn = 0; turn < 10_000; turn++) {
      const { name } = test.registry.resolve('split', 'llm/v1/chat').served
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    expect(Object.fromEntries(counts)).toEqual({ a: 7000, b: 3000 })
  })

  it('asks the remaining entities in order when fallback is enabled, and only then', async () => {
    const down = custom('down', { custom_provider_url: 'http://127.0.0.1:1/v1' })
    const busy = custom('busy', { custom_provider_url: `${upstream.origin}/busy` })
    upstream.answers.set('/busy/chat/completions', (response) => response.writeHead(503).end('{}'))
    const split = routes(['down', 100], ['busy', 0], ['well', 0])
    await create('alone', [down, busy, entity('well')], {}, split)
    expect((await ask('alone')).status).toBeGreaterThanOrEqual(500)
    await test.call('PUT', `${root}/alone/ai-gateway`, { fallback_config: { enabled: true } })
    expect(await ask('alone')).toMatchObject({ status: 200, headers: { 'served-model-name': 'well' } })
    expect(upstream.asked.map(({ path: asked }) => asked)).toEqual(['/busy/chat/completions', '/v1/chat/completions'])
    expect((await ask('alone', 'down')).status).toBeGreaterThanOrEqual(500)
  })

  it('keeps a key for the same origin and forgets it for another', async () => {
    await create('mine', [custom('m', { bearer_token_auth: { token_plaintext: secret } }, { name: 'x' })])
    const shown = (await test.call('GET', `${root}/mine`)).json.config as object
    // What was read can be written back: SDK users change one field of what they got.
    expect(await test.call('PUT', `${root}/mine/config`, shown)).toMatchObject({
      status: 200,
      json: { config: { config_version: 2 } },
    })
    await ask('mine')
    expect(upstream.asked.at(-1)?.headers.authorization).toBe(`Bearer ${secret}`)

    const elsewhere = { custom_provider_url: 'http://127.0.0.1:9/v1', bearer_token_auth: {} }
    expect(
      await test.call('PUT', `${root}/mine/config`, { served_entities: [custom('m', elsewhere, { name: 'x' })] }),
    ).toMatchObject({
      status: 400,
      json: {
        error_code: 'INVALID_PARAMETER_VALUE',
        message: expect.stringContaining('is not sent to http://127.0.0.1:9') as string,
      },
    })
    const openly = { served_entities: [custom('m', { custom_provider_url: 'http://localhost:9/v1' }, { name: 'x' })] }
    expect(await test.call('PUT', `${root}/mine/config`, openly)).toMatchObject({ status: 200 })
    const back = { served_entities: [custom('m', {}, { name: 'x' })] }
    await test.call('PUT', `${root}/mine/config`, back)
    await ask('mine')
    expect(upstream.asked.at(-1)?.headers.authorization).toBeUndefined()
  })

  it('speaks to every provider in its own way', async () => {
    const external = (provider: string, config: object) => ({
      external_model: { name: 'model-1', provider, task: 'llm/v1/chat', ...config },
    })
    const { origin } = upstream
    await create('azure', [
      external('openai', {
        openai_config: {
          openai_api_type: 'azure',
          openai_api_base: origin,
          openai_api_version: '2024-10-21',
          openai_deployment_name: 'dep',
          openai_api_key_plaintext: secret,
        },
      }),
    ])
    await create('bricks', [
      external('databricks-model-serving', {
        databricks_model_serving_config: { databricks_workspace_url: origin, databricks_api_token_plaintext: secret },
      }),
    ])
    await create('own-header', [
      external('custom', {
        custom_provider_config: {
          custom_provider_url: `${origin}/v1`,
          api_key_auth: { key: 'X-Own-Key', value_plaintext: `Token ${secret}` },
        },
      }),
    ])
    await create('organized', [
      external('openai', {
        openai_config: {
          openai_api_base: `${origin}/v1`,
          openai_api_key_plaintext: secret,
          openai_organization: 'org-1',
        },
      }),
    ])
    for (const name of ['azure', 'bricks', 'own-header', 'organized']) await ask(name)
    expect(upstream.asked).toMatchObject([
      { path: '/openai/deployments/dep/chat/completions?api-version=2024-10-21', headers: { 'api-key': secret } },
      { path: '/serving-endpoints/model-1/invocations', headers: { authorization: `Bearer ${secret}` } },
      { path: '/v1/chat/completions', headers: { 'x-own-key': `Token ${secret}` } },
      { headers: { authorization: `Bearer ${secret}`, 'openai-organization': 'org-1' } },
    ])
    expect(upstream.asked[2]?.headers.authorization).toBeUndefined()
    const groq = external('openai', {
      openai_config: { openai_api_base: 'https://api.groq.com/openai/v1', openai_api_key_plaintext: secret },
    })
    await create('groq', [groq])
    const { endpoints } = test.registry.answer()
    expect(endpoints.find(({ name }) => name === 'groq')).toMatchObject({ provider: 'groq', providerLabel: 'Groq' })
  })

  it('lets the page change traffic and fallback, and nothing that does not sum to 100', async () => {
    await create('split', [entity('a'), entity('b')], {}, routes(['a', 50], ['b', 50]))
    const change = (a: number, b: number, isFallbackEnabled = true) =>
      test.call('PUT', '/api/endpoints/split/traffic', {
        shares: [
          { name: 'a', percentage: a },
          { name: 'b', percentage: b },
        ],
        isFallbackEnabled,
      })
    expect((await change(0, 100)).status).toBe(204)
    expect((await ask('split')).headers['served-model-name']).toBe('b')
    expect((await test.call('GET', `${root}/split`)).json).toMatchObject({
      ai_gateway: { fallback_config: { enabled: true } },
      config: {
        config_version: 2,
        traffic_config: { routes: [{ traffic_percentage: 0 }, { traffic_percentage: 100 }] },
      },
    })
    expect(await change(50, 40)).toMatchObject({ status: 400, text: expect.stringContaining('sum to 90 %') as string })
    const one = { shares: [{ name: 'a', percentage: 100 }], isFallbackEnabled: false }
    expect((await test.call('PUT', '/api/endpoints/split/traffic', one)).status).toBe(400)
    expect((await test.call('PUT', '/api/endpoints/echo/traffic', one)).status).toBe(409)
    expect((await test.call('PUT', '/api/endpoints/absent/traffic', one)).status).toBe(404)
  })

  it('passes scoring payloads on to the very address of a custom model', async () => {
    const scorer = {
      external_model: {
        name: 'iris',
        provider: 'custom',
        task: 'custom',
        custom_provider_config: { custom_provider_url: `${upstream.origin}/score/iris?v=2` },
      },
    }
    upstream.answers.set('/score/iris?v=2', (response) =>
      response.setHeader('content-type', 'application/json').end('{"predictions":[1]}'),
    )
    const made = await create('scorer', [scorer])
    expect(made.json.task).toBeUndefined()
    const payload = { dataframe_split: { columns: ['a'], data: [[1]] }, params: { x: 1 } }
    const answer = await test.call('POST', '/serving-endpoints/scorer/invocations', payload)
    expect(answer).toMatchObject({ status: 200, json: { predictions: [1] } })
    expect(upstream.asked.at(-1)?.body).toEqual(payload)
  })

  it('keeps limits in requests per minute, with a truthful Retry-After', async () => {
    await create('limited', [entity('m')], { rate_limits: [{ calls: 2, renewal_period: 'minute' }] })
    expect((await ask('limited')).status).toBe(200)
    expect((await ask('limited')).status).toBe(200)
    await test.call('PATCH', `${root}/limited/tags`, { add_tags: [{ key: 'a' }] })
    const refused = await ask('limited')
    expect(refused).toMatchObject({ status: 429, json: { error_code: 'REQUEST_LIMIT_EXCEEDED' } })
    expect(refused.json.message).toMatch(/^User defined rate limit\(s\) exceeded for 'limited'/)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(55)
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60)
    expect(await test.call('PUT', `${root}/limited/rate-limits`, { rate_limits: [] })).toMatchObject({
      json: { rate_limits: [] },
    })
    expect((await ask('limited')).status).toBe(200)
  })

  it('changes tags, the AI gateway and notifications, and answers them as they are then', async () => {
    await create('mine', [entity('m')], { tags: [{ key: 'a', value: '1' }, { key: 'b' }] })
    const tags = { add_tags: [{ key: 'c' }, { key: 'a', value: '2' }], delete_tags: ['b', 'absent'] }
    expect((await test.call('PATCH', `${root}/mine/tags`, tags)).json).toEqual({
      tags: [{ key: 'a', value: '2' }, { key: 'c' }],
    })
    const gateway = { fallback_config: { enabled: true }, usage_tracking_config: { enabled: true } }
    expect((await test.call('PUT', `${root}/mine/ai-gateway`, gateway)).json).toEqual(gateway)
    const email = { email_notifications: { on_update_failure: ['a@b.c'] } }
    expect((await test.call('PATCH', `${root}/mine/notifications`, email)).json).toMatchObject(email)
    expect((await test.call('GET', `${root}/mine`)).json).toMatchObject({ ai_gateway: gateway, ...email })
  })

  it('answers logs, metrics and OpenAPI of an endpoint', async () => {
    await create('mine', [entity('m')])
    for (const kind of ['logs', 'build-logs']) {
      expect(await test.call('GET', `${root}/mine/served-models/m/${kind}`)).toMatchObject({
        status: 400,
        json: { error_code: 'INVALID_PARAMETER_VALUE' },
      })
      expect(await test.call('GET', `${root}/mine/served-models/x/${kind}`)).toMatchObject({ status: 404 })
    }
    const metrics = await test.call('GET', `${root}/mine/metrics`)
    expect(metrics.headers['content-type']).toMatch(/^text\/plain/)
    expect(metrics.text).toContain('request_count_total{endpoint_name="mine"} ')
    expect((await test.call('GET', `${root}/mine/openapi`)).json).toMatchObject({
      openapi: '3.1.0',
      servers: [{ url: 'http://localhost:3000/serving-endpoints/mine' }],
      paths: { '/invocations': {}, '/served-models/m/invocations': {} },
    })
  })

  it('tells permissions by the endpoint’s id, and who asks', async () => {
    const { id } = (await create('mine', [entity('m')])).json
    const permissions = `/api/2.0/permissions/serving-endpoints/${String(id)}`
    expect((await test.call('GET', permissions)).json).toMatchObject({
      object_id: `/serving-endpoints/${String(id)}`,
      object_type: 'serving-endpoint',
    })
    expect((await test.call('GET', `${permissions}/permissionLevels`)).json.permission_levels).toHaveLength(3)
    expect((await test.call('PUT', permissions, { access_control_list: [] })).status).toBe(400)
    expect(await test.call('GET', '/api/2.0/permissions/serving-endpoints/mine')).toMatchObject({ status: 404 })
    const me = await test.call('GET', '/api/2.0/preview/scim/v2/Me')
    expect(me.headers['x-databricks-org-id']).toMatch(/^\d+$/)
    expect(me.json).toMatchObject({ userName: expect.any(String) as string })
  })

  it('answers an API it does not have in Databricks’ words', async () => {
    expect(await test.call('GET', '/api/2.0/clusters/list?o=1')).toMatchObject({
      status: 404,
      json: { error_code: 'ENDPOINT_NOT_FOUND', message: "No API found for 'GET /api/2.0/clusters/list'" },
    })
    expect((await test.call('POST', `${root}/echo`, {})).json.error_code).toBe('ENDPOINT_NOT_FOUND')
  })

  it('ends the panes that stream from an endpoint that is deleted', async () => {
    await create('mine', [entity('m')])
    const asked = Promise.withResolvers<void>()
    upstream.answers.set('/v1/chat/completions', (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      asked.resolve()
    })
    const body = { messages: [{ role: 'user', content: 'hi' }] }
    const run = { id: randomUUID(), invocations: [{ id: randomUUID(), endpoint: 'mine', body }] }
    const events = test.call('POST', '/api/runs', run)
    await asked.promise
    await test.call('DELETE', `${root}/mine`)
    expect((await events).text).toContain('"kind":"endpoint-removed"')
  })

  it('does not change or remove what comes from elsewhere, nor take its name', async () => {
    expect(await create('echo', [entity('m')])).toMatchObject({
      status: 409,
      json: { error_code: 'RESOURCE_ALREADY_EXISTS', message: "Endpoint with name 'echo' already exists." },
    })
    for (const answer of [
      await test.call('DELETE', `${root}/echo`),
      await test.call('PUT', `${root}/echo/config`, { served_entities: [entity('m')] }),
      await test.call('PATCH', `${root}/echo/tags`, {}),
    ])
      expect(answer).toMatchObject({ status: 409, json: { error_code: 'RESOURCE_CONFLICT' } })
    const body = createEndpointSchema.parse({ name: 'mine', config: { served_entities: [entity('m')] } })
    const both = await Promise.allSettled([test.registry.admin.create(body), test.registry.admin.create(body)])
    expect(both).toMatchObject([{ status: 'fulfilled' }, { reason: { failure: { kind: 'conflict' } } }])
  })

  const config = (served_entities: unknown, more: object = {}) => ({ name: 'x', config: { served_entities, ...more } })
  it.each<[string, () => unknown, RegExp]>([
    ['no entity', () => config([]), /config\.served_entities: an endpoint has at least one/],
    ['no config', () => ({ name: 'x' }), /at least one served entity/],
    ['16 entities', () => config(Array.from({ length: 16 }, (_, i) => entity(`m${i}`))), /at most 15 .* here are 16/],
    ['one name twice', () => config([entity('m'), entity('m')]), /served_entities\.1\.name: another .* named m too/],
    [
      'several tasks',
      () => config([entity('a'), { external_model: { ...entity('b').external_model, task: 'llm/v1/embeddings' } }]),
      /have one task/,
    ],
    ['percentages that sum to 90', () => config([entity('m')], routes(['m', 90])), /sum to 90; expected 100/],
    ['a percentage that is none', () => config([entity('m')], routes(['m', 'all'])), /traffic_percentage/],
    ['no routes for two', () => config([entity('a'), entity('b')]), /need routes with percentages/],
    ['a route to nobody', () => config([entity('m')], routes(['n', 100])), /no served entity n/],
    ['a route twice', () => config([entity('m')], routes(['m', 50], ['m', 50])), /has a route already/],
    ['a registered model', () => config([{ entity_name: 'ml.a.b', entity_version: '1' }]), /external models only/],
    ['served_models', () => ({ name: 'x', config: { served_models: [{}] } }), /served_entities/],
    ['a name with a slash', () => ({ ...config([entity('m')]), name: 'a/b' }), /letters, digits/],
    ['no name', () => ({ config: {} }), /The field name/],
    [
      'a provider of later',
      () => config([{ external_model: { name: 'c', provider: 'anthropic', task: 'llm/v1/chat' } }]),
      /cannot reach anthropic yet/,
    ],
    [
      'an unknown provider',
      () => config([{ external_model: { name: 'c', provider: 'x', task: 'llm/v1/chat' } }]),
      /no provider x/,
    ],
    ['an unknown task', () => config([{ external_model: { name: 'c', provider: 'openai', task: 'chat' } }]), /task/],
    [
      'no key',
      () => config([{ external_model: { name: 'c', provider: 'openai', task: 'llm/v1/chat' } }]),
      /key is missing/,
    ],
    [
      'a reference to a secret',
      () =>
        config([
          {
            external_model: {
              name: 'c',
              provider: 'openai',
              task: 'llm/v1/chat',
              openai_config: { openai_api_key: '{{secrets/a/b}}' },
            },
          },
        ]),
      /openai_api_key: .*only Databricks can read\. Send the key itself as openai_api_key_plaintext/,
    ],
    [
      'a key that cannot be sent',
      () => config([custom('m', { bearer_token_auth: { token_plaintext: 'a\nb' } })]),
      /cannot be sent/,
    ],
    [
      'a header that is none',
      () => config([custom('m', { api_key_auth: { key: 'a b', value_plaintext: 'v' } })]),
      /name of a header/,
    ],
    [
      'a header of the connection',
      () => config([custom('m', { api_key_auth: { key: 'Host', value_plaintext: 'v' } })]),
      /cannot hold a key/,
    ],
    [
      'two ways to sign in',
      () => config([custom('m', { bearer_token_auth: {}, api_key_auth: { key: 'a' } })]),
      /not both/,
    ],
    [
      'cloud metadata',
      () => config([custom('m', { custom_provider_url: 'http://169.254.169.254/latest' })]),
      /metadata service/,
    ],
    [
      'cloud metadata by name',
      () => config([custom('m', { custom_provider_url: 'http://metadata.google.internal/v1' })]),
      /metadata service/,
    ],
    [
      'cloud metadata as a number',
      () => config([custom('m', { custom_provider_url: 'http://2852039166/' })]),
      /metadata service/,
    ],
    ['a file', () => config([custom('m', { custom_provider_url: 'file:///etc/passwd' })]), /must start with http/],
    [
      'a guardrail',
      () => ({ ...config([entity('m')]), ai_gateway: { guardrails: { input: { safety: true } } } }),
      /no guardrails/,
    ],
    [
      'a limit in tokens',
      () => ({ ...config([entity('m')]), ai_gateway: { rate_limits: [{ tokens: 5 }] } }),
      /limits in tokens/,
    ],
    ['route optimization', () => ({ ...config([entity('m')]), route_optimized: true }), /route-optimized/],
    ['a text', () => '"text"', /must be a JSON object/],
    ['no JSON', () => '{"name":', /not valid JSON/],
    ['numbers for texts', () => ({ name: 5, config: 'x' }), /The field/],
    ['a deep body', () => `{"name":"x","config":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /The field config/],
    [
      'a deep unknown field',
      () => `{"name":"x","zzz":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
      /at least one served entity/,
    ],
  ])('refuses %s with words, and stores nothing', async (_, body, words) => {
    const answer = await test.call('POST', root, body())
    expect(answer).toMatchObject({ status: 400, json: { message: expect.stringMatching(words) as string } })
    expect(answer.json.error_code).toMatch(/^(INVALID_PARAMETER_VALUE|BAD_REQUEST)$/)
    expect((await test.call('GET', root)).json.endpoints).toHaveLength(1)
  })

  it('refuses a body of more than a megabyte', async () => {
    expect(await create('x', [entity('m'.repeat(2_000_000))])).toMatchObject({
      status: 413,
      json: { error_code: 'INVALID_PARAMETER_VALUE' },
    })
  })

  it('takes null for a field that was not set, and passes over fields it does not know', async () => {
    const body = { ...config([{ ...entity('m'), name: null, workload_size: 'Small' }]), ai_gateway: null, future: [1] }
    expect(await test.call('POST', root, body)).toMatchObject({ status: 200 })
  })
})
