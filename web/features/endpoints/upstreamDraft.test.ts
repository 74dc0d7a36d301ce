import { describe, expect, it } from 'vitest'
import type { Provider, Upstream } from '../../../server/contract/endpoint.ts'
import { baseUrlProblem, draftOf, isOtherOrigin, newDraft, toggleModel, whyForgotten } from './upstreamDraft.ts'

const openai: Provider = { id: 'openai', label: 'OpenAI', baseUrl: 'https://api.openai.com/v1', credential: 'required' }

it('names a second upstream of a provider apart', () => {
  expect(newDraft(openai, []).name).toBe('OpenAI')
  expect(newDraft(openai, ['OpenAI', 'OpenAI 2']).name).toBe('OpenAI 3')
})

it('keeps the stored key when editing', () => {
  const upstream: Upstream = {
    id: 'u1',
    provider: 'openai',
    providerLabel: 'OpenAI',
    name: 'OpenAI',
    baseUrl: openai.baseUrl,
    source: 'added',
    sourceDetail: '',
    credential: { isSet: true, lastFour: 'abcd' },
    servesAllModels: true,
    state: { type: 'unknown' },
    isEditable: true,
  }
  expect(draftOf(upstream, [])).not.toHaveProperty('credential')
})

describe('whyForgotten', () => {
  const upstream: Upstream = {
    id: 'u1',
    provider: 'databricks-model-serving',
    providerLabel: 'Databricks',
    name: 'Work',
    baseUrl: 'https://w.example',
    source: 'added',
    sourceDetail: '',
    credential: { isSet: true, clientId: 'c-1' },
    servesAllModels: true,
    state: { type: 'unknown' },
    isEditable: true,
  }
  const draft = draftOf(upstream, [])

  it('is nothing where address and client are the stored ones, or no key is stored', () => {
    expect(draft.clientId).toBe('c-1')
    expect(whyForgotten(upstream, draft)).toBeUndefined()
    expect(whyForgotten({ ...upstream, credential: { isSet: false } }, { ...draft, clientId: 'c-2' })).toBeUndefined()
  })

  it('says that a secret belongs to its address and its client', () => {
    expect(whyForgotten(upstream, { ...draft, baseUrl: 'https://other.example' })).toMatch(/another address/)
    expect(whyForgotten(upstream, { ...draft, clientId: 'c-2' })).toMatch(/another client/)
    const { clientId: _, ...withToken } = draft
    expect(whyForgotten(upstream, withToken)).toMatch(/belongs to a client id/)
  })
})

describe('isOtherOrigin', () => {
  it.each([
    ['https://a.example/v1', 'https://a.example/v2', false],
    ['https://a.example/v1', 'https://a.example:443/v1', false],
    ['https://a.example/v1', 'http://a.example/v1', true],
    ['https://a.example/v1', 'https://a.example:8443/v1', true],
    ['https://a.example/v1', 'https://b.example/v1', true],
    ['https://a.example/v1', 'https://', false],
  ])('%s → %s is %s', (before, after, expected) => expect(isOtherOrigin(before, after)).toBe(expected))
})

describe('baseUrlProblem', () => {
  it.each([
    ['https://api.openai.com/v1', undefined],
    [' http://localhost:8000 ', undefined],
    ['', 'Say where it answers, for example http://localhost:8000/v1.'],
    ['https://{resource}.openai.azure.com', 'Replace {resource} with yours.'],
    ['localhost:8000', 'This is not an address. It begins with http:// or https://.'],
    ['javascript:alert(1)', 'This is not an address. It begins with http:// or https://.'],
  ])('%j → %s', (url, problem) => expect(baseUrlProblem(url)).toBe(problem))
})

describe('toggleModel', () => {
  const draft = { ...newDraft(openai, []), servesAllModels: false }
  const model = { id: 'gpt-mini', tasks: ['llm/v1/chat' as const] }

  it('adds and takes away', () => {
    const added = toggleModel(draft, model, [])
    expect(added.endpoints).toEqual([{ name: 'gpt-mini', model: 'gpt-mini', tasks: ['llm/v1/chat'] }])
    expect(toggleModel(added, model, []).endpoints).toEqual([])
  })

  it('tells a name another upstream has taken apart', () => {
    expect(toggleModel(draft, model, ['gpt-mini']).endpoints[0]?.name).toBe('OpenAI/gpt-mini')
  })
})
