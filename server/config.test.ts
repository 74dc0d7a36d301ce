import { describe, expect, it } from 'vitest'
import { readConfig as readWith } from './config.ts'
import { yamlEndpoints } from './endpoints/yamlEndpoints.ts'

const readConfig = (env: Record<string, string>, text: string | undefined) =>
  readWith(env, text === undefined ? undefined : { text, read: yamlEndpoints })
const yaml = (lines: string) => lines.replace(/^\n/, '')
const one = (model: string) => `endpoints:
  - name: mine
    config:
      served_entities:
        - external_model:
${model
  .trim()
  .split('\n')
  .map((line) => `            ${line}`)
  .join('\n')}
`

describe('environment', () => {
  it('has defaults for everything', () => {
    expect(readConfig({}, undefined)).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      isOffline: false,
      upstreams: [],
      notices: [],
    })
  })

  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', '::1', '[::1]'])('binds to %s', (HOST) => {
    expect(['127.0.0.1', '::1']).toContain(readConfig({ HOST }, undefined).host)
  })

  it.each([
    '0.0.0.0',
    '::',
    '[::]',
    '0',
    '0x0',
    '0.0',
    '::ffff:0.0.0.0',
    '::0',
    '0000::',
    '',
    ' ',
    '*',
    '192.168.1.5',
    '10.0.0.1',
    'my-machine.local',
    'example.com',
    '127.0.0.1.nip.io',
    '::ffff:192.168.1.5',
  ])('refuses to bind to %j and says why', (HOST) => {
    expect(() => readConfig({ HOST }, undefined)).toThrow(/^HOST is .* binds to this machine only/)
  })

  it.each(['65536', '-1', '3000.5', 'http', '0x50', '1e3', '999999'])('refuses port %s', (PORT) => {
    expect(() => readConfig({ PORT }, undefined)).toThrow(/^PORT is .*; expected a number from 0 to 65535/)
  })

  it.each(['0', '-5', 'soon', 'Infinity', '1e9'])('refuses a time limit of %s', (text) => {
    expect(() => readConfig({ AI_PLAYGROUND_SECONDS_IDLE: text }, undefined)).toThrow(/^AI_PLAYGROUND_SECONDS_IDLE is/)
  })

  it('refuses a short vault key without repeating it', () => {
    expect(() => readConfig({ AI_PLAYGROUND_KEY: 'hunter2' }, undefined)).toThrow(/AI_PLAYGROUND_KEY is shorter/)
    expect(() => readConfig({ AI_PLAYGROUND_KEY: 'hunter2' }, undefined)).not.toThrow(/hunter2/)
  })

  it.each([
    [{ OPENAI_API_KEY: 'k' }, 'openai', 'https://api.openai.com/v1', 'OPENAI_API_KEY'],
    [
      { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://localhost:9/v1' },
      'openai',
      'http://localhost:9/v1',
      'OPENAI_API_KEY and OPENAI_BASE_URL',
    ],
    [
      { DATABRICKS_HOST: 'https://w.cloud.databricks.com', DATABRICKS_TOKEN: 'k' },
      'databricks-model-serving',
      'https://w.cloud.databricks.com',
      'DATABRICKS_TOKEN and DATABRICKS_HOST',
    ],
    [
      { DATABRICKS_HOST: 'w.cloud.databricks.com', DATABRICKS_TOKEN: 'k' },
      'databricks-model-serving',
      'https://w.cloud.databricks.com',
      'DATABRICKS_TOKEN and DATABRICKS_HOST',
    ],
    [
      { AZURE_OPENAI_API_KEY: 'k', AZURE_OPENAI_ENDPOINT: 'https://r.openai.azure.com/' },
      'azure-openai',
      'https://r.openai.azure.com/',
      'AZURE_OPENAI_API_KEY and AZURE_OPENAI_ENDPOINT',
    ],
    [{ GROQ_API_KEY: 'k' }, 'groq', 'https://api.groq.com/openai/v1', 'GROQ_API_KEY'],
    [{ OLLAMA_HOST: '0.0.0.0' }, 'ollama', 'http://127.0.0.1:11434/v1', 'OLLAMA_HOST'],
    [{ OLLAMA_HOST: 'gpu.lan:1111' }, 'ollama', 'http://gpu.lan:1111/v1', 'OLLAMA_HOST'],
  ])('turns %j into an upstream that says where it came from', (env, provider, baseUrl, sourceDetail) => {
    const { upstreams } = readConfig(env, undefined)
    expect(upstreams).toHaveLength(1)
    expect(upstreams[0]).toMatchObject({
      provider,
      baseUrl,
      source: 'environment',
      sourceDetail,
      servesAllModels: true,
    })
  })

  it('takes a client id and its secret for Databricks, and keeps the secret a secret', () => {
    const { upstreams, notices } = readConfig(
      {
        DATABRICKS_HOST: 'https://w.cloud.databricks.com',
        DATABRICKS_CLIENT_ID: 'c-1',
        DATABRICKS_CLIENT_SECRET: 'dose-secret-of-the-client',
      },
      undefined,
    )
    expect(upstreams).toMatchObject([
      {
        provider: 'databricks-model-serving',
        clientId: 'c-1',
        sourceDetail: 'DATABRICKS_CLIENT_ID and DATABRICKS_HOST',
      },
    ])
    expect(upstreams[0]?.credential?.reveal()).toBe('dose-secret-of-the-client')
    expect(notices).toEqual([])
    expect(JSON.stringify(upstreams)).not.toContain('dose-secret')
  })

  it('uses the token where both are set, and says so', () => {
    const { upstreams, notices } = readConfig(
      {
        DATABRICKS_HOST: 'https://w.cloud.databricks.com',
        DATABRICKS_TOKEN: 'dapi-token',
        DATABRICKS_CLIENT_ID: 'c-1',
        DATABRICKS_CLIENT_SECRET: 's',
      },
      undefined,
    )
    expect(upstreams[0]?.credential?.reveal()).toBe('dapi-token')
    expect(upstreams[0]?.clientId).toBeUndefined()
    expect(notices).toEqual([
      'DATABRICKS_TOKEN and DATABRICKS_CLIENT_ID are both set: the token is used for Databricks.',
    ])
  })

  it.each([
    [{ DATABRICKS_CLIENT_ID: 'c' }, 'DATABRICKS_CLIENT_ID is set and DATABRICKS_CLIENT_SECRET is not'],
    [{ DATABRICKS_CLIENT_SECRET: 's' }, 'DATABRICKS_CLIENT_SECRET is set and DATABRICKS_CLIENT_ID is not'],
  ])('notices half of a client: %j', (env, words) => {
    const { upstreams, notices } = readConfig({ DATABRICKS_HOST: 'https://w.example', ...env }, undefined)
    expect(upstreams).toEqual([])
    expect(notices).toEqual([`${words}: no Databricks endpoints.`])
  })

  it.each(['http://localhost:3000', '127.0.0.1:3000', 'http://[::1]:3000/'])(
    'does not take itself for an upstream when the clients are pointed at %s',
    (host) => {
      const address = host.startsWith('http') ? host : `http://${host}`
      const { upstreams, notices } = readConfig({ DATABRICKS_HOST: address, DATABRICKS_TOKEN: 'k' }, undefined)
      expect(upstreams).toEqual([])
      expect(notices).toEqual([
        'DATABRICKS_HOST is the address of this server itself: no Databricks endpoints from there.',
      ])
      expect(
        readConfig({ DATABRICKS_HOST: address, DATABRICKS_TOKEN: 'k', PORT: '3001' }, undefined).upstreams,
      ).toHaveLength(1)
    },
  )

  it('notices half a pair and starts', () => {
    const { upstreams, notices } = readConfig({ DATABRICKS_TOKEN: 'k', DATABRICKS_HOST: ' ' }, undefined)
    expect(upstreams).toEqual([])
    expect(notices).toEqual(['DATABRICKS_TOKEN is set and DATABRICKS_HOST is not: no Databricks endpoints.'])
  })

  it.each(['ftp://x', 'https://user:pw@x', 'http://169.254.169.254', 'https://a\\b'])(
    'refuses the address %s by its variable',
    (url) => {
      expect(() => readConfig({ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: url }, undefined)).toThrow(
        /^OPENAI_BASE_URL cannot be used/,
      )
    },
  )

  it('gives no secret to JSON', () => {
    const config = readConfig({ OPENAI_API_KEY: 'sk-cnry-0123456789' }, undefined)
    expect(JSON.stringify(config.upstreams)).not.toContain('cnry')
  })
})

describe('playground.yaml', () => {
  const env = { MY_KEY: 'sk-from-environment' }

  it.each([
    [
      'name: gpt-5\nprovider: openai\ntask: llm/v1/chat\nopenai_config:\n  openai_api_key: ${MY_KEY}',
      {
        provider: 'openai',
        baseUrl: 'https://api.openai.com/v1',
        model: 'gpt-5',
      },
    ],
    [
      'name: m\nprovider: openai\ntask: llm/v1/chat\nopenai_config:\n  openai_api_base: https://api.groq.com/openai/v1\n  openai_api_key_plaintext: abc',
      { provider: 'groq', baseUrl: 'https://api.groq.com/openai/v1' },
    ],
    [
      'name: m\nprovider: openai\ntask: llm/v1/embeddings\nopenai_config:\n  openai_api_type: azure\n  openai_api_base: https://r.openai.azure.com\n  openai_deployment_name: dep\n  openai_api_version: 2024-10-21\n  openai_api_key: ${MY_KEY}',
      {
        provider: 'azure-openai',
        baseUrl: 'https://r.openai.azure.com/?api-version=2024-10-21',
        model: 'dep',
        task: 'llm/v1/embeddings',
      },
    ],
    [
      'name: dbrx\nprovider: databricks-model-serving\ntask: llm/v1/chat\ndatabricks_model_serving_config:\n  databricks_workspace_url: https://w.cloud.databricks.com\n  databricks_api_token: ${MY_KEY}',
      { provider: 'databricks-model-serving', baseUrl: 'https://w.cloud.databricks.com' },
    ],
    [
      'name: dbrx\nprovider: databricks-model-serving\ntask: llm/v1/chat\ndatabricks_model_serving_config:\n  databricks_workspace_url: https://w.cloud.databricks.com\n  databricks_client_id: c-1\n  databricks_client_secret: ${MY_KEY}',
      { provider: 'databricks-model-serving', style: { clientId: 'c-1' } },
    ],
    [
      'name: m\nprovider: custom\ntask: llm/v1/chat\ncustom_provider_config:\n  custom_provider_url: http://localhost:9/v1/chat/completions\n  bearer_token_auth:\n    token: ${MY_KEY}',
      { provider: 'custom', baseUrl: 'http://localhost:9/v1' },
    ],
  ])('reads %j', (model, expected) => {
    const { endpoints } = readConfig(env, one(model))
    expect(endpoints).toHaveLength(1)
    const [endpoint] = endpoints
    const entity = endpoint?.entities[0]
    expect(endpoint).toMatchObject({ name: 'mine', source: 'playground.yaml', sourceDetail: 'line 2' })
    const { row, baseUrl, model: sent } = entity?.connection ?? {}
    const style = row?.credentialStyle
    expect({ provider: row?.id, baseUrl, model: sent, task: endpoint?.task, style }).toMatchObject(expected)
    expect(entity?.trafficPercentage).toBe(100)
    expect(entity?.readCredential()?.reveal()).toMatch(/^(sk-from-environment|abc)$/)
    expect(JSON.stringify(endpoint)).not.toMatch(/sk-from-environment|abc/)
  })

  it.each([
    [
      'databricks_client_secret: s',
      /line \d+: .*databricks_client_id: it is missing: the client secret belongs to one/,
    ],
    [
      'databricks_client_id: c\n  databricks_client_secret: s\n  databricks_api_token: t',
      /databricks_client_id: give databricks_api_token, or databricks_client_id with databricks_client_secret/,
    ],
  ])('refuses a Databricks workspace with %j', (lines, words) => {
    const workspace = 'databricks_model_serving_config:\n  databricks_workspace_url: https://w.example'
    const model = `name: m\nprovider: databricks-model-serving\ntask: llm/v1/chat\n${workspace}\n  ${lines}`
    expect(() => readConfig({}, one(model))).toThrow(words)
  })

  const two = (rest: string) => `endpoints:
  - name: both
    config:
      served_entities:
        - name: a
          external_model: {name: m-a, provider: custom, task: llm/v1/chat, custom_provider_config: {custom_provider_url: 'http://localhost:9/v1'}}
        - external_model: {name: m.b, provider: custom, task: llm/v1/chat, custom_provider_config: {custom_provider_url: 'http://localhost:9/v1'}}
${rest}`

  it('reads several served entities, their traffic, fallback and limits', () => {
    const traffic = `      traffic_config:
        routes:
          - {served_model_name: a, traffic_percentage: 30}
          - {served_model_name: m-b, traffic_percentage: "70"}
    ai_gateway:
      fallback_config: {enabled: true}
      rate_limits: [{calls: 5, renewal_period: minute}]
`
    expect(readConfig(env, two(traffic)).endpoints).toMatchObject([
      {
        name: 'both',
        entities: [
          { name: 'a', trafficPercentage: 30, connection: { model: 'm-a' } },
          { name: 'm-b', trafficPercentage: 70, connection: { model: 'm.b' } },
        ],
        isFallbackEnabled: true,
        limits: { perEndpoint: 5 },
      },
    ])
  })

  it.each([
    ['', /line 3: endpoints\.0\.config\.traffic_config: several served entities need routes/],
    [
      '      traffic_config: {routes: [{served_model_name: a, traffic_percentage: 99}]}\n',
      /line 8: .*routes: the traffic percentages sum to 99; expected 100/,
    ],
    [
      '      traffic_config: {routes: [{served_model_name: c, traffic_percentage: 100}]}\n',
      /line 8: .*there is no served entity c\. Expected one of: a, m-b/,
    ],
    [
      '      traffic_config: {routes: [{served_model_name: a, traffic_percentage: 100}]}\n    ai_gateway: {rate_limits: [{calls: 0}]}\n',
      /line 9: .*calls: expected a whole number from 1/,
    ],
  ])('refuses traffic that makes no sense: %j', (rest, message) => {
    expect(() => readConfig(env, two(rest))).toThrow(message)
  })

  const openai = 'name: m\nprovider: openai\ntask: llm/v1/chat\n'
  it.each([
    [
      'a wrong key',
      yaml('\nendpoint:\n  - name: a\n'),
      /^playground\.yaml line 1: endpoint: there is no such key\. Did you mean endpoints\?/,
    ],
    [
      'a wrong key inside',
      one(`${openai}openai_confg: {}`),
      /^playground\.yaml line 9: .*openai_confg: there is no such key\. Did you mean openai_config\?/,
    ],
    [
      'a key that is like none',
      one(`${openai}zzz: 1`),
      /line 9: .*zzz: there is no such key\. Expected one of: name, provider, task/,
    ],
    ['a wrong type', 'endpoints: yes please\n', /line 1: endpoints: expected a list/],
    [
      'a missing key',
      'endpoints:\n  - name: a\n',
      /line 2: endpoints\.0\.config: expected keys with values, indented below, and it is missing/,
    ],
    [
      'a number for a text',
      'endpoints:\n  - name: 5\n    config: {served_entities: []}\n',
      /line 2: endpoints\.0\.name: expected a text, and it is something else/,
    ],
    [
      'a wrong task',
      one('name: m\nprovider: openai\ntask: llm/v1/chats'),
      /line 8: .*task: expected one of: llm\/v1\/chat, /,
    ],
    ['wrong indentation', 'endpoints:\n  - name: a\n   config: {}\n', /^playground\.yaml line [23]: /],
    ['a tab', 'endpoints:\n\t- name: a\n', /^playground\.yaml line 2: /],
    ['a key twice', 'endpoints: []\nendpoints: []\n', /^playground\.yaml line 2: .*unique/],
    [
      'a provider of later',
      one('name: m\nprovider: anthropic\ntask: llm/v1/chat'),
      /line 7: .*cannot reach anthropic yet/,
    ],
    ['an unknown provider', one('name: m\nprovider: opnai\ntask: llm/v1/chat'), /line 7: .*there is no provider opnai/],
    [
      'an unset variable',
      one(`${openai}openai_config:\n  openai_api_key: \${NOT_SET}`),
      /line 10: .*the environment variable NOT_SET is not set/,
    ],
    [
      'a Databricks secret reference',
      one(`${openai}openai_config:\n  openai_api_key: "{{secrets/a/b}}"`),
      /line 10: .*read inside Databricks only/,
    ],
    [
      'both forms of a secret',
      one(`${openai}openai_config:\n  openai_api_key: a\n  openai_api_key_plaintext: b`),
      /give openai_api_key or openai_api_key_plaintext, not both/,
    ],
    [
      'a bad address',
      one(`${openai}openai_config:\n  openai_api_base: file:///etc/passwd`),
      /line 10: .*must start with http/,
    ],
    [
      'two of one name',
      `${one(openai)}${one(openai).replace('endpoints:\n', '')}`,
      /line 9: .*another endpoint is named mine too/,
    ],
    [
      'a missing config',
      one('name: m\nprovider: custom\ntask: llm/v1/chat'),
      /line 7: .*provider custom needs custom_provider_config/,
    ],
    ['a list at the top', '- name: a\n', /line 1:.* expected keys with values/],
  ])('refuses %s, naming the line', (_, text, message) => {
    expect(() => readConfig({}, text)).toThrow(message)
  })

  it('says what an empty file lacks, and takes an empty list', () => {
    expect(() => readConfig({}, '# nothing\n')).toThrow(/endpoints: expected a list .* it is missing/)
    expect(readConfig({}, 'endpoints: []\n').endpoints).toEqual([])
  })
})
