import { isSame } from './merge.ts'

/**
 * Whether something that one side changed is not in what was merged. It looks at the result and knows nothing of how a
 * page merges, so that no page can lose a write in silence: what is lost here is kept as a version.
 */
export function losesChanges(base: unknown, theirs: unknown, merged: unknown): boolean {
  if (isSame(base, theirs) || isSame(theirs, merged)) return false
  if (Array.isArray(theirs)) return losesItems(asList(base), theirs, asList(merged))
  if (isObject(theirs)) {
    const [before, after] = [asObject(base), asObject(merged)]
    return Object.entries(theirs).some(
      ([name, value]) => !viewOnly.has(name) && losesChanges(before[name], value, after[name]),
    )
  }
  // A text that was gone on with, or emptied.
  return !(typeof theirs === 'string' && typeof merged === 'string' && merged.includes(theirs))
}

/** Where the reader stands, not what was written. */
const viewOnly = new Set(['shown', 'current', 'visited'])

/** What was taken away is no writing. */
function losesItems(base: unknown[], theirs: unknown[], merged: unknown[]): boolean {
  const [before, after] = [byId(base), byId(merged)]
  return theirs.some((item) => {
    const id = idOf(item)
    if (id !== undefined) return losesChanges(before.get(id), item, after.get(id))
    return !base.some((other) => isSame(other, item)) && !merged.some((other) => isSame(other, item))
  })
}

function byId(list: unknown[]): Map<unknown, unknown> {
  return new Map(list.map((item) => [idOf(item), item]))
}

function idOf(item: unknown): unknown {
  return asObject(item).id
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const asObject = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {})
