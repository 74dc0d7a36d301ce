import { describe, expect, it } from 'vitest'
import type { Invocation } from '../../../server/contract/invocation.ts'
import { completionOf } from './completionOf.ts'
import { comparisonOf, queryOf } from './documentOf.ts'
import { embeddingOf } from './embeddingOf.ts'

function invocation(body: unknown, task: Invocation['task'] = 'llm/v1/chat'): Invocation {
  return {
    ...({ id: 'i', runId: 'i', sessionId: null, endpoint: 'gpt', model: 'm', providerLabel: 'P' } as const),
    ...({ startedAt: '2026-01-01T00:00:00Z', task, reply: { status: 'done', choices: [], ahead: 0 } } as const),
    requestBody: typeof body === 'string' ? body : JSON.stringify(body),
    ...({ request: null, response: null, events: [], eventsOmitted: 0, body: null, origin: 'api' } as const),
    servedModel: 'm',
    clientRequestId: null,
    requester: null,
    userAgent: null,
    remark: null,
  }
}

const user = (content: unknown) => ({ role: 'user', content })

describe('comparisonOf', () => {
  it('takes system prompt, last message, parameters, and the rest as further fields', () => {
    const made = comparisonOf(
      invocation({
        model: 'gpt',
        stream: true,
        messages: [{ role: 'system', content: 'Be brief' }, user('Hello')],
        temperature: 0.4,
        max_tokens: 12,
        stop: 'END',
        response_format: { type: 'json_object' },
      }),
      () => 'id',
    )
    expect(made?.note).toBeUndefined()
    expect(made?.document).toMatchObject({
      draft: 'Hello',
      panes: [{ endpoint: 'gpt', isSynced: true }],
      settings: {
        systemPrompt: 'Be brief',
        parameters: { temperature: 0.4, max_tokens: 12, stop: ['END'] },
      },
    })
    expect(JSON.parse(made?.document.settings.parameters.extra ?? '')).toEqual({
      response_format: { type: 'json_object' },
    })
  })

  it('says what it could not take', () => {
    const conversation = comparisonOf(
      invocation({ messages: [user('One'), { role: 'assistant', content: 'Two' }, user('Three')] }),
      () => 'id',
    )
    expect(conversation?.document.draft).toBe('Three')
    expect(conversation?.note).toContain('the earlier messages')
    const image = [
      { type: 'text', text: 'See' },
      { type: 'image_url', image_url: { url: 'data:' } },
    ]
    expect(comparisonOf(invocation({ messages: [user(image)] }), () => 'id')).toMatchObject({
      document: { draft: 'See' },
      note: expect.stringContaining('what is not text') as string,
    })
  })

  it.each([
    ['embeddings', { input: 'x' }, 'llm/v1/embeddings'],
    ['no JSON', 'not json', 'llm/v1/chat'],
    ['no messages', {}, 'llm/v1/chat'],
  ] as const)('is nothing for %s', (_, body, task) => {
    expect(comparisonOf(invocation(body, task), () => 'id')).toBeUndefined()
  })
})

describe('queryOf', () => {
  it('keeps every field and every word, JSON or not', () => {
    expect(JSON.parse(queryOf(invocation({ messages: [], odd: [1] }), () => 'id').text)).toEqual({
      messages: [],
      odd: [1],
    })
    expect(queryOf(invocation('{not json'), () => 'id').text).toBe('{not json')
  })
})

describe('completionOf', () => {
  it('takes the prompt as the text, and the parameters', () => {
    const made = completionOf(
      invocation({ prompt: 'Once', max_tokens: 3, n: 2, logprobs: 5, echo: true, mine: 1 }, 'llm/v1/completions'),
      () => 'id',
    )
    expect(made?.document).toMatchObject({
      panes: [{ endpoint: 'gpt' }],
      parameters: { max_tokens: 3, n: 2, logprobs: 5, echo: true, extra: '{\n  "mine": 1\n}' },
      edits: [{ parent: null, inserted: 'Once' }],
      current: 'id',
    })
  })

  it('has no place for several prompts, nor for a chat', () => {
    expect(completionOf(invocation({ prompt: ['a', 'b'] }, 'llm/v1/completions'), () => 'id')).toBeUndefined()
    expect(completionOf(invocation({ messages: [user('x')] }), () => 'id')).toBeUndefined()
  })
})

describe('embeddingOf', () => {
  it.each([
    ['Hi', ['Hi']],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
  ])('takes the texts of %j', (input, texts) => {
    const made = embeddingOf(invocation({ input, dimensions: 64 }, 'llm/v1/embeddings'), () => 'id')
    expect(made?.document.texts.map(({ text }) => text)).toEqual(texts)
    expect(made?.document.models[0]).toMatchObject({ endpoint: 'gpt', extra: '{\n  "dimensions": 64\n}' })
  })

  it('has no place for token numbers', () => {
    expect(embeddingOf(invocation({ input: [1, 2] }, 'llm/v1/embeddings'), () => 'id')).toBeUndefined()
  })
})
