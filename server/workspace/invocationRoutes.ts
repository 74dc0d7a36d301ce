import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { FailureError } from '../contract/failure.ts'
import type { Task } from '../contract/task.ts'
import { createForwarder } from '../invoke/forwardInvocation.ts'
import type { Target } from '../invoke/target.ts'
import { createHttpClient } from './httpClient.ts'
import { checkTask, modelOf, readInvocationBody, taskOfBody, type InvocationBody } from './invocationBody.ts'
import { readResponsesRequest, type ResponsesRequest } from './responsesRequest.ts'
import type { WorkspaceDeps } from './workspace.ts'
import { badRequest } from './workspaceError.ts'

/** Twenty images of a megabyte each, as base64. Databricks' own limits (4 and 16 MB) are below. */
const maxInvocationBytes = 32 * 1024 * 1024

/** Where OpenAI's paths are: Databricks' own place for them, its AI Gateway's, and where tools look that know only OpenAI. */
export const openAiBases = ['/serving-endpoints', '/v1', '/ai-gateway/mlflow/v1', '/ai-gateway/openai/v1']

const openAiPaths: [string, Task][] = [
  ['chat/completions', 'llm/v1/chat'],
  ['completions', 'llm/v1/completions'],
  ['embeddings', 'llm/v1/embeddings'],
]

interface NamedRequest {
  Params: { name: string; served?: string }
}

/** The routes that invoke (serving-contract 1.1, 7 to 11). */
export function invocationRoutes(app: FastifyInstance, deps: WorkspaceDeps): void {
  const { registry, newId, now, onError } = deps
  const nowMs = deps.nowMs ?? (() => performance.now())
  const forward = createForwarder({ now, nowMs, onError, record: deps.recorder.recordForwarded })
  const options = { bodyLimit: maxInvocationBytes }

  for (const path of [
    '/serving-endpoints/:name/invocations',
    '/serving-endpoints/:name/served-models/:served/invocations',
  ])
    app.post<NamedRequest>(path, options, (request, reply) => {
      const { name, served } = request.params
      const body = readInvocationBody(request.body)
      invoke(request, reply, body, resolveByBody(name, body, served, requesterOf(request)))
    })
  for (const base of openAiBases)
    for (const [path, task] of openAiPaths)
      app.post(`${base}/${path}`, options, (request, reply) => {
        const body = readInvocationBody(request.body)
        const name = modelOf(body)
        checkTask(body, task)
        invoke(request, reply, body, {
          task,
          target: registry.resolve(name, task, { requester: requesterOf(request) }),
        })
      })

  for (const base of openAiBases)
    app.post(`${base}/responses`, options, (request, reply) => {
      const body = readInvocationBody(request.body)
      const name = modelOf(body)
      const responses = readResponsesRequest(body)
      const target = registry.resolve(name, 'llm/v1/chat', { requester: requesterOf(request) })
      invoke(request, reply, body, { task: 'llm/v1/chat', target, responses })
    })

  /** By what the body holds; a custom model takes any. */
  function resolveByBody(name: string, body: InvocationBody, servedName: string | undefined, requester: string | null) {
    const task = taskOfBody(body)
    const options = servedName === undefined ? { requester } : { requester, servedName }
    try {
      const target = registry.resolve(name, task, options)
      checkTask(body, task)
      return { task, target }
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure.kind !== 'bad-request') throw error
      const custom = task === 'custom' ? undefined : resolvedCustom(name, options)
      if (custom !== undefined) return { task: 'custom' as const, target: custom }
      throw badRequest(`${fieldAtFault(body)}. ${error.failure.message}`)
    }
  }

  function resolvedCustom(name: string, options: Parameters<typeof registry.resolve>[2]): Target | undefined {
    try {
      return registry.resolve(name, 'custom', options)
    } catch {
      return undefined
    }
  }

  /** From here on the answer is written as bytes, and errors are the client's to write. */
  function invoke(
    request: FastifyRequest,
    reply: FastifyReply,
    body: InvocationBody,
    { task, target, responses }: { task: Task; target: Target; responses?: ResponsesRequest },
  ): void {
    const { raw } = reply
    const id = newId()
    reply.hijack()
    const gone = forward(
      {
        id,
        target,
        task,
        isStreamed: body.isStreamed && task !== 'llm/v1/embeddings',
        callerBody: request.body as Buffer,
        body: body.bytes,
        object: body.object,
        wantsUsage: body.wantsUsage,
        encoding: body.encoding,
        ...(responses === undefined ? {} : { responses }),
        requester: requesterOf(request),
        clientRequestId: body.clientRequestId,
        userAgent: request.headers['user-agent'] ?? null,
        arrivedAtMs: nowMs(),
      },
      createHttpClient(raw, id, responses === undefined ? 'chat' : 'responses'),
    )
    raw.on('close', gone)
  }
}

function requesterOf(request: FastifyRequest): string | null {
  return request.requester ?? null
}

function fieldAtFault({ object }: InvocationBody): string {
  const names = ['messages', 'prompt', 'input', 'inputs', 'instances', 'dataframe_split', 'dataframe_records']
  const found = object.members.find(({ name }) => names.includes(name))
  return found === undefined ? 'the body is for no task' : `json: unknown field "${found.name}"`
}
