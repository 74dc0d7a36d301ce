/** What an editor of tags was told so far: to have on every session, and on none. The last word counts. */
export interface TagChange {
  added: readonly string[]
  removed: readonly string[]
}

export const noTagChange: TagChange = { added: [], removed: [] }

export const maxTagLength = 40
export const maxTagsOfSession = 20

/** Tags that differ only in case are one; the one that was there first keeps its letters. */
export function changeTags(tags: readonly string[], { added, removed }: TagChange): string[] {
  const gone = new Set(removed.map(folded))
  const kept = tags.filter((name) => !gone.has(folded(name)))
  const all = new Map<string, string>()
  for (const name of [...kept, ...added]) if (!all.has(folded(name))) all.set(folded(name), name)
  return [...all.values()].slice(0, maxTagsOfSession)
}

/** One more; Unicode's spaces around it are none of it. Nothing is no tag. */
export function addTag({ added, removed }: TagChange, typed: string): TagChange {
  const name = typed.trim().slice(0, maxTagLength)
  return name === '' ? { added, removed } : { added: [...added, name], removed }
}

export function removeTag({ added, removed }: TagChange, name: string): TagChange {
  return { added: added.filter((other) => folded(other) !== folded(name)), removed: [...removed, name] }
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
      const held = counted.get(folded(name)) ?? { name, count: 0 }
      counted.set(folded(name), { ...held, count: held.count + 1 })
    }
  return [...counted.values()]
    .map(({ name, count }) => ({ name, count, isOnAll: count === sessions.length }))
    .toSorted((a, b) => Number(b.isOnAll) - Number(a.isOnAll))
}

function folded(name: string): string {
  return name.trim().toLocaleLowerCase('en')
}
