import type { SentRequest } from '../../../server/contract/invocation.ts'
import { prettyJson } from './prettyJson.ts'

/** What `SentRequest` puts where a secret was. */
const secret = /•+\S*/
/** Set by the client itself. */
const ownHeaders = new Set(['host', 'connection', 'content-length', 'accept-encoding', 'transfer-encoding'])

/** The environment variable a reader most likely has the key in. */
export function keyVariable(url: string, providerLabel: string): string {
  if (/\.(cloud|azure)?databricks\.(com|net)$|\.azuredatabricks\.net$/.test(hostOf(url))) return 'DATABRICKS_TOKEN'
  const name = providerLabel
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
  return /^[A-Z]/.test(name) ? `${name}_API_KEY` : 'API_KEY'
}

export function curlCommand(request: SentRequest, variable: string): string {
  const headers = sentHeaders(request).map(([name, value]) => `-H ${headerWord(`${name}: ${value}`, variable)}`)
  return [
    `curl -sS -N${request.method === 'POST' ? '' : ` -X ${bashWord(request.method)}`} ${bashWord(request.url)}`,
    ...headers,
    `--data-raw ${bashWord(prettyJson(request.body) ?? request.body)}`,
  ].join(' \\\n  ')
}

/** Single quotes keep everything but themselves (bash manual, 3.1.2.2). */
export function bashWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** The variable must be expanded, so it alone stands in double quotes. */
function headerWord(header: string, variable: string): string {
  const found = secret.exec(header)
  if (found === null) return bashWord(header)
  const after = header.slice(found.index + found[0].length)
  return `${bashWord(header.slice(0, found.index))}"$${variable}"${after === '' ? '' : bashWord(after)}`
}

export function pythonCode(request: SentRequest, variable: string): string {
  const { base, create, body } = openAiCall(request)
  const isStreamed = body.stream === true
  return `import os
from openai import OpenAI

client = OpenAI(
    base_url=${JSON.stringify(base)},
    api_key=${hasKey(request) ? `os.environ["${variable}"]` : '"none"'},
)
${isStreamed ? 'stream' : 'answer'} = client.${create}(
${argumentsOf(body)
  .map(([name, value]) => `    ${name}=${pythonLiteral(value, 1)},`)
  .join('\n')}
)
${isStreamed ? (pythonLoop[create] ?? pythonLoop['chat.completions.create']) : 'print(answer)'}
`
}

const pythonLoop: Record<string, string> = {
  'chat.completions.create': `for event in stream:
    for choice in event.choices:
        print(choice.delta.content or "", end="", flush=True)`,
  'completions.create': `for event in stream:
    for choice in event.choices:
        print(choice.text, end="", flush=True)`,
}

export function nodeCode(request: SentRequest, variable: string): string {
  const { base, create, body } = openAiCall(request)
  const isStreamed = body.stream === true
  const text = create === 'completions.create' ? 'choice.text' : "choice.delta.content ?? ''"
  const loop = `for await (const event of stream) {
  for (const choice of event.choices) process.stdout.write(${text})
}`
  return `import OpenAI from 'openai'

const client = new OpenAI({
  baseURL: ${JSON.stringify(base)},
  apiKey: ${hasKey(request) ? `process.env.${variable}` : "'none'"},
})
const ${isStreamed ? 'stream' : 'answer'} = await client.${create}(${JSON.stringify(body, null, 2)})
${isStreamed ? loop : 'console.log(answer)'}
`
}

/** The call of OpenAI's clients that posts to this address. */
function openAiCall({ url, body }: SentRequest) {
  const calls: [suffix: string, create: string][] = [
    ['/chat/completions', 'chat.completions.create'],
    ['/completions', 'completions.create'],
    ['/embeddings', 'embeddings.create'],
  ]
  const address = new URL(url)
  const [suffix, create] = calls.find(([suffix]) => address.pathname.endsWith(suffix)) ?? [
    '',
    'chat.completions.create',
  ]
  const parsed: unknown = JSON.parse(body)
  return {
    base: `${address.origin}${address.pathname.slice(0, address.pathname.length - suffix.length)}`,
    create,
    body: typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {},
  }
}

/** Fields OpenAI's Python client has no argument for go into extra_body (openai-python, README, "Undocumented request params"). */
const known = new Set(
  'model messages prompt input stream stream_options temperature max_tokens max_completion_tokens top_p stop seed frequency_penalty presence_penalty n logprobs top_logprobs logit_bias response_format tools tool_choice user dimensions encoding_format echo suffix best_of reasoning_effort parallel_tool_calls metadata store service_tier modalities audio prediction'.split(
    ' ',
  ),
)

function argumentsOf(body: Record<string, unknown>): [string, unknown][] {
  const entries = Object.entries(body)
  const extra = entries.filter(([name]) => !known.has(name))
  const own = entries.filter(([name]) => known.has(name))
  return extra.length === 0 ? own : [...own, ['extra_body', Object.fromEntries(extra)]]
}

/** JSON's values in Python's words. JSON's string escapes are all Python's too, but for lone surrogates. */
function pythonLiteral(value: unknown, depth: number): string {
  const indent = '    '.repeat(depth)
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value !== 'object') return JSON.stringify(value)
  const lines = Array.isArray(value)
    ? value.map((item) => pythonLiteral(item, depth + 1))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${pythonLiteral(item, depth + 1)}`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (lines.length === 0) return `${open}${close}`
  return `${open}\n${lines.map((line) => `${indent}    ${line},\n`).join('')}${indent}${close}`
}

function sentHeaders({ headers }: SentRequest): [string, string][] {
  return Object.entries(headers).filter(([name]) => !ownHeaders.has(name.toLowerCase()))
}

function hasKey({ headers }: SentRequest): boolean {
  return Object.values(headers).some((value) => secret.test(value))
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : ''
}
