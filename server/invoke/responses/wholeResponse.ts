import {
  functionCallItem,
  incompleteReason,
  isFields,
  messageItem,
  reasoningItem,
  responseObject,
  type ResponseHead,
} from './response.ts'
import { reasoningText } from './reasoningText.ts'

/** A chat completion as the answer of the Responses API. */
export function wholeResponse(completion: Record<string, unknown>, head: ResponseHead): Record<string, unknown> {
  const choice: unknown = Array.isArray(completion.choices) ? completion.choices[0] : undefined
  const message = isFields(choice) && isFields(choice.message) ? choice.message : {}
  const { text, reasoning } = reasoningText(message)
  const output: Record<string, unknown>[] = []
  if (reasoning !== '') output.push(reasoningItem(`rs_${head.id}_0`, reasoning))
  if (text !== '') output.push(messageItem(`msg_${head.id}_${output.length}`, text, 'completed'))
  if (Array.isArray(message.tool_calls))
    for (const call of message.tool_calls) {
      if (!isFields(call) || !isFields(call.function)) continue
      const id = `fc_${head.id}_${output.length}`
      const { name, arguments: given } = call.function
      output.push(
        functionCallItem(
          {
            id,
            callId: typeof call.id === 'string' ? call.id : `call_${id}`,
            name: String(name),
            arguments: typeof given === 'string' ? given : JSON.stringify(given ?? {}),
          },
          'completed',
        ),
      )
    }
  const reason = incompleteReason(isFields(choice) ? choice.finish_reason : undefined)
  const status = reason === undefined ? 'completed' : 'incomplete'
  return responseObject(head, { status, output, usage: completion.usage, incompleteReason: reason })
}
