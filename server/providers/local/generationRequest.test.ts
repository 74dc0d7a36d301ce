import { describe, expect, it } from 'vitest'
import { FailureError } from '../../contract/failure.ts'
import { readGenerationRequest } from './generationRequest.ts'

const messages = [{ role: 'user', content: 'Hello' }]

function fieldOf(action: () => unknown): string | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof FailureError && error.failure.kind === 'request-rejected') return error.failure.field
    throw error
  }
  return undefined
}

describe('readGenerationRequest', () => {
  it('reads OpenAI’s parameters', () => {
    const body = {
      messages,
      temperature: 0.3,
      top_p: 0.8,
      top_k: 5,
      min_p: 0.1,
      seed: -1,
      max_tokens: 9,
      stop: 'END',
      n: 2,
      frequency_penalty: 0.5,
      presence_penalty: -0.5,
      logit_bias: { 12: -100 },
      logprobs: true,
      top_logprobs: 3,
    }
    expect(readGenerationRequest(body, 'chat')).toEqual({
      prompts: [{ type: 'chat', messages }],
      choicesPerPrompt: 2,
      maxTokens: 9,
      stop: ['END'],
      sampling: {
        temperature: 0.3,
        topP: 0.8,
        topK: 5,
        minP: 0.1,
        seed: 4_294_967_295,
        frequencyPenalty: 0.5,
        presencePenalty: -0.5,
        logitBias: [[12, -100]],
      },
      isSeeded: true,
      topLogprobs: 3,
      echoesPrompt: false,
    })
  })

  it('prefers max_completion_tokens and ignores fields it does not know', () => {
    const body = { messages, max_tokens: 5, max_completion_tokens: 7, reasoning_effort: 'low' }
    expect(readGenerationRequest(body, 'chat').maxTokens).toBe(7)
  })

  it('joins text parts and takes the developer role as system', () => {
    const parts = [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ]
    const request = readGenerationRequest({ messages: [{ role: 'developer', content: parts }] }, 'chat')
    expect(request.prompts).toEqual([{ type: 'chat', messages: [{ role: 'system', content: 'a\nb' }] }])
  })

  it('takes one or several prompts for completions', () => {
    const request = readGenerationRequest({ prompt: ['a', 'b'], logprobs: 2 }, 'completions')
    expect(request.prompts).toEqual([
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ])
    expect(request.topLogprobs).toBe(2)
  })

  it.each([
    [{ temperature: -1 }, 'temperature'],
    [{ temperature: '1' }, 'temperature'],
    [{ max_tokens: 0 }, 'max_tokens'],
    [{ max_tokens: 1.5 }, 'max_tokens'],
    [{ top_p: 2 }, 'top_p'],
    [{ n: 0 }, 'n'],
    [{ stop: [1] }, 'stop'],
    [{ logit_bias: { a: 1 } }, 'logit_bias'],
    [{ top_logprobs: 2 }, 'top_logprobs'],
    [{ messages: undefined }, 'messages'],
    [{ messages: [] }, 'messages'],
    [{ messages: [{ role: 'tool', content: '1' }] }, 'messages.0.role'],
    [{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, 'messages.0.content.0'],
  ])('rejects %j and names the field', (change, field) => {
    expect(fieldOf(() => readGenerationRequest({ messages, ...change }, 'chat'))).toBe(field)
  })
})
