import { expect, it } from 'vitest'
import type { RerunDocument } from '../../../server/contract/rerunDocument.ts'
import { mergeReruns } from './mergeReruns.ts'

function rerun(repeats: string[], atOnce = 1): RerunDocument {
  return {
    page: 'rerun',
    baseline: { sessionId: 's', title: 'T', page: 'compare' },
    panes: [{ id: 'p', kept: 'a', endpoint: 'a', hue: 0 }],
    prompts: [{ id: 't', text: 'One' }],
    requests: [{ id: 'r', paneId: 'p', promptId: 't', kept: 'k', repeats }],
    embedding: {
      texts: [{ id: 1, text: 'x' }],
      models: [{ paneId: 'p', prefix: '', extra: '', kept: 'v', repeats: repeats.map((id) => `v${id}`) }],
      neighbours: 5,
      batchSize: 32,
    },
    remarks: [],
    repeats: 3,
    atOnce,
  }
}

it('keeps the repeats of both tabs, and what either of them chose', () => {
  const merged = mergeReruns(rerun(['1']), rerun(['1', '2']), rerun(['1', '3'], 4))
  expect(merged.requests[0]?.repeats.toSorted()).toEqual(['1', '2', '3'])
  expect(merged.embedding?.models[0]?.repeats.toSorted()).toEqual(['v1', 'v2', 'v3'])
  expect(merged.atOnce).toBe(4)
})
