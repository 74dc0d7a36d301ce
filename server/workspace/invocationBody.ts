import { rewriteObject } from '../contract/jsonRewrite.ts'
import {
  JsonError,
  memberOf,
  readJsonObject,
  readObjectAt,
  textOfString,
  type JsonObject,
} from '../contract/jsonText.ts'
import type { Task } from '../contract/task.ts'
import { badRequest, WorkspaceError } from './workspaceError.ts'

/**
 * What a caller sent to an invocation route: the bytes that concern the upstream, and the few members this server reads
 * itself. Databricks' own members (`extra_params`, `client_request_id`, `usage_context`) do not go on: they are
 * recorded, and what is in `extra_params` takes its place beside the others.
 */
export interface InvocationBody {
  bytes: Uint8Array
  object: JsonObject
  clientRequestId: string | null
  isStreamed: boolean
  wantsUsage: boolean
  encoding: 'float' | 'base64'
}

/** Throws WorkspaceError. */
export function readInvocationBody(given: unknown): InvocationBody {
  const { bytes, object, clientRequestId } = withoutOwnMembers(bytesOf(given))
  const stream = valueOf(bytes, object, 'stream')
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean')
    throw badRequest('"stream" must be true or false')
  const options = stream === true ? valueOf(bytes, object, 'stream_options') : undefined
  return {
    bytes,
    object,
    clientRequestId,
    isStreamed: stream === true,
    wantsUsage: isFields(options) && options.include_usage === true,
    encoding: valueOf(bytes, object, 'encoding_format') === 'base64' ? 'base64' : 'float',
  }
}

/** The endpoint's name on routes that have none in their path. */
export function modelOf({ bytes, object }: InvocationBody): string {
  const model = valueOf(bytes, object, 'model')
  if (typeof model === 'string' && model !== '') return model
  throw new WorkspaceError(400, 'INVALID_PARAMETER_VALUE', 'The field "model" must name an endpoint.')
}

/** By its members: the clients of `/invocations` do not say. */
export function taskOfBody({ object }: InvocationBody): Task {
  for (const [name, task] of [
    ['messages', 'llm/v1/chat'],
    ['prompt', 'llm/v1/completions'],
    ['input', 'llm/v1/embeddings'],
  ] as const)
    if (memberOf(object, name) !== undefined) return task
  return 'custom'
}

/** Throws where the body is meant for another task: in Databricks' words, and at once instead of at the provider. */
export function checkTask({ object }: InvocationBody, task: Task): void {
  if (task === 'custom') return
  const own = memberNamedBy[task]
  for (const { name } of object.members)
    if (name !== own && meantForATask.has(name)) throw badRequest(`json: unknown field "${name}"`)
  if (memberOf(object, own) === undefined) throw badRequest(`"${own}" is a required property`)
}

const memberNamedBy = {
  'llm/v1/chat': 'messages',
  'llm/v1/completions': 'prompt',
  'llm/v1/embeddings': 'input',
} as const

const meantForATask: ReadonlySet<string> = new Set([
  'messages',
  'prompt',
  'input',
  'inputs',
  'instances',
  'dataframe_split',
  'dataframe_records',
])

function bytesOf(given: unknown): Buffer {
  if (Buffer.isBuffer(given) && given.length > 0) return given
  throw badRequest('the body is empty')
}

function withoutOwnMembers(given: Buffer): { bytes: Uint8Array; object: JsonObject; clientRequestId: string | null } {
  const object = parsed(given)
  const changes = new Map<string, Uint8Array | null>()
  let clientRequestId: string | null = null
  for (const { name, valueStart, valueEnd } of object.members) {
    if (name === 'client_request_id') {
      changes.set(name, null)
      const id: unknown = JSON.parse(given.toString('utf8', valueStart, valueEnd))
      clientRequestId = typeof id === 'string' ? id : null
    } else if (name === 'usage_context') changes.set(name, null)
    else if (name === 'extra_params') {
      changes.set(name, null)
      if (given[valueStart] === openBrace) addExtra(given, readObjectAt(given, valueStart), object, changes)
      else if (given[valueStart] !== letterN) throw badRequest('"extra_params" must be an object')
    }
  }
  if (changes.size === 0) return { bytes: given, object, clientRequestId }
  const bytes = rewriteObject(given, object, changes)
  return { bytes, object: parsed(bytes), clientRequestId }
}

/**
 * The SDK sends every value as a string: what is JSON inside one is taken as that, spelled as it was. What stands at the
 * top level itself counts more.
 */
function addExtra(given: Buffer, extra: JsonObject, around: JsonObject, changes: Map<string, Uint8Array | null>): void {
  for (const { name, valueStart, valueEnd } of extra.members) {
    if (ownMembers.has(name) || memberOf(around, name) !== undefined) continue
    const text = given[valueStart] === quote ? textOfString(given, valueStart, valueEnd) : undefined
    const isJson = text !== undefined && parses(text)
    changes.set(name, isJson ? Buffer.from(text.trim()) : given.subarray(valueStart, valueEnd))
  }
}

const ownMembers: ReadonlySet<string> = new Set(['model', 'extra_params', 'client_request_id', 'usage_context'])

function parsed(bytes: Uint8Array): JsonObject {
  try {
    return readJsonObject(bytes)
  } catch (error) {
    if (error instanceof JsonError) throw badRequest(`json: ${error.message}`)
    throw error
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function valueOf(bytes: Uint8Array, object: JsonObject, name: string): unknown {
  const member = memberOf(object, name)
  if (member === undefined) return undefined
  return JSON.parse(
    Buffer.from(bytes.buffer, bytes.byteOffset + member.valueStart, member.valueEnd - member.valueStart).toString(),
  )
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const quote = 0x22
const letterN = 0x6e
const openBrace = 0x7b
