/** What an editor of tags was told: to have on every session, and on none. */
export interface TagChange {
  added: readonly string[]
  removed: readonly string[]
}

export const maxTagLength = 40
export const maxTagsOfSession = 20

/** Tags that differ only in case are one; the one that was there first keeps its letters. */
export function changeTags(tags: readonly string[], { added, removed }: TagChange): string[] {
  const gone = new Set(removed.map(foldedTag))
  const kept = tags.filter((name) => !gone.has(foldedTag(name)))
  const all = new Map<string, string>()
  for (const name of [...kept, ...added]) if (!all.has(foldedTag(name))) all.set(foldedTag(name), name)
  return [...all.values()].slice(0, maxTagsOfSession)
}

/** What tags are compared by. */
export function foldedTag(tag: string): string {
  return tag.trim().normalize('NFC').toLocaleLowerCase('en')
}
