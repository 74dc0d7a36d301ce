import { JsonError, memberOf, type JsonObject } from '../contract/jsonText.ts'
import type { Task } from '../contract/task.ts'
import { ExtraParamsError, withoutOwnMembers } from '../invoke/ownMembers.ts'
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
  const { bytes, object, clientRequestId } = parsed(() => withoutOwnMembers(bytesOf(given)))
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

function parsed<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof JsonError) throw badRequest(`json: ${error.message}`)
    if (error instanceof ExtraParamsError) throw badRequest(error.message)
    throw error
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
