import type { Failure } from '../../contract/failure.ts'
import { takeStream, takeWhole, type AnswerTaker, type TakerOptions } from '../relay/answerTaker.ts'
import { answerCut } from '../streamFailure.ts'
import { isFields, type ResponseHead } from './response.ts'
import { createResponseStream } from './responseStream.ts'
import { wholeResponse } from './wholeResponse.ts'

/** Out of a chat stream, as the events of the Responses API. */
export function takeChatAsEvents(
  options: TakerOptions,
  response: ResponseHead,
  out: (piece: Uint8Array) => void,
): AnswerTaker {
  const stream = createResponseStream(response, out)
  const chat = takeStream({ ...options, wantsUsage: false }, (piece) => {
    for (const event of Buffer.from(piece).toString().split('\n\n')) {
      const data = event.slice('data: '.length)
      if (data === '[DONE]') stream.end()
      else if (data !== '') stream.push(fieldsOf(data))
    }
  })
  return chat
}

export function takeChatAsResponse(
  options: TakerOptions,
  response: ResponseHead,
  answer: (body: Uint8Array) => void,
): AnswerTaker {
  return takeWhole({ ...options, encoding: 'float' }, (body) => {
    answer(Buffer.from(JSON.stringify(wholeResponse(fieldsOf(Buffer.from(body).toString()), response))))
  })
}

/** An upstream that speaks the Responses API itself: its events as they come. */
export function takeEvents({ label, redactor }: TakerOptions, out: (piece: Uint8Array) => void): AnswerTaker {
  let tail = ''
  let isFinished = false
  return {
    take(bytes) {
      const text = Buffer.from(bytes).toString('latin1')
      const safe = redactor.values(text) === text ? bytes : Buffer.from(redactor.values(Buffer.from(bytes).toString()))
      out(safe)
      isFinished ||= terminal.test(tail + text)
      tail = text.slice(-64)
    },
    end() {
      if (!isFinished) throw answerCut(label)
    },
    cut: (_failure: Failure) => undefined,
    isDone: () => false,
    isFinished: () => isFinished,
  }
}

const terminal = /event: ?(?:response\.(?:completed|incomplete|failed)|error)\r?\n/

function fieldsOf(json: string): Record<string, unknown> {
  const value: unknown = JSON.parse(json)
  return isFields(value) ? value : {}
}
