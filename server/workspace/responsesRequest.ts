import { readJsonObject, type JsonObject } from '../contract/jsonText.ts'
import { chatRequest } from '../invoke/responses/chatRequest.ts'
import type { InvocationBody } from './invocationBody.ts'
import { badRequest } from './workspaceError.ts'

export interface ResponsesRequest {
  request: Record<string, unknown>
  /** The same for an upstream that has only chat. Throws FailureError where it cannot be said there. */
  chat(): { body: Uint8Array; object: JsonObject }
}

export function readResponsesRequest({ bytes }: InvocationBody): ResponsesRequest {
  // An object: its members have been read.
  const request = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>
  if (request.input === undefined) throw badRequest('"input" is a required property')
  return {
    request,
    chat() {
      const body = Buffer.from(JSON.stringify(chatRequest(request)))
      return { body, object: readJsonObject(body) }
    },
  }
}
