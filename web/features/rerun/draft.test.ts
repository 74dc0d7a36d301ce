import { describe, expect, it } from 'vitest'
import { emptyReply, type Reply } from '../../../server/contract/reply.ts'
import type { KeptRequest } from '../../../server/contract/rerunDocument.ts'
import type { CompareDocument, SessionDocument } from '../../../server/contract/session.ts'
import { draftRerun, type Baseline, type Draft } from './draft.ts'

const done = (text: string): Reply => ({
  ...emptyReply,
  status: 'done',
  choices: [{ text, reasoning: '', toolCalls: [] }],
})

interface Kept {
  endpoint?: string
  reply?: Reply
  request?: Partial<KeptRequest>
}

function draft(document: SessionDocument, kept: Record<string, Kept>, endpoints = ['a', 'b']): Draft {
  const baseline: Baseline = {
    session: { id: 's', title: 'T', page: document.page, revision: 1, createdAt: '', updatedAt: '', document },
    replies: Object.fromEntries(
      Object.entries(kept).map(([id, { endpoint = 'a', reply = done(id) }]) => [
        id,
        { reply, runId: 'r', endpoint, isLive: false },
      ]),
    ),
    requests: Object.fromEntries(
      Object.entries(kept).map(([id, { request }]) => [id, { isRecorded: true, prompt: `asked ${id}`, ...request }]),
    ),
  }
  let next = 0
  return draftRerun(baseline, { endpoints: new Set(endpoints), newId: () => `n${next++}` })
}

function documentOf(made: Draft) {
  if (made.type === 'nothing') throw new Error(made.why)
  return made.document
}

const pane = (id: string, parameters = {}): CompareDocument['panes'][number] => ({
  id,
  endpoint: 'a',
  isSynced: true,
  settings: { systemPrompt: '', parameters },
  draft: '',
  hue: 2,
})

const comparison: CompareDocument = {
  page: 'compare',
  panes: [pane('p'), pane('q', { temperature: 0 })],
  settings: { systemPrompt: 'Be brief.', parameters: { temperature: 1, extra: '{"min_p": 0.1}' } },
  turns: [
    { id: 't1', prompt: 'One', attempts: { q: ['q1'], p: ['p1', 'p2'] }, shown: { p: 0 } },
    { id: 't2', prompt: 'Two', attempts: { p: ['p3'], gone: ['g1'] } },
    { id: 't3', prompt: 'Three', attempts: {} },
  ],
  setAside: [[{ id: 't0', prompt: 'Before', attempts: { p: ['p0'] } }]],
  draft: '',
}

describe('of a comparison', () => {
  it('every turn’s shown answers are asked for again, by pane and by who was asked then', () => {
    const { requests, panes, prompts } = documentOf(
      draft(comparison, { q1: {}, p1: {}, p2: {}, p3: { endpoint: 'b' }, g1: { endpoint: 'c' } }),
    )
    expect(requests.map(({ kept }) => kept)).toEqual(['p1', 'q1', 'p3', 'g1'])
    expect(panes.map(({ kept, endpoint, hue }) => [kept, endpoint, hue])).toEqual([
      ['a', 'a', 2],
      ['a', 'a', 2],
      ['b', 'b', 2],
      // Not there any more: somebody must say who is asked instead.
      ['c', null, 7],
    ])
    expect(prompts.map(({ text }) => text)).toEqual(['One', 'Two'])
    expect(new Set(requests.map(({ paneId }) => paneId)).size).toBe(4)
  })

  it('a request that was not kept is put together from the conversation, with what was set', () => {
    const lost = { request: { isRecorded: false } }
    const made = documentOf(draft(comparison, { q1: lost, p1: {}, p3: lost }))
    expect(made.requests.map(({ rebuilt, temperature }) => [rebuilt, temperature])).toEqual([
      [undefined, undefined],
      [
        {
          messages: [
            { role: 'system', content: 'Be brief.' },
            { role: 'user', content: 'One' },
          ],
          temperature: 0,
          min_p: 0.1,
        },
        0,
      ],
      [
        {
          messages: [
            { role: 'system', content: 'Be brief.' },
            { role: 'user', content: 'One' },
            { role: 'assistant', content: 'p1' },
            { role: 'user', content: 'Two' },
          ],
          temperature: 1,
          min_p: 0.1,
        },
        1,
      ],
    ])
    expect(made.remarks).toEqual([
      '1 answer is left out: no longer recorded.',
      '2 requests were not kept with the answers and are put together from the conversation.',
    ])
  })

  it('what still arrives is left out, and where nothing is left that is said', () => {
    const made = draft(comparison, { q1: { reply: { ...done('x'), status: 'streaming' } } })
    expect(made).toEqual({
      type: 'nothing',
      why: '1 answer is left out: still arriving. 3 answers are left out: no longer recorded.',
    })
    expect(draft({ ...comparison, turns: [] }, {})).toEqual({ type: 'nothing', why: 'Nothing was sent in it yet.' })
  })
})

describe('of a query', () => {
  const query: SessionDocument = {
    page: 'query',
    text: '',
    panes: [{ id: 'p', endpoint: 'a', hue: 0 }],
    sends: [
      { id: 's3', invocations: { p: ['d'] } },
      { id: 's2', invocations: { p: ['c'] } },
      { id: 's1', invocations: { p: ['a', 'b'] } },
    ],
  }
  it('the last attempt of each send, oldest first; one that was not recorded cannot be sent', () => {
    const made = documentOf(
      draft(query, { a: {}, b: { request: { seed: 7 } }, c: {}, d: { request: { isRecorded: false } } }),
    )
    expect(made.requests.map(({ kept, seed }) => [kept, seed])).toEqual([
      ['b', 7],
      ['c', undefined],
    ])
    expect(made.prompts).toMatchObject([{ text: 'asked b' }, { text: 'asked c' }])
    expect(made.remarks).toEqual(['1 answer is left out: the request was not recorded.'])
  })
})

it('of an Embed page every text by every model; vectors from a file are asked of whom one chooses', () => {
  const model = { prefix: 'p: ', extra: '', isNormalised: false }
  const document: SessionDocument = {
    page: 'embed',
    texts: [
      { id: 1, text: 'x', label: 'group' },
      { id: 2, text: ' ' },
    ],
    models: [
      { ...model, id: 'm', endpoint: 'a', hue: 1, vectorsId: 'v' },
      { ...model, id: 'f', endpoint: null, file: 'old.npy', hue: 2, vectorsId: 'w' },
    ],
    metric: 'cosine',
    tolerance: 0.001,
    neighbours: 3,
    batchSize: 8,
    query: '',
  }
  const { panes, embedding, requests } = documentOf(draft(document, {}))
  expect(requests).toEqual([])
  expect(panes.map(({ kept, endpoint }) => [kept, endpoint])).toEqual([
    ['a', 'a'],
    ['old.npy', null],
  ])
  expect(embedding?.texts).toEqual([{ id: 1, text: 'x' }])
  expect(embedding?.models.map(({ kept, prefix, repeats }) => [kept, prefix, repeats])).toEqual([
    ['v', 'p: ', []],
    ['w', 'p: ', []],
  ])
  expect(draft({ ...document, models: [] }, {})).toEqual({ type: 'nothing', why: 'There are no vectors in it.' })
})

it('of one that was run again, the same requests are compared with what was kept at first', () => {
  const first = documentOf(draft(comparison, { q1: {}, p1: {}, p3: {}, g1: {} }))
  const ran = { ...first, requests: first.requests.map((request) => ({ ...request, repeats: ['x', 'y'] })) }
  const again = documentOf(draft(ran, {}))
  expect(again.requests.map(({ kept, repeats }) => [kept, repeats])).toEqual([
    ['p1', []],
    ['q1', []],
    ['p3', []],
    ['g1', []],
  ])
  expect(again.baseline).toEqual(first.baseline)
})
