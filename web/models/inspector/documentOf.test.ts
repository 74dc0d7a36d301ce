import { describe, expect, it } from 'vitest'
import type { Invocation } from '../../../server/contract/invocation.ts'
import { comparisonOf, queryOf } from './documentOf.ts'

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
