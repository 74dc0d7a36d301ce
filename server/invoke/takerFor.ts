import { createRedactor } from '../wire/redact.ts'
import type { ForwardRequest } from './forwardInvocation.ts'
import { takeStream, takeWhole, type AnswerTaker } from './relay/answerTaker.ts'
import { takeChatAsEvents, takeChatAsResponse, takeEvents } from './responses/takeResponses.ts'
import type { Served } from './target.ts'

interface TakerSinks {
  /** A piece of a stream. */
  out: (bytes: Uint8Array) => void
  /** The whole of an answer. */
  answer: (body: Uint8Array) => void
}

/** What an answer is for this caller, by what was asked and who answers. */
export function takerFor(
  { id, task, isStreamed, wantsUsage, encoding, responses }: ForwardRequest,
  { asked, secrets, created }: { asked: Served; secrets: string[]; created: number },
  { out, answer }: TakerSinks,
): AnswerTaker {
  const isChat = task === 'llm/v1/chat'
  const head = { isChat, isChunk: isStreamed, id: `${isChat ? 'chatcmpl' : 'cmpl'}-${id}`, model: asked.model, created }
  const options = { label: asked.providerLabel, task, redactor: createRedactor(secrets), head }
  if (responses !== undefined && !asked.adapter.takesResponses) {
    const response = { id: `resp_${id}`, model: asked.model, createdAt: created, request: responses.request }
    return isStreamed ? takeChatAsEvents(options, response, out) : takeChatAsResponse(options, response, answer)
  }
  if (!isStreamed) return takeWhole({ ...options, encoding }, answer)
  if (responses !== undefined || task === 'custom') return takeEvents(options, out)
  return takeStream({ ...options, wantsUsage }, out)
}
