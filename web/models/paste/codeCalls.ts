import { ExpressionReader, type CodeExpression } from './codeExpression.ts'
import { flatten, text, toJson, type JsonWriter } from './codeJson.ts'
import { tokenize, type CodeLanguage, type CodeToken } from './codeTokens.ts'
import { credentialOfHeaders, isPlaceholder } from './curlCommand.ts'
import type { PastedCredential, PastedRequest } from './pastedRequest.ts'

type Call = Extract<CodeExpression, { type: 'call' }>
type Entry = [key: string, value: CodeExpression]

/**
 * The request that a snippet of a client would send: OpenAI's, the Databricks SDK's, MLflow's and LangChain's, and plain
 * `requests`, `httpx`, `fetch` and `axios`. Read, never run. Undefined where no such call stands in the text.
 */
export function readCode(source: string): PastedRequest | undefined {
  const language: CodeLanguage = isScript(source) ? 'JavaScript' : 'Python'
  const tokens = tokenize(source, language)
  const { calls, variables } = readStatements(tokens)
  const writer: JsonWriter = { variables, notes: new Set() }
  for (const call of calls) {
    const found = requestOf(call, calls, writer, language)
    if (found === undefined) continue
    const body = toJson({ type: 'object', entries: found.body }, writer) ?? '{}'
    const credential = found.credential ?? credentialOfClients(calls, writer)
    return {
      from: language,
      body: found.text ?? body,
      ...(found.url === undefined ? {} : { url: found.url }),
      ...(found.endpoint === undefined ? {} : { endpoint: found.endpoint }),
      ...(credential === undefined ? {} : { credential }),
      notes: [...writer.notes],
    }
  }
  return undefined
}

function isScript(source: string): boolean {
  return /(?:^|\n)\s*(?:const|let|var|await\s+fetch|\/\/|import\s+.*\sfrom\s+['"]|import\s*\{)|\bfetch\s*\(|\baxios\b|\bnew\s+OpenAI\b|JSON\.stringify/.test(
    source,
  )
}

/** Every call, the outer before the inner, and what names are set to. */
function readStatements(tokens: CodeToken[]): { calls: Call[]; variables: Map<string, CodeExpression> } {
  const calls: Call[] = []
  const variables = new Map<string, CodeExpression>()
  const reader = new ExpressionReader(tokens)
  while (reader.at < tokens.length) {
    const token = tokens[reader.at]
    const next = tokens[reader.at + 1]
    if (token?.type === 'name' && next?.type === 'sign' && next.sign === '=') {
      reader.at += 2
      const value = reader.read()
      if (value !== undefined) {
        variables.set(token.name, value)
        collect(value, calls)
      }
      continue
    }
    const before = reader.at
    const value = reader.read()
    if (value !== undefined) collect(value, calls)
    if (reader.at === before) reader.at++
  }
  return { calls, variables }
}

function collect(value: CodeExpression, calls: Call[]): void {
  switch (value.type) {
    case 'call':
      calls.push(value)
      if (value.on !== undefined) collect(value.on, calls)
      for (const argument of value.positional) collect(argument, calls)
      for (const [, argument] of value.named) collect(argument, calls)
      return
    case 'list':
      for (const item of value.items) collect(item, calls)
      return
    case 'object':
      for (const [, item] of value.entries) collect(item, calls)
      return
    default:
  }
}

interface FoundRequest {
  body: Entry[]
  /** The body where it is a text of its own. */
  text?: string
  url?: string
  endpoint?: string
  credential?: PastedCredential
}

function requestOf(call: Call, calls: Call[], writer: JsonWriter, language: CodeLanguage): FoundRequest | undefined {
  const { name } = call
  if (/\b(?:completions|embeddings|responses)\.(?:create|parse|stream)$/.test(name))
    return ofOpenAi(call, writer, language)
  if (/\.predict(?:_stream)?$/.test(name)) return ofMlflow(call, writer)
  if (/serving_endpoints(?:_data_plane)?\.query$/.test(name)) return ofDatabricks(call, writer)
  if (/\.(?:invoke|stream|ainvoke|astream|embed_query|embed_documents)$/.test(name))
    return ofLangChain(call, calls, writer)
  if (/^(?:requests|httpx|session|client)\.(?:post|request)$/.test(name)) return ofRequests(call, writer)
  if (name === 'fetch' || /^axios(?:\.post)?$/.test(name)) return ofFetch(call, writer)
  return undefined
}

/** What only steers the client and is not in the body. */
const ofClient = new Set(['extra_headers', 'extra_query', 'timeout', 'extra_body'])

function ofOpenAi(call: Call, writer: JsonWriter, language: CodeLanguage): FoundRequest {
  const first = resolve(call.positional[0], writer)
  const entries = language === 'JavaScript' && first?.type === 'object' ? first.entries : call.named
  const all = flatten(entries, writer, 0)
  const extra = resolve(all.find(([key]) => key === 'extra_body')?.[1], writer)
  const body = all.filter(([key]) => language === 'JavaScript' || !ofClient.has(key))
  return { body: [...body, ...(extra?.type === 'object' ? extra.entries : [])] }
}

function ofMlflow(call: Call, writer: JsonWriter): FoundRequest {
  const inputs = resolve(
    named(call, 'inputs') ?? call.positional.find((value) => resolve(value, writer)?.type === 'object'),
    writer,
  )
  const endpoint = stringOf(named(call, 'endpoint') ?? call.positional[0], writer)
  return { body: inputs?.type === 'object' ? inputs.entries : [], ...(endpoint === undefined ? {} : { endpoint }) }
}

function ofDatabricks(call: Call, writer: JsonWriter): FoundRequest {
  const endpoint = stringOf(named(call, 'name') ?? call.positional[0], writer)
  return {
    body: flatten(call.named, writer, 0).filter(([key]) => key !== 'name'),
    ...(endpoint === undefined ? {} : { endpoint }),
  }
}

const langChainClient = /(?:^|\.)(?:ChatDatabricks|ChatOpenAI|AzureChatOpenAI|DatabricksEmbeddings|OpenAIEmbeddings)$/
const clientOnly = new Set([
  'endpoint',
  'model',
  'model_name',
  'target_uri',
  'base_url',
  'api_key',
  'openai_api_key',
  'openai_api_base',
  'timeout',
  'max_retries',
  'workspace_client',
  'extra_params',
])

function ofLangChain(call: Call, calls: Call[], writer: JsonWriter): FoundRequest | undefined {
  const client = calls.find((other) => langChainClient.test(other.name))
  const input = resolve(
    call.positional[0] ?? named(call, 'input') ?? named(call, 'text') ?? named(call, 'texts'),
    writer,
  )
  if (client === undefined || input === undefined) return undefined
  const chosen = ['endpoint', 'model', 'model_name']
    .map((key) => named(client, key))
    .find((value) => value !== undefined)
  const endpoint = stringOf(chosen, writer)
  const extra = resolve(named(client, 'extra_params'), writer)
  const parameters = [
    ...flatten([...client.named, ...call.named], writer, 0),
    ...(extra?.type === 'object' ? extra.entries : []),
  ]
  const isEmbedding = /embed_/.test(call.name)
  const subject: Entry = isEmbedding ? ['input', input] : ['messages', messagesOf(input)]
  const isStream = /\.a?stream$/.test(call.name)
  return {
    body: [
      subject,
      ...parameters.filter(([key]) => !clientOnly.has(key) && !['input', 'text', 'texts'].includes(key)),
      ...(isStream ? [['stream', { type: 'constant', value: 'true' }] satisfies Entry] : []),
    ],
    ...(endpoint === undefined ? {} : { endpoint }),
  }
}

/** A text is one user message; a pair is (role, content). */
function messagesOf(input: CodeExpression): CodeExpression {
  if (input.type !== 'list') return { type: 'list', items: [message('user', input)] }
  return {
    type: 'list',
    items: input.items.map((item) => {
      const [role, content] = item.type === 'list' ? item.items : []
      if (role?.type !== 'string' || content === undefined) return item.type === 'string' ? message('user', item) : item
      return message({ human: 'user', ai: 'assistant' }[role.value] ?? role.value, content)
    }),
  }
}

function message(role: string, content: CodeExpression): CodeExpression {
  return {
    type: 'object',
    entries: [
      ['role', text(role)],
      ['content', content],
    ],
  }
}

function ofRequests(call: Call, writer: JsonWriter): FoundRequest | undefined {
  const values = call.name.endsWith('.request') ? call.positional.slice(1) : call.positional
  const url = stringOf(named(call, 'url') ?? values[0], writer)
  const sent = bodyOf(named(call, 'json') ?? named(call, 'data') ?? named(call, 'content') ?? values[1], writer)
  if (sent === undefined) return undefined
  const credential =
    credentialOfHeaders(headersOf(named(call, 'headers'), writer)) ??
    credentialOfPair(resolve(named(call, 'auth'), writer), writer)
  return { ...sent, ...(url === undefined ? {} : { url }), ...(credential === undefined ? {} : { credential }) }
}

function ofFetch(call: Call, writer: JsonWriter): FoundRequest | undefined {
  const isAxiosPost = call.name === 'axios.post'
  const options = resolve(call.positional[call.name === 'axios' ? 0 : isAxiosPost ? 2 : 1], writer)
  const field = (key: string) =>
    options?.type === 'object' ? options.entries.find(([name]) => name === key)?.[1] : undefined
  const url = stringOf(call.name === 'axios' ? field('url') : call.positional[0], writer)
  const sent = bodyOf(isAxiosPost ? call.positional[1] : (field('body') ?? field('data')), writer)
  if (sent === undefined) return undefined
  const credential = credentialOfHeaders(headersOf(field('headers'), writer))
  return { ...sent, ...(url === undefined ? {} : { url }), ...(credential === undefined ? {} : { credential }) }
}

/** An object, a call that makes JSON of one, or a text that is the body already. */
function bodyOf(
  given: CodeExpression | undefined,
  writer: JsonWriter,
): Pick<FoundRequest, 'body' | 'text'> | undefined {
  const value = resolve(given, writer)
  if (value?.type === 'call' && /(?:dumps|stringify|encode)$/.test(value.name))
    return bodyOf(value.positional[0] ?? value.on, writer)
  if (value?.type === 'object') return { body: value.entries }
  if (value?.type === 'string') return { body: [], text: value.value }
  return undefined
}

function headersOf(given: CodeExpression | undefined, writer: JsonWriter): [string, string][] {
  const value = resolve(given, writer)
  if (value?.type !== 'object') return []
  return value.entries.flatMap(([name, held]): [string, string][] => {
    const header = stringOf(held, writer)
    return header === undefined ? [] : [[name, header]]
  })
}

function credentialOfPair(pair: CodeExpression | undefined, writer: JsonWriter): PastedCredential | undefined {
  const value = pair?.type === 'list' ? stringOf(pair.items[1], writer) : undefined
  return value === undefined || isPlaceholder(value) ? undefined : { where: 'auth', value }
}

/** `OpenAI(api_key=…)`, `WorkspaceClient(token=…)`, `new OpenAI({ apiKey: … })`. */
function credentialOfClients(calls: Call[], writer: JsonWriter): PastedCredential | undefined {
  for (const call of calls) {
    const options = resolve(call.positional[0], writer)
    const entries = [...call.named, ...(options?.type === 'object' ? options.entries : [])]
    for (const [key, held] of entries) {
      if (!/^(?:api_?key|openai_api_key|token)$/i.test(key)) continue
      const value = stringOf(held, writer)
      if (value !== undefined && !isPlaceholder(value)) return { where: key, value }
    }
  }
  return undefined
}

function named(call: Call, key: string): CodeExpression | undefined {
  return call.named.find(([name]) => name === key)?.[1]
}

function resolve(value: CodeExpression | undefined, { variables }: JsonWriter): CodeExpression | undefined {
  let found = value
  for (let depth = 0; found?.type === 'name' && depth < 10; depth++) {
    const known = variables.get(found.name)
    if (known === undefined) return found
    found = known
  }
  return found
}

/** A text that stands in the snippet; with parts to fill in it is none. */
function stringOf(value: CodeExpression | undefined, writer: JsonWriter): string | undefined {
  const found = resolve(value, writer)
  return found?.type === 'string' && !found.isOpen ? found.value : undefined
}
