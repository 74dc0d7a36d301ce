import type { ChatHistoryItem, ChatWrapper, LlamaText, Token } from 'node-llama-cpp'
import { FailureError } from '../../contract/failure.ts'
import type { ChatMessage, Prompt } from './inferenceMessages.ts'
import type { LoadedModel } from './loadedModel.ts'

/**
 * The prompt as tokens. Special tokens come from the file's template only: `<|im_end|>` typed by a user stays seven
 * characters of text and cannot end a message.
 */
export function promptTokens({ model, chatTemplate }: LoadedModel, prompt: Prompt): Token[] {
  if (prompt.type === 'text') return withBeginning(model.tokenize(prompt.text, false))
  if (chatTemplate === null) return withBeginning(model.tokenize(transcript(prompt.messages), false))
  return withBeginning(fromTemplate(chatTemplate, prompt.messages).tokenize(model.tokenizer))

  function withBeginning(tokens: Token[]): Token[] {
    const { bos, shouldPrependBosToken } = model.tokens
    return shouldPrependBosToken && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens
  }
}

function fromTemplate(template: ChatWrapper, messages: ChatMessage[]): LlamaText {
  try {
    return template.generateContextState({ chatHistory: history(messages) }).contextText
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    throw new FailureError({
      kind: 'request-rejected',
      message: `The model's chat template refused these messages: ${words.replace(/\.?$/, '.')}`,
      isRetryable: false,
      field: 'messages',
    })
  }
}

/** Where a base model would go on with another speaker. */
export const transcriptStops = ['\nUser:', '\nAssistant:', '\nSystem:']

/** A base model knows no roles; a transcript is the form of conversation it has read most. */
function transcript(messages: ChatMessage[]): string {
  const names = { system: 'System', user: 'User', assistant: 'Assistant' }
  const lines = messages.map(({ role, content }) => `${names[role]}: ${content.trim()}`)
  return `${lines.join('\n')}\nAssistant:`
}

function history(messages: ChatMessage[]): ChatHistoryItem[] {
  const items = messages.map(({ role, content }): ChatHistoryItem => {
    if (role === 'assistant') return { type: 'model', response: [content] }
    return { type: role, text: content }
  })
  return [...items, { type: 'model', response: [] }]
}
