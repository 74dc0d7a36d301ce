import { describe, expect, it } from 'vitest'
import type { Endpoint } from '../../../server/contract/endpoint.ts'
import { findEndpoints } from './findEndpoints.ts'

function endpoint(name: string, change: Partial<Endpoint> = {}): Endpoint {
  return {
    name,
    tasks: ['llm/v1/chat'],
    provider: 'openai',
    providerLabel: 'OpenAI',
    model: name,
    upstreamId: 'openai',
    source: 'added',
    sourceDetail: '',
    state: { type: 'ready' },
    ...change,
  }
}

const names = (search: string, endpoints: Endpoint[]) =>
  findEndpoints(endpoints, search, 'llm/v1/chat').map((choice) => choice.endpoint.name)

describe('findEndpoints', () => {
  const all = [
    endpoint('text-embedding-3', { tasks: ['llm/v1/embeddings'] }),
    endpoint('gpt-mini'),
    endpoint('gemma', { providerLabel: 'This machine', state: { type: 'downloading', fraction: 0.43 } }),
    endpoint('claude', { providerLabel: 'Anthropic', state: { type: 'unavailable', reason: 'needs a key' } }),
    endpoint('llama', { providerLabel: 'Groq' }),
  ]

  it('puts usable endpoints first and keeps the order otherwise', () => {
    expect(names('', all)).toEqual(['gpt-mini', 'llama', 'text-embedding-3', 'gemma', 'claude'])
  })

  it('finds by every word, in name or provider', () => {
    expect(names('gpt open', all)).toEqual(['gpt-mini'])
    expect(names('GROQ', all)).toEqual(['llama'])
    expect(names('gpt groq', all)).toEqual([])
  })

  it('says why an endpoint cannot be chosen', () => {
    const reasons = findEndpoints(all, '', 'llm/v1/chat').map((choice) => choice.reason)
    expect(reasons).toEqual([
      undefined,
      undefined,
      'embeddings endpoint: cannot chat',
      'downloading 43 %',
      'needs a key',
    ])
  })
})
