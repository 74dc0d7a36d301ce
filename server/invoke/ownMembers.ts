import { rewriteObject } from '../contract/jsonRewrite.ts'
import { memberOf, readJsonObject, readObjectAt, textOfString, type JsonObject } from '../contract/jsonText.ts'

/**
 * Databricks' own members of a request (`extra_params`, `client_request_id`, `usage_context`) are for the endpoint and do
 * not go on to the upstream: they are recorded, and what is in `extra_params` takes its place beside the others.
 */
export class ExtraParamsError extends Error {
  constructor() {
    super('"extra_params" must be an object')
    this.name = 'ExtraParamsError'
  }
}

/** Throws JsonError, ExtraParamsError. What has none of them keeps its very bytes. */
export function withoutOwnMembers(given: Buffer): {
  bytes: Uint8Array
  object: JsonObject
  clientRequestId: string | null
} {
  const object = readJsonObject(given)
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
      else if (given[valueStart] !== letterN) throw new ExtraParamsError()
    }
  }
  if (changes.size === 0) return { bytes: given, object, clientRequestId }
  const bytes = rewriteObject(given, object, changes)
  return { bytes, object: readJsonObject(bytes), clientRequestId }
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

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const quote = 0x22
const letterN = 0x6e
const openBrace = 0x7b
