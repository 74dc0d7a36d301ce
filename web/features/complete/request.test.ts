import { describe, expect, it } from 'vitest'
import type { CompleteDocument, CompleteSend } from '../../../server/contract/completeDocument.ts'
import { continueBody, sampleCount, scoreBody } from './buildBody.ts'
import { historyRows } from './historyRows.ts'
import { addedText } from './samples.ts'

describe('the request that goes on with a text', () => {
  it('holds what was set, the bias as an object and further fields last', () => {
    expect(
      continueBody(
        { temperature: 0, logit_bias: '{"28":-100}', extra: '{"temperature":1,"min_p":0.1}' },
        { prompt: 'a' },
      ),
    ).toEqual({ type: 'body', body: { prompt: 'a', temperature: 1, logit_bias: { '28': -100 }, min_p: 0.1 } })
    expect(continueBody({}, { prompt: 'a', suffix: 'b' })).toEqual({ type: 'body', body: { prompt: 'a', suffix: 'b' } })
  })

  it('is not streamed where the best of several is wanted', () => {
    expect(continueBody({ best_of: 3, n: 2 }, { prompt: '' })).toMatchObject({ body: { stream: false } })
    expect(continueBody({ best_of: 2, n: 2 }, { prompt: '' })).not.toMatchObject({ body: { stream: false } })
  })

  it('is not made of what is no JSON', () => {
    expect(continueBody({ extra: '{' }, { prompt: '' })).toMatchObject({ type: 'blocked' })
    expect(continueBody({ logit_bias: '[' }, { prompt: '' })).toMatchObject({ type: 'blocked' })
  })

  it('is for as many samples as n says', () => {
    expect([{}, { n: 3 }, { n: 'x' }, { n: 0 }].map(sampleCount)).toEqual([1, 3, 1, 1])
  })

  it('scores with five alternatives unless told otherwise', () => {
    expect(scoreBody('a', { logprobs: undefined, maxTokens: 0 })).toEqual({
      prompt: 'a',
      max_tokens: 0,
      echo: true,
      logprobs: 5,
      stream: false,
    })
    expect(scoreBody('a', { logprobs: 2, maxTokens: 1 })).toMatchObject({ logprobs: 2, max_tokens: 1 })
  })
})

const edits: CompleteDocument['edits'] = [
  { id: 'a', parent: null, at: 0, removed: 0, inserted: 'The ' },
  { id: 'b', parent: 'a', at: 4, removed: 0, inserted: 'sea' },
  { id: 'm', parent: 'b', at: 7, removed: 0, inserted: ' sleeps', from: { invocationId: 'i', choice: 0, hue: 2 } },
  { id: 'n', parent: 'b', at: 7, removed: 0, inserted: ' wakes', from: { invocationId: 'j', choice: 0, hue: 4 } },
  { id: 'd', parent: 'n', at: 0, removed: 4, inserted: '' },
]

describe('an answer that begins with the prompt', () => {
  it('adds what comes after it', () => {
    const send: CompleteSend = {
      id: 's',
      kind: 'continue',
      edit: 'b',
      caret: 7,
      hasSuffix: false,
      echoes: true,
      asksProbabilities: false,
      invocations: {},
    }
    const document: CompleteDocument = {
      page: 'complete',
      panes: [],
      parameters: {},
      fillsIn: false,
      edits,
      current: 'b',
      visited: {},
      sends: [send],
    }
    expect(addedText('The sea sleeps', send, document)).toBe(' sleeps')
    expect(addedText('The s', send, document)).toBe('')
    expect(addedText(' sleeps', send, document)).toBe(' sleeps')
    expect(addedText('The sea sleeps', { ...send, echoes: false }, document)).toBe('The sea sleeps')
  })
})

describe('the history', () => {
  it('shows typing as one row, and a branch further in', () => {
    const rows = historyRows({ edits, current: 'n' }, () => undefined)
    expect(rows.map(({ id, label, depth, isCurrent, isOnPath }) => [id, label, depth, isCurrent, isOnPath])).toEqual([
      ['b', 'The sea', 0, false, true],
      ['m', 'sleeps', 1, false, false],
      ['n', 'wakes', 1, true, true],
      ['d', '4 characters taken out', 1, false, false],
    ])
  })
})
