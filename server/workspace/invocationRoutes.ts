import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Task } from '../contract/task.ts'
import type { Incoming, Invoker } from './invoker.ts'

/** Twenty images of a megabyte each, as base64. Databricks' own limits (4 and 16 MB) are below. */
export const maxInvocationBytes = 32 * 1024 * 1024

/** Where OpenAI's paths are: Databricks' own place for them, its AI Gateway's, and where tools look that know only OpenAI. */
export const openAiBases = ['/serving-endpoints', '/v1', '/ai-gateway/mlflow/v1', '/ai-gateway/openai/v1']

export const openAiPaths: [string, Task][] = [
  ['chat/completions', 'llm/v1/chat'],
  ['completions', 'llm/v1/completions'],
  ['embeddings', 'llm/v1/embeddings'],
]

interface NamedRequest {
  Params: { name: string; served?: string }
}

/** The routes that invoke (serving-contract 1.1, 7 to 11). Nearly all requests to them are met by `rawLane.ts` first. */
export function invocationRoutes(app: FastifyInstance, invoker: Invoker): void {
  const options = { bodyLimit: maxInvocationBytes }
  for (const path of [
    '/serving-endpoints/:name/invocations',
    '/serving-endpoints/:name/served-models/:served/invocations',
  ])
    app.post<NamedRequest>(path, options, (request, reply) => {
      invoker.byName(incomingOf(request, reply), request.params.name, request.params.served)
      reply.hijack()
    })
  for (const base of openAiBases) {
    for (const [path, task] of openAiPaths)
      app.post(`${base}/${path}`, options, (request, reply) => {
        invoker.byModel(incomingOf(request, reply), task)
        reply.hijack()
      })
    app.post(`${base}/responses`, options, (request, reply) => {
      invoker.responses(incomingOf(request, reply))
      reply.hijack()
    })
  }
}

function incomingOf(request: Pick<FastifyRequest, 'body' | 'requester' | 'headers'>, reply: FastifyReply): Incoming {
  // Undefined where the app has no gate before it (tests).
  const requester = request.requester ?? null
  return { body: request.body, requester, userAgent: request.headers['user-agent'], response: reply.raw }
}
