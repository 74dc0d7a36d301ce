import type { FastifyReply } from 'fastify'
import { FailureError } from '../contract/failure.ts'
import type { Task } from '../contract/task.ts'
import { createForwarder } from '../invoke/forwardInvocation.ts'
import type { Target } from '../invoke/target.ts'
import { createHttpClient } from './httpClient.ts'
import { checkTask, modelOf, readInvocationBody, taskOfBody, type InvocationBody } from './invocationBody.ts'
import { readResponsesRequest, type ResponsesRequest } from './responsesRequest.ts'
import type { WorkspaceDeps } from './workspace.ts'
import { badRequest } from './workspaceError.ts'

/** A request to invoke, once it is in and its body is whole. */
export interface Incoming {
  /** As it came. */
  body: unknown
  requester: string | null
  userAgent: string | undefined
  /** Written to later, never before the call that is given it has returned. */
  response: FastifyReply['raw']
}

/** What a request to invoke means. Each throws before anything is sent, or has begun an invocation that will answer. */
export interface Invoker {
  /** `/serving-endpoints/{name}/invocations`: by what the body holds. */
  byName(incoming: Incoming, name: string, served?: string): void
  /** OpenAI's paths: the body names the endpoint. */
  byModel(incoming: Incoming, task: Task): void
  responses(incoming: Incoming): void
}

export function createInvoker(deps: WorkspaceDeps): Invoker {
  const { registry, newId, now, onError } = deps
  const nowMs = deps.nowMs ?? (() => performance.now())
  const forward = createForwarder({ now, nowMs, onError, record: deps.recorder.recordForwarded })

  /** A custom model takes any body. */
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
    { body: callerBody, requester, userAgent, response }: Incoming,
    body: InvocationBody,
    { task, target, responses }: { task: Task; target: Target; responses?: ResponsesRequest },
  ): void {
    const id = newId()
    const gone = forward(
      {
        id,
        target,
        task,
        isStreamed: body.isStreamed && task !== 'llm/v1/embeddings',
        callerBody: callerBody as Buffer,
        body: body.bytes,
        object: body.object,
        wantsUsage: body.wantsUsage,
        encoding: body.encoding,
        ...(responses === undefined ? {} : { responses }),
        requester,
        clientRequestId: body.clientRequestId,
        userAgent: userAgent ?? null,
        arrivedAtMs: nowMs(),
      },
      createHttpClient(response, id, responses === undefined ? 'chat' : 'responses'),
    )
    response.on('close', gone)
  }

  return {
    byName(incoming, name, served) {
      const body = readInvocationBody(incoming.body)
      invoke(incoming, body, resolveByBody(name, body, served, incoming.requester))
    },
    byModel(incoming, task) {
      const body = readInvocationBody(incoming.body)
      const name = modelOf(body)
      checkTask(body, task)
      invoke(incoming, body, { task, target: registry.resolve(name, task, { requester: incoming.requester }) })
    },
    responses(incoming) {
      const body = readInvocationBody(incoming.body)
      const name = modelOf(body)
      const responses = readResponsesRequest(body)
      const target = registry.resolve(name, 'llm/v1/chat', { requester: incoming.requester })
      invoke(incoming, body, { task: 'llm/v1/chat', target, responses })
    },
  }
}

function fieldAtFault({ object }: InvocationBody): string {
  const names = ['messages', 'prompt', 'input', 'inputs', 'instances', 'dataframe_split', 'dataframe_records']
  const found = object.members.find(({ name }) => names.includes(name))
  return found === undefined ? 'the body is for no task' : `json: unknown field "${found.name}"`
}
