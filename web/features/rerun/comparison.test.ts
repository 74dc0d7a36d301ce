import { describe, expect, it } from 'vitest'
import { emptyReply, type Reply } from '../../../server/contract/reply.ts'
import { compareAnswers } from './comparison.ts'
import { summarise } from './summary.ts'

function answer(text: string, { msTotal = 100, finishReason = 'stop', ...more }: Given = {}): Reply {
  return {
    ...emptyReply,
    status: 'done',
    choices: [{ text, reasoning: '', toolCalls: [], finishReason }],
    timings: { msInLine: 0, msToFirstToken: 10, msToLastToken: msTotal, msTotal },
    usage: { promptTokens: 5, completionTokens: 10 },
    ...more,
  }
}

type Given = Partial<Reply> & { msTotal?: number; finishReason?: string }

const failed: Reply = {
  ...emptyReply,
  status: 'failed',
  failure: { kind: 'overloaded', message: 'Busy.', isRetryable: true },
}

const verdictOf = (kept: string, ...now: string[]) =>
  compareAnswers(
    answer(kept),
    now.map((text) => answer(text)),
  )?.text?.verdict

describe('words', () => {
  it('are the same only where every repeat is the kept text to the character', () => {
    expect(verdictOf('The sky is blue.', 'The sky is blue.', 'The sky is blue.')).toBe('same')
    expect(verdictOf('The sky is blue.', 'The  sky is blue.')).toBe('differs')
  })
  it('that differ from one repeat cannot be judged', () => {
    expect(verdictOf('The sky is blue.', 'The sky is grey.')).toBe('differs')
  })
  it('are within the spread where the repeats differ as much', () => {
    expect(verdictOf('one two three four', 'one two three five', 'one two six four', 'one seven three four')).toBe(
      'within',
    )
  })
  it('are beyond it where the kept answer is the odd one out', () => {
    expect(verdictOf('quite another answer', 'one two three five', 'one two three four')).toBe('beyond')
    expect(verdictOf('the one that was kept', 'always the same', 'always the same')).toBe('beyond')
  })
  it('of calls count, those of an answer that was cut off do not', () => {
    const call = (given: string) =>
      answer('', {
        choices: [{ text: '', reasoning: '', toolCalls: [{ id: 'x', name: 'weather', arguments: given }] }],
      })
    expect(compareAnswers(call('{"city":"Rome"}'), [call('{"city":"Oslo"}')])?.text?.verdict).toBe('differs')
    expect(compareAnswers(answer('a b'), [{ ...answer('a'), status: 'stopped' }])?.text).toBeUndefined()
  })
})

describe('figures', () => {
  it('stand against the range of the repeats', () => {
    const one = compareAnswers(answer('x', { msTotal: 400 }), [
      answer('x', { msTotal: 90 }),
      answer('x', { msTotal: 110 }),
    ])
    const total = one?.figures.find(({ name }) => name === 'msTotal')
    expect(total).toEqual({
      name: 'msTotal',
      kept: 400,
      now: { min: 90, median: 100, max: 110, count: 2 },
      verdict: 'outside',
    })
  })
  it('are absent where the provider did not count or the answer did not end', () => {
    const { usage: _, ...uncounted } = answer('x')
    const one = compareAnswers(uncounted, [answer('x'), failed])
    expect(one?.figures.find(({ name }) => name === 'tokensOut')).toEqual({
      name: 'tokensOut',
      now: { min: 10, median: 10, max: 10, count: 1 },
    })
  })
})

describe('a summary', () => {
  it('counts what became of the requests and how much longer they took', () => {
    const kept = answer('a b c', { msTotal: 100 })
    const summary = summarise([
      compareAnswers(kept, [answer('a b c', { msTotal: 50 })]),
      compareAnswers(kept, [answer('x', { msTotal: 200 }), answer('x', { msTotal: 200 })]),
      compareAnswers(kept, [failed]),
      compareAnswers(failed, [answer('a')]),
      compareAnswers(kept, [answer('a b c', { finishReason: 'length' })]),
      compareAnswers(kept, []),
    ])
    expect(summary).toMatchObject({ requests: 6, compared: 3, same: 2, beyond: 1, within: 0, differs: 0 })
    expect(summary).toMatchObject({ failuresNew: 1, failuresGone: 1, finishChanged: 1 })
    expect(summary.ratios.msTotal).toEqual({ min: 0.5, median: 1, max: 2, count: 3 })
  })
})
