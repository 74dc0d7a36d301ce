import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { FailureError } from '../contract/failure.ts'
import type { Task } from '../contract/task.ts'
import type { Target } from '../invoke/target.ts'
import { readJson } from './readJson.ts'
import { WorkspaceError, workspaceError } from './workspaceError.ts'
import type { WorkspaceDeps } from './workspace.ts'

export const maxInvocationBytes = 32 * 1024 * 1024

export function invocationRoutes(app: FastifyInstance, deps: WorkspaceDeps): void {
  const options = { bodyLimit: maxInvocationBytes }
  app.post<{ Params: { name: string } }>('/serving-endpoints/:name/invocations', options, (request, reply) => {
    const body = readJson(request)
    return invoke(request.params.name, taskOf(body), body, reply)
  })
  for (const base of ['/serving-endpoints', '/v1', '/ai-gateway/mlflow/v1', '/ai-gateway/openai/v1'])
    for (const [path, task] of [
      ['chat/completions', 'llm/v1/chat'],
      ['completions', 'llm/v1/completions'],
      ['embeddings', 'llm/v1/embeddings'],
    ] as const)
      app.post(`${base}/${path}`, options, (request: FastifyRequest, reply) => {
        const body = readJson(request)
        const { model } = body
        if (typeof model !== 'string')
          throw new WorkspaceError(400, 'BAD_REQUEST', 'Bad request: "model" must name an endpoint.')
        return invoke(model, task, body, reply)
      })

  async function invoke(
    name: string,
    task: Task,
    body: Record<string, unknown>,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const target: Target = deps.registry.resolve(name, task)
    const { served } = target
    const abort = new AbortController()
    reply.raw.on('close', () => abort.abort())
    const isStreamed = body.stream === true
    let text = ''
    const begin = () => {
      if (reply.raw.headersSent) return
      reply.hijack()
      reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'served-model-name': served.name })
    }
    try {
      await served.adapter(
        { task, model: served.model, body, isStreamed },
        {
          onQueued: () => undefined,
          onSent: () => undefined,
          onAnswered: () => undefined,
          onEvent(data) {
            begin()
            reply.raw.write(`data: ${data}\n\n`)
          },
          onBody: (body) => (text = body),
        },
        abort.signal,
      )
      if (!isStreamed) return await reply.type('application/json').header('served-model-name', served.name).send(text)
      reply.raw.end()
    } catch (error) {
      if (!reply.raw.headersSent) throw error
      const { message } = workspaceError(error).body
      reply.raw.end(`data: ${JSON.stringify({ error: { message } })}\n\n`)
    }
    return reply
  }
}

function taskOf(body: Record<string, unknown>): Task {
  if ('messages' in body) return 'llm/v1/chat'
  if ('prompt' in body) return 'llm/v1/completions'
  if ('input' in body) return 'llm/v1/embeddings'
  throw new FailureError({ kind: 'bad-request', message: 'The body names no task.', isRetryable: false })
}
