import { randomUUID } from 'node:crypto'
import type { Adapter } from '../adapter.ts'
import { readGenerationRequest } from './generationRequest.ts'
import type { Inference } from './inference.ts'
import { createOpenAiAnswer } from './openAiAnswer.ts'

/** Chat and completions on a GGUF file of this machine. `now` in milliseconds since 1970. */
export function createGenerationAdapter({
  name,
  modelPath,
  inference,
  now,
}: {
  name: string
  modelPath: string
  inference: Inference
  now: () => number
}): Adapter {
  return async (call, sink, signal) => {
    signal.throwIfAborted()
    const task = call.task === 'llm/v1/completions' ? 'completions' : 'chat'
    const body = { ...call.body, model: call.model, stream: call.isStreamed }
    const request = readGenerationRequest(body, task)
    const id = `${task === 'chat' ? 'chatcmpl' : 'cmpl'}-${randomUUID()}`
    const answer = createOpenAiAnswer({ task, model: name, id, created: Math.floor(now() / 1000) })
    const send = (event: string) => (call.isStreamed ? sink.onEvent(event) : undefined)

    const counts = await inference.generate(modelPath, request, {
      signal,
      onQueued: (ahead) => sink.onQueued(ahead),
      onStarted() {
        sink.onSent({ method: 'LOCAL', url: `local:${name}`, headers: {}, body: JSON.stringify(body) })
        sink.onAnswered(200, {})
      },
      onPiece: (piece) => send(answer.piece(piece)),
      onFinished: (choice, reason) => send(answer.finish(choice, reason)),
    })
    await send(answer.usage(counts))
    if (call.isStreamed) await sink.onEvent('[DONE]')
    else sink.onBody(answer.body())
  }
}
