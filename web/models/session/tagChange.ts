import { changeTags, foldedTag, maxTagLength, type TagChange } from '../../../server/contract/tagChange.ts'

export const noTagChange: TagChange = { added: [], removed: [] }

/** One more; Unicode's spaces around it are none of it. Nothing is no tag. */
export function addTag({ added, removed }: TagChange, typed: string): TagChange {
  const name = typed.trim().slice(0, maxTagLength)
  return name === '' ? { added, removed } : { added: [...added, name], removed }
}

export function removeTag({ added, removed }: TagChange, name: string): TagChange {
  return { added: added.filter((other) => foldedTag(other) !== foldedTag(name)), removed: [...removed, name] }
}

export interface TagOfSome {
  name: string
  /** How many of the sessions have it. */
  count: number
  isOnAll: boolean
}

/** The tags of these sessions as they would be, those on all first. */
export function tagsOf(sessions: readonly { tags: readonly string[] }[], change: TagChange): TagOfSome[] {
  const counted = new Map<string, { name: string; count: number }>()
  for (const { tags } of sessions)
    for (const name of changeTags(tags, change)) {
      const held = counted.get(foldedTag(name)) ?? { name, count: 0 }
      counted.set(foldedTag(name), { ...held, count: held.count + 1 })
    }
  return [...counted.values()]
    .map(({ name, count }) => ({ name, count, isOnAll: count === sessions.length }))
    .toSorted((a, b) => Number(b.isOnAll) - Number(a.isOnAll))
}
