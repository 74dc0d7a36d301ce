import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { check, context, installed, runChecks, sentUpstream } from './checks.ts'
import { articleMessages } from './stage.ts'

/** The client is not a dependency of the project: it is loaded from where it was installed, and known by what is used. */
interface Choice {
  index: number
  finish_reason: string | null
  text?: string
  message?: { content: string | null; tool_calls?: { function: { name: string; arguments: string } }[] }
  delta?: { content?: string | null; tool_calls?: { function?: { name?: string; arguments?: string } }[] }
}
interface Answer {
  choices: Choice[]
  usage?: { total_tokens: number; completion_tokens: number } | null
}
type Create = (body: Record<string, unknown>) => Promise<Answer & AsyncIterable<Answer>>
interface Client {
  chat: { completions: { create: Create } }
  completions: { create: Create }
  embeddings: { create: (body: Record<string, unknown>) => Promise<{ data: { embedding: number[] }[] }> }
  responses: { create: (body: Record<string, unknown>) => Promise<{ output_text: string; status: string }> }
  models: { list: () => AsyncIterable<{ id: string }> }
}
interface Package {
  default: new (options: Record<string, unknown>) => Client
}

const loaded: Package = await import(
  createRequire(join(installed.nodeFolder, 'package.json')).resolve('openai').replace(/\.js$/, '.mjs')
)
const OpenAI = loaded.default
const baseURL = `${context.host}/serving-endpoints`
const client = new OpenAI({ apiKey: context.token, baseURL })
const ask = (content: string) => [{ role: 'user', content }]

async function textOf(stream: AsyncIterable<Answer>): Promise<string> {
  let text = ''
  for await (const chunk of stream)
    for (const choice of chunk.choices) text += choice.delta?.content ?? choice.text ?? ''
  return text
}

check('chat, whole', async () => {
  const answer = await client.chat.completions.create({ model: 'sim-chat', messages: articleMessages })
  assert.equal(answer.choices[0]?.message?.content, context.expected.chat)
  assert.equal(answer.usage?.completion_tokens, 30)
})

check('chat, streamed: one usage, one finish', async () => {
  const stream = await client.chat.completions.create({ model: 'sim-chat', messages: articleMessages, stream: true })
  let text = ''
  let usages = 0
  const reasons: string[] = []
  for await (const chunk of stream) {
    if (chunk.usage) usages += 1
    for (const { delta, finish_reason: reason } of chunk.choices) {
      text += delta?.content ?? ''
      if (reason !== null) reasons.push(reason)
    }
  }
  assert.deepEqual([text, usages, reasons], [context.expected.chat, 1, ['stop']])
})

check('tools, streamed', async () => {
  const stream = await client.chat.completions.create({ model: 'sim-tools', messages: ask('x'), stream: true })
  let called = ''
  for await (const chunk of stream)
    for (const { delta } of chunk.choices)
      for (const part of delta?.tool_calls ?? [])
        called += (part.function?.name ?? '') + (part.function?.arguments ?? '')
  assert.equal(called, 'get_weather{"city":"Bonn"}')
})

check('fields it does not know reach the upstream', async () => {
  await client.chat.completions.create({ model: 'sim-chat', messages: ask('node fields'), top_k: 3, min_p: 0.1 })
  const sent = await sentUpstream('node fields')
  assert.deepEqual([sent['top_k'], sent['min_p']], [3, 0.1])
})

check('completions, whole and streamed', async () => {
  const body = { model: 'sim-chat', prompt: 'what is databricks' }
  assert.equal((await client.completions.create(body)).choices[0]?.text, context.expected.completion)
  assert.equal(await textOf(await client.completions.create({ ...body, stream: true })), context.expected.completion)
})

check('checklist 8: embeddings, base64 as it asks, are the floats', async () => {
  for (const model of ['universal-sentence-encoder-lite', 'sim-embed']) {
    const [decoded] = (await client.embeddings.create({ model, input: 'what is databricks' })).data
    const [floats] = (await client.embeddings.create({ model, input: 'what is databricks', encoding_format: 'float' }))
      .data
    assert.ok(decoded && floats && decoded.embedding.length === floats.embedding.length)
    for (const [at, value] of decoded.embedding.entries())
      assert.ok(Math.abs(value - (floats.embedding[at] ?? Number.NaN)) < 1e-6)
  }
})

check('responses', async () => {
  const answer = await client.responses.create({ model: 'sim-chat', input: 'What is a mixture of experts model?' })
  assert.deepEqual([answer.output_text, answer.status], [context.expected.chat, 'completed'])
})

check('/v1: models and chat', async () => {
  const other = new OpenAI({ apiKey: context.token, baseURL: `${context.host}/v1` })
  const names: string[] = []
  for await (const { id } of other.models.list()) names.push(id)
  assert.ok(names.includes('sim-chat') && names.includes('echo'))
  const answer = await other.chat.completions.create({ model: 'sim-chat', messages: articleMessages })
  assert.equal(answer.choices[0]?.message?.content, context.expected.chat)
})

check('error: a wrong token, an unknown endpoint, a 400: each at once with its words', async () => {
  const wrong = new OpenAI({ apiKey: 'dapi-wrong', baseURL })
  const body = { messages: ask('x') }
  const startedAt = performance.now()
  await assert.rejects(wrong.chat.completions.create({ ...body, model: 'echo' }), {
    status: 403,
    message: /access token/,
  })
  await assert.rejects(client.chat.completions.create({ ...body, model: 'no-such' }), {
    status: 404,
    message: /does not exist/,
  })
  await assert.rejects(client.chat.completions.create({ ...body, model: 'sim-400' }), {
    status: 400,
    message: /Invalid value for temperature/,
  })
  assert.ok(performance.now() - startedAt < 4000)
})

check('error: 429 and 500', async () => {
  const once = new OpenAI({ apiKey: context.token, baseURL, maxRetries: 0 })
  for (const [model, status] of [
    ['sim-429', 429],
    ['sim-500', 500],
  ])
    await assert.rejects(once.chat.completions.create({ model, messages: ask('x') }), { status })
})

check('error: a stream that was cut ends in an error', async () => {
  const stream = await client.chat.completions.create({ model: 'sim-cut', messages: ask('x'), stream: true })
  await assert.rejects(textOf(stream))
})

await runChecks()
