import { describe, expect, it } from 'vitest'
import { changeTags, maxTagsOfSession } from '../../../server/contract/tagChange.ts'
import { addTag, noTagChange, removeTag, tagsOf } from './tagChange.ts'

describe('tags being edited', () => {
  it('adds what is typed without the spaces around it, and nothing for nothing', () => {
    const change = addTag(addTag(noTagChange, '  to show '), '   ')
    expect(changeTags(['work'], change)).toEqual(['work', 'to show'])
  })

  it('takes tags that differ only in case for one, which keeps its letters', () => {
    expect(changeTags(['Work'], addTag(noTagChange, 'WORK'))).toEqual(['Work'])
    expect(changeTags(['Work'], removeTag(noTagChange, 'work'))).toEqual([])
  })

  it('lets the last word count', () => {
    const removed = removeTag(addTag(noTagChange, 'a'), 'A')
    expect(changeTags([], removed)).toEqual([])
    expect(changeTags(['a'], addTag(removed, 'a'))).toEqual(['a'])
  })

  it('keeps to as many as a session may have', () => {
    const many = Array.from({ length: maxTagsOfSession }, (_, index) => `t${index}`)
    expect(changeTags(many, addTag(noTagChange, 'more'))).toEqual(many)
  })

  it('says of several sessions which tags are on all and which on how many', () => {
    const sessions = [{ tags: ['draft', 'work'] }, { tags: ['Work'] }]
    expect(tagsOf(sessions, noTagChange)).toEqual([
      { name: 'work', count: 2, isOnAll: true },
      { name: 'draft', count: 1, isOnAll: false },
    ])
  })
})
