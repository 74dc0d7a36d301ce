import { describe, expect, it } from 'vitest'
import { losesChanges } from './lostChanges.ts'
import { mergeLists, mergeSend, pick } from './merge.ts'

const rows = (ids: string) => Array.from(ids, (id) => ({ id }))
const merged = (base: string, mine: string, theirs: string) =>
  mergeLists(rows(base), rows(mine), rows(theirs), pick)
    .map(({ id }) => id)
    .join('')

describe('merging lists', () => {
  it.each([
    ['at the end', 'a', 'am', 'at', 'atm'],
    ['at the front, newest first', 'a', 'ma', 'ta', 'tma'],
    ['in the middle', 'ab', 'amb', 'atb', 'atmb'],
    ['beside what we moved', 'abc', 'cab', 'abct', 'ctab'],
    ['beside what they moved', 'abc', 'abcm', 'cab', 'cmab'],
    ['beside what one side took away', 'abc', 'ac', 'abtc', 'atc'],
    ['from nothing', '', 'm', 't', 'tm'],
  ])('puts what was added %s where it stood', (_, base, mine, theirs, expected) => {
    expect(merged(base, mine, theirs)).toBe(expected)
  })

  it('keeps both sides’ repeats of a request', () => {
    const send = (...ids: string[]) => ({ id: 's', invocations: { pane: ids } })
    expect(mergeSend(send('a'), send('a', 'm'), send('a', 't'))).toEqual(send('a', 't', 'm'))
  })
})

describe('what a merge loses', () => {
  it.each([
    ['nothing was changed there', { a: 1 }, { a: 1 }, { a: 2 }, false],
    ['the change is there', { a: 1 }, { a: 2 }, { a: 2, b: 1 }, false],
    ['both changed one value', { a: 1 }, { a: 2 }, { a: 3 }, true],
    ['a text was gone on with', { a: '' }, { a: 'one' }, { a: 'one two' }, false],
    ['a text was written over', { a: '' }, { a: 'one' }, { a: 'two' }, true],
    ['a text was emptied there', { a: 'one' }, { a: '' }, { a: 'two' }, false],
    ['an item is missing', { list: [] }, { list: [{ id: 1, text: 'x' }] }, { list: [] }, true],
    ['an item stands elsewhere', { list: [] }, { list: [{ id: 1 }] }, { list: [{ id: 2 }, { id: 1 }] }, false],
    ['an item was taken away there', { list: [{ id: 1 }] }, { list: [] }, { list: [{ id: 1 }] }, false],
    ['a word of a list is missing', { stop: [] }, { stop: ['END'] }, { stop: ['x'] }, true],
    ['only what is looked at differs', { current: 'a' }, { current: 'b' }, { current: 'c' }, false],
  ])('where %s', (_, base, theirs, result, expected) => {
    expect(losesChanges(base, theirs, result)).toBe(expected)
  })
})
