import { describe, expect, it } from 'vitest'
import type { Endpoint } from '../../../server/contract/endpoint.ts'
import { firstDocument } from './firstDocument.ts'

function endpoint(name: string, change: Partial<Endpoint> = {}): Endpoint {
  return {
    name,
    tasks: ['llm/v1/chat'],
    provider: 'local',
    providerLabel: 'This machine',
    model: name,
    upstreamId: 'local',
    source: 'built-in',
    sourceDetail: '',
    state: { type: 'ready' },
    ...change,
  }
}
const echo = endpoint('echo')
const smol = endpoint('smol')

function panes(endpoints: Endpoint[]) {
  return firstDocument(endpoints, () => 'id').panes.map((pane) => [pane.endpoint, pane.settings.parameters.temperature])
}

describe('the first panes', () => {
  it('are the first two models that can chat now', () => {
    const unready = endpoint('gone', { state: { type: 'unavailable', reason: '' } })
    const embedding = endpoint('use', { tasks: ['llm/v1/embeddings'] })
    expect(panes([echo, unready, embedding, smol, endpoint('other')])).toEqual([
      ['smol', undefined],
      ['other', undefined],
    ])
  })
  it('are the one model twice, cool and warm', () => {
    expect(panes([smol, echo])).toEqual([
      ['smol', 0.2],
      ['smol', 1],
    ])
  })
  it('wait for a model that is on its way rather than show echo', () => {
    expect(panes([{ ...smol, state: { type: 'downloading', fraction: 0.3 } }, echo])[0]?.[0]).toBe('smol')
  })
  it('are echo where there is no model, and empty where there is nothing', () => {
    expect(panes([echo])[0]?.[0]).toBe('echo')
    expect(panes([])).toEqual([
      [null, undefined],
      [null, undefined],
    ])
  })
})
