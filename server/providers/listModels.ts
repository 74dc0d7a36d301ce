import type { UpstreamModel } from '../contract/endpoint.ts'
import { FailureError } from '../contract/failure.ts'
import { tasks, type Task } from '../contract/task.ts'
import { joinUrl, parseOutboundUrl } from '../wire/outboundUrl.ts'
import type { Wire } from '../wire/wire.ts'
import { answerFailure } from './answerFailure.ts'
import type { ModelListing, ProviderRow } from './providerRow.ts'
import { createUpstreamCredential, orAborted } from './upstreamCredential.ts'

export interface ListModelsRequest {
  row: ProviderRow
  baseUrl: string
  credential: string | undefined
  wire: Wire
  signal: AbortSignal
}

/** More than any provider lists (OpenRouter: some 400); a page with more could not be used either. */
const maxModels = 5000

/** What an upstream says it serves, with tasks. Rejects with a FailureError that holds the provider's words. */
export async function listModels({
  row,
  baseUrl,
  credential,
  wire,
  signal,
}: ListModelsRequest): Promise<UpstreamModel[]> {
  const base = parseOutboundUrl(baseUrl)
  if (credential === undefined && row.credential === 'required')
    throw new FailureError({
      kind: 'credential-missing',
      message: `${row.label} needs a key. Enter it in Endpoints.`,
      isRetryable: false,
    })
  if (row.paths.models === null) return (row.knownModels ?? []).map((id) => ({ id, tasks: row.textTasks }))
  const { label } = row
  const held = createUpstreamCredential({ row, label, baseUrl, wire, readCredential: () => credential })
  const read = held.read()
  const { credential: bound, redactor } = read instanceof Promise ? await orAborted(read, signal) : read
  const url = joinUrl(base, row.paths.models)
  const answer = await wire.requestText({ method: 'GET', url, credential: bound, label }, signal)
  if (answer.status >= 300)
    throw withoutModelName(
      answerFailure({
        status: answer.status,
        headers: answer.headers,
        body: answer.body,
        label: row.label,
        model: 'list',
        redactor,
        hasCredential: credential !== undefined,
      }),
      row.label,
    )
  return readModels(answer.body, row)
}

/** The models in the body of a list; throws where it is none. */
function readModels(body: string, row: ProviderRow): UpstreamModel[] {
  const items = itemsOf(body)
  if (items === undefined)
    throw new FailureError({
      kind: 'answer-invalid',
      message: `What answers at this address does not list models as ${row.label} does. Check the base URL; most end in /v1.`,
      isRetryable: false,
    })
  const models = new Map<string, UpstreamModel>()
  for (const item of items.slice(0, maxModels)) {
    const id = row.listing === 'databricks' ? item.name : (item.id ?? item.name)
    if (typeof id !== 'string' || id === '' || id.length > 300) continue
    const found = tasksOf(id, item, row)
    if (found.length > 0) models.set(id, { id, tasks: found })
  }
  return [...models.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1))
}

type Fields = Record<string, unknown>

/** `{data: […]}` (OpenAI), `[…]` (Together), `{endpoints: […]}` (Databricks: absent where there are none), `{models: […]}`. */
function itemsOf(body: string): Fields[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return undefined
  }
  if (Array.isArray(value)) return value.filter(isFields)
  if (!isFields(value)) return undefined
  for (const list of [value.data, value.endpoints, value.models]) if (Array.isArray(list)) return list.filter(isFields)
  return Object.keys(value).length === 0 || value.object === 'list' ? [] : undefined
}

function tasksOf(id: string, item: Fields, row: ProviderRow): Task[] {
  return toldTasks(row.listing, item, row) ?? guessTasks(id, row.textTasks)
}

/** Undefined where the list does not tell. */
function toldTasks(listing: ModelListing, item: Fields, row: ProviderRow): Task[] | undefined {
  switch (listing) {
    case 'databricks':
      // Agents answer in a shape of their own, classical models predict: both take a custom body.
      return [tasks.find((task) => task === item.task) ?? 'custom']
    case 'together':
      if (item.type === 'chat') return ['llm/v1/chat', 'llm/v1/completions']
      if (item.type === 'language' || item.type === 'code') return ['llm/v1/completions']
      if (item.type === 'embedding') return ['llm/v1/embeddings']
      return typeof item.type === 'string' ? [] : undefined
    case 'mistral':
      if (!isFields(item.capabilities)) return undefined
      return item.capabilities.completion_chat === true ? ['llm/v1/chat'] : undefined
    case 'azure': {
      // A deployment has any name; the model behind it tells.
      if (item.status !== undefined && item.status !== 'succeeded') return []
      return typeof item.model === 'string' ? guessTasks(item.model, row.textTasks) : undefined
    }
    case 'openai':
      // LM Studio and some gateways tell the type beside the id.
      if (item.type === 'embeddings' || item.type === 'embedding') return ['llm/v1/embeddings']
      return undefined
  }
}

const embeddings =
  /(^|[-_/.:])(embed|embedding|embeddings|embedder)([-_/.:\d]|$)|embed|(^|[-_/])(bge|gte|e5|minilm|ada-002|nv-embed|jina-clip|voyage)([-_/.\d]|$)|all-minilm|text-similarity|text-search/i
/** Nothing a prompt of text could be sent to. */
const notText =
  /whisper|(^|[-_/])tts([-_/\d]|$)|dall-e|stable-diffusion|flux|(^|[-_/])(sora|imagen|veo)([-_/\d]|$)|gpt-image|image-generation|moderation|rerank|transcribe|transcription|realtime|speech|(^|[-_/])ocr([-_/\d]|$)|(^|[-_/])guard|chatgpt-image/i
const completionsOnly =
  /^(davinci|babbage|curie|ada)(-|$)|gpt-3\.5-turbo-instruct|^text-(davinci|curie|babbage|ada)-\d/i

/** What a model's name says about it; no task where no prompt of text can be sent to it. */
function guessTasks(id: string, textTasks: Task[]): Task[] {
  if (notText.test(id)) return []
  if (embeddings.test(id)) return ['llm/v1/embeddings']
  if (completionsOnly.test(id)) return ['llm/v1/completions']
  return textTasks
}

/** No model was asked for: a 404 is about the address. */
function withoutModelName(error: FailureError, label: string): FailureError {
  const { failure } = error
  if (failure.kind === 'model-not-found')
    return new FailureError({
      ...failure,
      message: `${label} lists no models at this address (404). Check the base URL; most end in /v1. Models can also be typed by hand.`,
    })
  if (failure.status === 403 && failure.kind === 'credential-refused')
    return new FailureError({
      ...failure,
      message: `${label} does not allow this key to list models (403). Check its permissions, or replace it in Endpoints.`,
    })
  return error
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
