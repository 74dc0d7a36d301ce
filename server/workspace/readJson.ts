import type { FastifyRequest } from 'fastify'
import { WorkspaceError } from './workspaceError.ts'

/** The body of a request that is not passed on, as an object. An empty one is `{}`: `curl -X DELETE` sends none. */
export function readJson(request: FastifyRequest): Record<string, unknown> {
  const body = request.body
  if (!Buffer.isBuffer(body) || body.byteLength === 0) return {}
  let value: unknown
  try {
    value = JSON.parse(body.toString())
  } catch {
    throw new WorkspaceError(400, 'BAD_REQUEST', 'Bad request: the body is not valid JSON.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new WorkspaceError(400, 'BAD_REQUEST', 'Bad request: the body must be a JSON object.')
  // A JSON object has string keys.
  return value as Record<string, unknown>
}
