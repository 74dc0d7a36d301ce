import { describe, expect, it } from 'vitest'
import type { FailureError } from '../contract/failure.ts'
import type { Task } from '../contract/task.ts'
import type { Wire, WireAnswer, WireRequest } from '../wire/wire.ts'
import { parseOutboundUrl } from '../wire/outboundUrl.ts'
import type { ProviderSink } from './adapter.ts'
import { compatibleProviders, findCompatibleProvider } from './compatible.ts'
import { compatibleAdapter } from './compatibleAdapter.ts'
import { listModels } from './listModels.ts'
import type { ProviderRow } from './providerRow.ts'

const secret = 'cnry_4b1b6c0e-0f7a-4f55-9d4e-8f0e6f2b7a11'

/** The adapter's other side: what it asks the wire to send, and what the wire then answers. */
function recordingWire(answers: Partial<WireAnswer>[]): { wire: Wire; requests: WireRequest[] } {
  const requests: WireRequest[] = []
  const answer = (request: WireRequest) => {
    requests.push(request)
    const { status = 200, headers = {}, body = null } = answers[requests.length - 1] ?? {}
    return { status, headers, body }
  }
  return {
    requests,
    wire: {
      async stream(request, handlers) {
        const given = answer(request)
        handlers.onAnswered(given.status, given.headers)
        return given
      },
      async requestText(request) {
        const given = answer(request)
        return { ...given, body: given.body ?? '' }
      },
      forward: () => Promise.reject(new Error('unused')),
      openDownload: () => Promise.reject(new Error('unused')),
      close: () => Promise.resolve(),
    },
  }
}

function createSink() {
  const heard = { sent: [] as string[], bodies: [] as string[], headers: {} as Record<string, string> }
  const sink: ProviderSink = {
    onQueued: () => undefined,
    onSent: (request) => {
      heard.sent.push(`${request.method} ${request.url}`)
      heard.headers = request.headers
    },
    onAnswered: () => undefined,
    onEvent: () => undefined,
    onBody: (text) => void heard.bodies.push(text),
  }
  return { sink, heard }
}

function rowOf(id: string): ProviderRow {
  const row = findCompatibleProvider(id)
  if (row === undefined) throw new Error(`no row ${id}`)
  return row
}

const baseUrlOf = (row: ProviderRow) => row.baseUrl.replace(/\{\w+\}/, 'acme') || 'http://127.0.0.1:5000/v1'

async function call(
  id: string,
  body: Record<string, unknown>,
  task: Task = 'llm/v1/chat',
  answers: Partial<WireAnswer>[] = [{}],
) {
  const row = rowOf(id)
  const { wire, requests } = recordingWire(answers)
  const { sink, heard } = createSink()
  const adapter = compatibleAdapter({ row, baseUrl: baseUrlOf(row), readCredential: () => secret, wire })
  const isStreamed = task !== 'llm/v1/embeddings'
  const failure = await adapter({ task, model: 'm/1 x', body, isStreamed }, sink, new AbortController().signal).then(
    () => undefined,
    (error: FailureError) => error.failure,
  )
  return { requests, heard, failure, sent: JSON.parse(String(requests[0]?.body ?? 'null')), url: requests[0]?.url.href }
}

describe('compatibleProviders', () => {
  it('has a row for every upstream of the first version, each id once', () => {
    const ids = compatibleProviders.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(
      expect.arrayContaining([
        'openai',
        'azure-openai',
        'databricks-model-serving',
        'ollama',
        'lm-studio',
        'llama-cpp',
        'vllm',
        'groq',
        'together',
        'fireworks',
        'openrouter',
        'mistral',
        'deepseek',
        'xai',
        'cerebras',
        'perplexity',
        'custom',
      ]),
    )
  })

  it.each(compatibleProviders.map((row) => [row.id, row] as const))('has an address and a way in: %s', (_, row) => {
    expect(() => parseOutboundUrl(baseUrlOf(row))).not.toThrow()
    expect(baseUrlOf(row).startsWith('https://') || row.credential === 'optional').toBe(true)
    const hasKeyPage = row.keyPage?.startsWith('https://') === true && row.environment.credential.length > 0
    expect(hasKeyPage || row.credential === 'optional').toBe(true)
  })
})

describe('what is sent', () => {
  it.each([
    ['openai', 'https://api.openai.com/v1/chat/completions', 'authorization', `Bearer ${secret}`],
    [
      'azure-openai',
      'https://acme.openai.azure.com/openai/deployments/m%2F1%20x/chat/completions?api-version=2024-10-21',
      'api-key',
      secret,
    ],
    [
      'databricks-model-serving',
      'https://acme.cloud.databricks.com/serving-endpoints/m%2F1%20x/invocations',
      'authorization',
      `Bearer ${secret}`,
    ],
    ['groq', 'https://api.groq.com/openai/v1/chat/completions', 'authorization', `Bearer ${secret}`],
    ['perplexity', 'https://api.perplexity.ai/chat/completions', 'authorization', `Bearer ${secret}`],
  ])('goes to the right place with the right header: %s', async (id, url, name, value) => {
    const { requests, heard } = await call(id, { messages: [] })
    expect(requests[0]?.url.href).toBe(url)
    expect(requests[0]?.credential).toMatchObject({ origin: new URL(url).origin, header: { name, value } })
    expect(heard.sent).toEqual([`POST ${url}`])
    expect(JSON.stringify(heard)).not.toContain(secret)
    expect(heard.headers[name]).toMatch(/•••7a11$/)
  })

  it.each<[Task, string]>([
    ['llm/v1/completions', '/v1/completions'],
    ['llm/v1/embeddings', '/v1/embeddings'],
  ])('has a path for %s', async (task, path) => {
    expect((await call('openai', { input: 'x' }, task)).requests[0]?.url.pathname).toBe(path)
  })

  it('leaves the fields of the caller as they are, and decides model, stream and destination itself (attacks 8)', async () => {
    const body = {
      messages: [{ role: 'user', content: 'x' }],
      temperature: 0,
      odd: { a: [1] },
      model: 'http://evil.example',
      stream: 'x',
      api_base: 'http://evil.example',
      base_url: 'http://evil.example',
      extra_headers: { authorization: 'x' },
    }
    const { sent, url, requests } = await call('openai', body)
    expect(sent).toEqual({ ...body, model: 'm/1 x', stream: true, stream_options: { include_usage: true } })
    expect(url).toContain('api.openai.com')
    expect(requests).toHaveLength(1)
  })

  it("keeps the caller's stream_options, and sends none where they are not understood", async () => {
    expect((await call('openai', { stream_options: { include_usage: false } })).sent.stream_options).toEqual({
      include_usage: false,
    })
    for (const id of ['mistral', 'openrouter', 'perplexity'])
      expect((await call(id, {})).sent).not.toHaveProperty('stream_options')
    expect((await call('openai', { input: 'x' }, 'llm/v1/embeddings')).sent).toEqual({ model: 'm/1 x', input: 'x' })
    expect((await call('databricks-model-serving', {})).sent).not.toHaveProperty('model')
  })

  it.each(['../../api/2.0/secrets', '..', '.', 'a/../../b', '%2e%2e/x', 'a?b=c#d'])(
    'keeps the model name %j in its place in the path',
    async (model) => {
      const row = rowOf('databricks-model-serving')
      const { wire, requests } = recordingWire([{}])
      const adapter = compatibleAdapter({ row, baseUrl: baseUrlOf(row), readCredential: () => secret, wire })
      await adapter(
        { task: 'llm/v1/chat', model, body: {}, isStreamed: true },
        createSink().sink,
        new AbortController().signal,
      )
      expect(requests[0]?.url.pathname).toMatch(/^\/serving-endpoints\/[^/]+\/invocations$/)
      expect(requests[0]?.url.search).toBe('')
    },
  )

  it('asks nobody where a key is needed and there is none', async () => {
    const row = rowOf('openai')
    const { wire, requests } = recordingWire([{}])
    const adapter = compatibleAdapter({ row, baseUrl: row.baseUrl, readCredential: () => undefined, wire })
    const calling = adapter(
      { task: 'llm/v1/chat', model: 'm', body: {}, isStreamed: true },
      createSink().sink,
      new AbortController().signal,
    )
    await expect(calling).rejects.toMatchObject({ failure: { kind: 'credential-missing' } })
    expect(requests).toEqual([])
  })
})

describe('a refusal', () => {
  it.each([
    [400, 'request-rejected', false],
    [401, 'credential-refused', false],
    [403, 'credential-refused', false],
    [404, 'model-not-found', false],
    [409, 'request-rejected', false],
    [413, 'request-rejected', false],
    [422, 'request-rejected', false],
    [429, 'rate-limited', true],
    [500, 'upstream-error', true],
    [502, 'upstream-error', true],
    [503, 'overloaded', true],
    [504, 'upstream-error', true],
    [529, 'overloaded', true],
  ] as const)('is named for what it is, whatever its body: %i (row 19)', async (status, kind, isRetryable) => {
    const bodies = [
      '{"error":{"message":"the words"}}',
      '<html><title>the words</title></html>',
      '',
      'x'.repeat(100_000),
      '\0\x01\ufffdthe words\x7f',
    ]
    for (const body of bodies) {
      const { failure, heard } = await call('openai', {}, 'llm/v1/chat', [{ status, body }])
      expect(failure).toMatchObject({ kind, isRetryable, status })
      expect(failure?.message).toMatch(/^OpenAI .*\(\d{3}\)\. .*\.$/s)
      expect(Buffer.byteLength(failure?.providerMessage ?? '')).toBeLessThanOrEqual(4096)
      expect(failure?.providerMessage === 'the words').toBe(body.includes('the words'))
      expect(heard.bodies).toHaveLength(1)
    }
  })

  it('never holds the key, echoed in whatever form (attacks 11, 12)', async () => {
    const body = JSON.stringify({
      error: { message: `Incorrect API key: ${secret}, Bearer ${secret}, sk-another0123456789` },
    })
    const { failure, heard } = await call('openai', {}, 'llm/v1/chat', [
      { status: 401, body, headers: { 'x-echo': secret } },
    ])
    expect(JSON.stringify([failure, heard])).not.toMatch(/cnry_|sk-another/)
    expect(failure?.message).toBe('OpenAI refused the key (401). Replace it in Endpoints.')
  })

  it('is not repeated where the caller set stream_options, or where the cause is another', async () => {
    const refused = { status: 400, body: '{"detail":"stream_options?"}' }
    expect((await call('openai', { stream_options: {} }, 'llm/v1/chat', [refused, {}])).requests).toHaveLength(1)
    expect((await call('openai', {}, 'llm/v1/chat', [{ status: 400, body: 'temperature' }, {}])).requests).toHaveLength(
      1,
    )
    expect((await call('openai', {}, 'llm/v1/chat', [refused, {}])).requests).toHaveLength(2)
  })
})

describe('listModels', () => {
  const list = (id: string, answer: Partial<WireAnswer>, credential: string | undefined = secret) => {
    const row = rowOf(id)
    const { wire, requests } = recordingWire([answer])
    return {
      requests,
      models: listModels({ row, baseUrl: baseUrlOf(row), credential, wire, signal: new AbortController().signal }),
    }
  }

  it('guesses tasks from names where the list tells none', async () => {
    const ids = [
      'gpt-6',
      'text-embedding-3-small',
      'whisper-1',
      'gpt-3.5-turbo-instruct',
      'davinci-002',
      'dall-e-3',
      'omni-moderation-latest',
      'tts-1',
    ]
    const { models, requests } = list('openai', {
      body: JSON.stringify({ object: 'list', data: ids.map((id) => ({ id })) }),
    })
    expect(await models).toEqual([
      { id: 'davinci-002', tasks: ['llm/v1/completions'] },
      { id: 'gpt-3.5-turbo-instruct', tasks: ['llm/v1/completions'] },
      { id: 'gpt-6', tasks: ['llm/v1/chat'] },
      { id: 'text-embedding-3-small', tasks: ['llm/v1/embeddings'] },
    ])
    expect(requests[0]).toMatchObject({ method: 'GET', credential: { origin: 'https://api.openai.com' } })
    expect(requests[0]?.url.href).toBe('https://api.openai.com/v1/models')
  })

  it.each([
    'nomic-embed-text:latest',
    'bge-m3',
    'mxbai-embed-large',
    'all-minilm:22m',
    'intfloat/e5-large',
    'BAAI/bge-large-en-v1.5',
    'thenlper/gte-large',
    'text-embedding-ada-002',
  ])('takes %s for an embedding model', async (id) => {
    expect(await list('ollama', { body: JSON.stringify({ data: [{ id }] }) }).models).toEqual([
      { id, tasks: ['llm/v1/embeddings'] },
    ])
  })

  it.each(['llama3.2:1b', 'qwen3:8b', 'mistral-small', 'gemma3', 'deepseek-r1', 'bigbird', 'ggte'])(
    'takes %s for a text model',
    async (id) => {
      expect(await list('ollama', { body: JSON.stringify({ data: [{ id }] }) }).models).toEqual([
        { id, tasks: ['llm/v1/chat', 'llm/v1/completions'] },
      ])
    },
  )

  it('reads tasks from the lists that tell them', async () => {
    const endpoints = [
      { name: 'c', task: 'llm/v1/chat' },
      { name: 'e', task: 'llm/v1/embeddings' },
      { name: 'm' },
      { name: 'a', task: 'agent/v2/chat' },
    ]
    const { models, requests } = list('databricks-model-serving', { body: JSON.stringify({ endpoints }) })
    expect((await models).map(({ id, tasks }) => [id, ...tasks])).toEqual([
      ['a', 'custom'],
      ['c', 'llm/v1/chat'],
      ['e', 'llm/v1/embeddings'],
      ['m', 'custom'],
    ])
    expect(requests[0]?.url.pathname).toBe('/api/2.0/serving-endpoints')
    const together = [
      { id: 'a', type: 'chat' },
      { id: 'b', type: 'image' },
      { id: 'c', type: 'embedding' },
    ]
    expect((await list('together', { body: JSON.stringify(together) }).models).map(({ id }) => id)).toEqual(['a', 'c'])
    const azure = {
      data: [
        { id: 'mine', model: 'text-embedding-3-large', status: 'succeeded' },
        { id: 'b', model: 'gpt-6', status: 'failed' },
      ],
    }
    expect(await list('azure-openai', { body: JSON.stringify(azure) }).models).toEqual([
      { id: 'mine', tasks: ['llm/v1/embeddings'] },
    ])
    expect(await list('databricks-model-serving', { body: '{}' }).models).toEqual([])
  })

  it('needs no request where the models are known', async () => {
    const { models, requests } = list('perplexity', {})
    expect((await models).map(({ id }) => id)).toContain('sonar')
    expect(requests).toEqual([])
  })

  it("passes the provider's words on, and names the next step", async () => {
    await expect(list('openai', { status: 401, body: '{"error":{"message":"no"}}' }).models).rejects.toMatchObject({
      failure: {
        kind: 'credential-refused',
        providerMessage: 'no',
        message: 'OpenAI refused the key (401). Replace it in Endpoints.',
      },
    })
    await expect(list('openai', { status: 404, body: '' }).models).rejects.toMatchObject({
      failure: { message: expect.stringContaining('base URL') },
    })
    for (const body of ['<html>', '{"hello":1}', '"x"', ''])
      await expect(list('openai', { body }).models).rejects.toMatchObject({ failure: { kind: 'answer-invalid' } })
    const { models, requests } = list('openai', {}, '')
    await models.catch(() => undefined)
    expect(requests).toEqual([])
  })
})
