import assert from 'node:assert/strict'
import { join } from 'node:path'
import * as fc from 'fast-check'
import type { CodeCall } from '../../web/models/code/codeCall.ts'
import { codeLanguages } from '../../web/models/code/codeLanguages.ts'
import { mlflowDeployments } from '../../web/models/code/mlflowDeployments.ts'
import { openAiPython } from '../../web/models/code/openAiPython.ts'
import { pythonLiteral } from '../../web/models/code/pythonSource.ts'
import { startPlayground } from '../process/playgroundProcess.ts'
import { check, context, installed, runChecks, sentUpstream } from './checks.ts'
import { execute, endPrograms, runProgram } from './programs.ts'
import { articleMessages } from './stage.ts'

/**
 * What Get code writes, run by the clients it is written for: what they print is what the endpoint answers, and what
 * reaches the upstream is what the page would have sent.
 */
const { expected, host } = context
const ofToken = { DATABRICKS_HOST: host, DATABRICKS_TOKEN: context.token }

/** The languages that run by themselves; SQL has its own engine. */
const languages = codeLanguages.filter(({ id }) => id !== 'ai-query').map(({ id }) => id)
const hard =
  'it\'s "$HOME" `id` $(id) \\ \\n \\u0041 ${x} {{y}} {x!r} %s !! \'\'\' """ #\n\tend\u2028\u202e\u0007 é ا 😀👩‍👧 \u007f'

function call(endpoint: string, body: Record<string, unknown>, more: Partial<CodeCall> = {}): CodeCall {
  return { origin: 'http://127.0.0.1:9', endpoint, task: 'llm/v1/chat', body, isStreamed: false, ...more }
}

function write(language: string, of: CodeCall): string {
  const code = codeLanguages.find(({ id }) => id === language)?.write(of)
  if (code?.type !== 'code') throw new Error(`${language}: ${code?.reason ?? 'unknown'}`)
  return code.text
}

/** What the program prints. */
async function run(language: string, of: CodeCall, options: RunOptions = {}): Promise<string> {
  const { env = ofToken, isFresh = false } = options
  const printed = await runProgram({ language, text: write(language, of), env, isFresh })
  return language === 'curl' ? textOfAnswer(printed) : printed
}

interface RunOptions {
  env?: Record<string, string>
  isFresh?: boolean
}

/** `run`, in every language at once. */
async function runAll(of: CodeCall, names = languages): Promise<[language: string, printed: string][]> {
  return await Promise.all(
    names.map(async (language): Promise<[string, string]> => [language, await run(language, of)]),
  )
}

interface Choice {
  message?: { content: string }
  delta?: { content?: string }
  text?: string
}

/** curl prints the answer as it came; this is what the others print of it. */
function textOfAnswer(printed: string): string {
  const events = printed.startsWith('data: ')
    ? printed.split('\n').flatMap((line) => (line.startsWith('data: {') ? [line.slice(6)] : []))
    : [printed]
  let text = ''
  for (const event of events) {
    const answer: { choices?: Choice[]; data?: { embedding: number[] }[] } = JSON.parse(event)
    for (const { message, delta, text: piece } of answer.choices ?? [])
      text += message ? `${message.content}\n` : (delta?.content ?? piece ?? '')
    for (const { embedding } of answer.data ?? []) text += `${JSON.stringify(embedding)}\n`
  }
  return text.endsWith('\n') ? text : `${text}\n`
}

check('chat: every language prints the answer', async () => {
  for (const [language, printed] of await runAll(call('sim-chat', { messages: articleMessages, max_tokens: 256 })))
    assert.equal(printed, `${expected.chat}\n`, language)
})

check('chat, streamed: every language prints the answer', async () => {
  const streamed = call('sim-chat', { messages: articleMessages }, { isStreamed: true })
  for (const [language, printed] of await runAll(streamed)) assert.equal(printed, `${expected.chat}\n`, language)
})

check('as it stands: with nothing in the environment each asks the server it was written on', async () => {
  const open = await startPlayground()
  try {
    const body = { messages: [{ role: 'user', content: 'as it stands' }] }
    const printed = await Promise.all(
      languages.map((language) => run(language, call('echo', body, { origin: open.url }), { env: {}, isFresh: true })),
    )
    for (const [index, text] of printed.entries()) assert.match(text, /^> as it stands$/m, languages[index] ?? '')
  } finally {
    await open.stop()
  }
})

check('any text comes out as it went in', async () => {
  for (const isStreamed of [false, true]) {
    const of = call('sim-repeat', { messages: [{ role: 'user', content: hard }] }, { isStreamed })
    for (const [language, printed] of await runAll(of)) assert.equal(printed, `${hard}\n`, language)
  }
})

const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'low' } }
const bodies: Record<string, Record<string, unknown>> = {
  parameters: { temperature: 0.5, max_tokens: 7, top_p: 0.9, stop: ['END'], n: 2, seed: 3, presence_penalty: -0.5 },
  'fields of its own': {
    top_k: 3,
    thinking: { type: 'enabled', budget_tokens: 5 },
    timeout: 1,
    extra_headers: { a: 'b' },
    "it's $x": [null, true, 1e-7, { 'é"': {} }],
  },
  tools: {
    tools: [{ type: 'function', function: { name: 'get_weather', description: hard, parameters: schema } }],
    tool_choice: 'auto',
    parallel_tool_calls: false,
  },
  'a response format': {
    response_format: { type: 'json_schema', json_schema: { name: 'city', schema, strict: true } },
  },
  'log probabilities': { logprobs: true, top_logprobs: 1 },
}

check(
  'what reaches the upstream is what the page would send: parameters, tools, fields of a provider’s own',
  async () => {
    for (const [what, fields] of Object.entries(bodies))
      await Promise.all(
        languages.map(async (language) => {
          const mark = `code ${what} ${language}`
          const messages = [{ role: 'user', content: mark }]
          await run(language, call('sim-chat', { messages, ...fields }))
          const sent = await sentUpstream(mark)
          for (const [name, value] of Object.entries({ messages, ...fields }))
            assert.deepEqual(sent[name], value, `${language}: ${name}`)
        }),
      )
  },
)

check('what reaches the upstream is what the page would send: images, tool calls and their results', async () => {
  await Promise.all(
    languages.map(async (language) => {
      const mark = `code conversation ${language}`
      // Without a text beside its calls LangChain says null for ''.
      const toolCall = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a": 1}' } }
      const messages = [
        { role: 'user', content: [{ type: 'text', text: mark }, image] },
        { role: 'assistant', content: 'One moment.', tool_calls: [toolCall] },
        { role: 'tool', tool_call_id: 'call_1', content: '{"b": 2}' },
      ]
      await run(language, call('sim-chat', { messages }))
      const sent = await sentUpstream(mark)
      assert.deepEqual(sent['messages'], messages, language)
    }),
  )
})

check('completions: every language that has them prints the text, whole and streamed', async () => {
  const others = languages.filter((language) => language !== 'langchain')
  for (const isStreamed of [false, true]) {
    const of = call('sim-chat', { prompt: hard, max_tokens: 64, top_k: 2 }, { task: 'llm/v1/completions', isStreamed })
    for (const [language, printed] of await runAll(of, others))
      assert.equal(printed, `${expected.completion}\n`, language)
  }
})

check('embeddings: every language prints the same vectors, of one text and of several', async () => {
  for (const input of [hard, ['a', hard]]) {
    const of = call('sim-embed', { input, dimensions: 4 }, { task: 'llm/v1/embeddings' })
    const all = await runAll(of)
    const [, wanted = ''] = all.find(([language]) => language === 'curl') ?? []
    const vectors = readVectors(wanted)
    assert.equal(vectors.length, Array.isArray(input) ? 2 : 1)
    for (const [language, printed] of all)
      for (const [row, vector] of readVectors(printed).entries())
        for (const [at, value] of vector.entries())
          assert.ok(Math.abs(value - (vectors[row]?.[at] ?? Number.NaN)) < 1e-6, `${language}: ${printed}`)
  }
})

function readVectors(printed: string): number[][] {
  return printed
    .trim()
    .split('\n')
    .map((line) => {
      const vector: number[] = JSON.parse(line)
      return vector
    })
}

check('OAuth machine-to-machine: the programs of Databricks’ own clients take it from the environment', async () => {
  const env = {
    DATABRICKS_HOST: host,
    DATABRICKS_CLIENT_ID: context.clientId,
    DATABRICKS_CLIENT_SECRET: context.clientSecret,
  }
  for (const language of ['databricks-sdk', 'mlflow', 'langchain'])
    assert.equal(
      await run(language, call('sim-chat', { messages: articleMessages }), { env, isFresh: true }),
      `${expected.chat}\n`,
    )
})

check('property: Python reads every generated literal and program as what was meant', async () => {
  if (installed.type !== 'installed') throw new Error(installed.reason)
  const values = fc.sample(fc.jsonValue({ stringUnit: 'binary' }), 400)
  const bodiesOfAll = fc.sample(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), 200)
  const messages = [{ role: 'user', content: 'x' }]
  const cases = [
    ...values.map((value) => ({ kind: 'literal', source: pythonLiteral(value), wanted: value })),
    ...bodiesOfAll.flatMap((fields) => {
      const { model: _m, stream: _s, ...rest } = fields
      const body = { messages, ...rest }
      const [openAi, mlflow] = [openAiPython(call('e', body)), mlflowDeployments(call('e', body))]
      if (openAi.type !== 'code' || mlflow.type !== 'code') throw new Error('a program is missing')
      return [
        { kind: 'openai', source: openAi.text, wanted: { model: 'e', ...body } },
        { kind: 'mlflow', source: mlflow.text, wanted: { endpoint: 'e', inputs: body } },
      ]
    }),
  ]
  const lines = cases.map((one) => JSON.stringify(one)).join('\n')
  const script = join(import.meta.dirname, 'read_literals.py')
  const differing = await execute(installed.python.openai, [script], { PYTHONIOENCODING: 'utf-8' }, lines)
  assert.equal(differing.trim(), '[]')
})

await runChecks()
endPrograms()
