import { describe, expect, it } from 'vitest'
import { filterChips, filterOf, isFiltered, readSessionsSearch } from './filter.ts'

describe('the filter in the address', () => {
  it('leaves out what is no filter', () => {
    const forged = {
      q: '  ',
      page: 'constructor',
      endpoint: { a: 1 },
      task: 'llm/v1/paint',
      tag: [' ', 3, {}],
      since: '2026-02-31x',
      until: 'yesterday',
      failed: 'true',
      pinned: 1,
      bin: 'yes',
      other: 'x',
    }
    expect(readSessionsSearch(forged)).toEqual({ tag: ['3'] })
  })

  it('reads a number as the text that was typed, and one tag as a list of one', () => {
    expect(readSessionsSearch({ q: 12, tag: 'work' })).toEqual({ q: '12', tag: ['work'] })
  })

  it('asks for whole days: from the first one’s midnight to the midnight after the last', () => {
    const { since, until } = filterOf({ since: '2026-03-01', until: '2026-03-31' })
    expect(new Date(since ?? '').getTime()).toBe(new Date(2026, 2, 1).getTime())
    expect(new Date(until ?? '').getTime()).toBe(new Date(2026, 3, 1).getTime())
  })

  it('takes the bin for a place, not for a filter', () => {
    expect(isFiltered({ bin: true })).toBe(false)
    expect(isFiltered({ bin: true, failed: true })).toBe(true)
  })

  it('says each filter in words, and what the address is without it', () => {
    const chips = filterChips({ page: 'compare', tag: ['a', 'b'], since: '2026-03-01' })
    expect(chips).toEqual([
      { label: 'Comparison', without: { page: undefined } },
      { label: 'tag a', without: { tag: ['b'] } },
      { label: 'tag b', without: { tag: ['a'] } },
      { label: 'since 1 Mar 2026', without: { since: undefined } },
    ])
  })
})
