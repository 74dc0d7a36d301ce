import {
  functionCallItem,
  incompleteReason,
  isFields,
  messageItem,
  outputText,
  reasoningItem,
  responseObject,
  type FunctionCall,
  type ResponseHead,
} from './response.ts'
import { reasoningText } from './reasoningText.ts'

type Fields = Record<string, unknown>

/**
 * The events of the Responses API out of a chat stream's chunks (serving-endpoints' own order: created, in_progress,
 * then each item from added to done, then completed). One item is open at a time; `sequence_number` counts all events.
 * source: https://platform.openai.com/docs/api-reference/responses-streaming (archived copy)
 */
export interface ResponseStream {
  /** A chunk of chat, its usage included. */
  push(chunk: Fields): void
  /** The chat stream is whole. */
  end(): void
}

type OpenItem =
  | { type: 'message'; id: string; text: string }
  | { type: 'reasoning'; id: string; text: string }
  | { type: 'call'; index: number; call: FunctionCall }

export function createResponseStream(head: ResponseHead, write: (event: Buffer) => void): ResponseStream {
  const output: Fields[] = []
  let open: OpenItem | undefined
  let sequence = 0
  let usage: unknown
  let finishReason: unknown
  let hasBegun = false

  function send(type: string, fields: Fields): void {
    write(Buffer.from(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...fields })}\n\n`))
  }

  function begin(): void {
    if (hasBegun) return
    hasBegun = true
    const response = responseObject(head, { status: 'in_progress', output: [] })
    send('response.created', { response })
    send('response.in_progress', { response })
  }

  const place = (id: string) => ({ item_id: id, output_index: output.length })

  function openItem(item: OpenItem, shown: Fields): void {
    close()
    open = item
    send('response.output_item.added', { output_index: output.length, item: shown })
  }

  function text(delta: string): void {
    if (open?.type !== 'message') {
      const id = `msg_${head.id}_${output.length + (open === undefined ? 0 : 1)}`
      openItem({ type: 'message', id, text: '' }, messageItem(id, '', 'in_progress'))
      send('response.content_part.added', { ...place(id), content_index: 0, part: outputText('') })
    }
    if (open?.type !== 'message') return
    open.text += delta
    send('response.output_text.delta', { ...place(open.id), content_index: 0, delta, logprobs: [] })
  }

  function reason(delta: string): void {
    if (open?.type !== 'reasoning') {
      const id = `rs_${head.id}_${output.length + (open === undefined ? 0 : 1)}`
      openItem({ type: 'reasoning', id, text: '' }, reasoningItem(id, undefined))
      send('response.reasoning_summary_part.added', { ...place(id), summary_index: 0, part: summary('') })
    }
    if (open?.type !== 'reasoning') return
    open.text += delta
    send('response.reasoning_summary_text.delta', { ...place(open.id), summary_index: 0, delta })
  }

  function callTool(given: Fields, position: number): void {
    const index = typeof given.index === 'number' ? given.index : position
    const called = isFields(given.function) ? given.function : {}
    if (open?.type !== 'call' || open.index !== index) {
      const number = output.length + (open === undefined ? 0 : 1)
      const id = `fc_${head.id}_${number}`
      const callId = typeof given.id === 'string' && given.id !== '' ? given.id : `call_${head.id}_${number}`
      const call = { id, callId, name: typeof called.name === 'string' ? called.name : '', arguments: '' }
      openItem({ type: 'call', index, call }, functionCallItem(call, 'in_progress'))
    }
    if (open?.type !== 'call' || typeof called.arguments !== 'string' || called.arguments === '') return
    open.call.arguments += called.arguments
    send('response.function_call_arguments.delta', { ...place(open.call.id), delta: called.arguments })
  }

  function close(): void {
    if (open === undefined) return
    const item = doneItem(open)
    send('response.output_item.done', { output_index: output.length, item })
    output.push(item)
    open = undefined
  }

  function doneItem(item: OpenItem): Fields {
    switch (item.type) {
      case 'message': {
        const at = { ...place(item.id), content_index: 0 }
        send('response.output_text.done', { ...at, text: item.text, logprobs: [] })
        send('response.content_part.done', { ...at, part: outputText(item.text) })
        return messageItem(item.id, item.text, 'completed')
      }
      case 'reasoning': {
        const at = { ...place(item.id), summary_index: 0 }
        send('response.reasoning_summary_text.done', { ...at, text: item.text })
        send('response.reasoning_summary_part.done', { ...at, part: summary(item.text) })
        return reasoningItem(item.id, item.text)
      }
      case 'call': {
        const { id, name, arguments: text } = item.call
        send('response.function_call_arguments.done', { ...place(id), name, arguments: text })
        return functionCallItem(item.call, 'completed')
      }
    }
  }

  return {
    push(chunk) {
      begin()
      if (isFields(chunk.usage)) usage = chunk.usage
      const choice: unknown = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined
      if (!isFields(choice)) return
      if (typeof choice.finish_reason === 'string') finishReason = choice.finish_reason
      const delta = isFields(choice.delta) ? choice.delta : {}
      const thought = reasoningText(delta)
      if (thought.reasoning !== '') reason(thought.reasoning)
      if (thought.text !== '') text(thought.text)
      if (Array.isArray(delta.tool_calls))
        for (const [position, call] of delta.tool_calls.entries()) if (isFields(call)) callTool(call, position)
    },
    end() {
      begin()
      close()
      const reason = incompleteReason(finishReason)
      const status = reason === undefined ? 'completed' : 'incomplete'
      const response = responseObject(head, { status, output, usage, incompleteReason: reason })
      send(`response.${status}`, { response })
    },
  }
}

function summary(text: string): Fields {
  return { type: 'summary_text', text }
}
