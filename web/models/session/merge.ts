/**
 * Something changed in two places, made one again, so that no write is lost: what either side added is there, what one
 * side changed is changed, what one side took away and the other left alone is gone. Where both changed the same value,
 * ours stands, because it is in front of the reader; theirs is then kept as a version (`lostChanges.ts`).
 */

/** In our order, or in theirs where they changed it; what was added stands where it stood, theirs in front of ours. */
export function mergeLists<T extends { id: string | number }>(
  base: readonly T[],
  mine: readonly T[],
  theirs: readonly T[],
  merge: (base: T, mine: T, theirs: T) => T,
): T[] {
  const [inBase, inMine, inTheirs] = [base, mine, theirs].map((list) => new Map(list.map((item) => [item.id, item])))
  const isTheirsInOrder = isSame(
    idsOf(theirs.filter(({ id }) => inBase?.has(id))),
    idsOf(base.filter(({ id }) => inTheirs?.has(id))),
  )
  const ids = isTheirsInOrder ? woven(mine, theirs, 'second') : woven(theirs, mine, 'first')
  return ids.flatMap((id) => {
    const [b, m, t] = [inBase?.get(id), inMine?.get(id), inTheirs?.get(id)]
    if (m && t) return [merge(b ?? t, m, t)]
    const kept = m ?? t
    const isRemovedByOther = b !== undefined && isSame(b, kept)
    return kept && !isRemovedByOther ? [kept] : []
  })
}

/** The first list's order, with what only the second has put in where it stands there; `leading`: whose is in front of the other's. */
function woven<T extends { id: string | number }>(
  first: readonly T[],
  second: readonly T[],
  leading: 'first' | 'second',
): T['id'][] {
  const [inFirst, inSecond] = [new Set(idsOf(first)), new Set(idsOf(second))]
  /** By what is in both and stands before them; `undefined`: nothing. */
  const after = new Map<T['id'] | undefined, T['id'][]>()
  let anchor: T['id'] | undefined
  for (const { id } of second)
    if (inFirst.has(id)) anchor = id
    else after.set(anchor, [...(after.get(anchor) ?? []), id])
  const ids: T['id'][] = []
  let pending = after.get(undefined) ?? []
  for (const { id } of first) {
    if (leading === 'second' || inSecond.has(id)) ids.push(...pending.splice(0))
    ids.push(id)
    if (inSecond.has(id)) pending = after.get(id) ?? []
  }
  return [...ids, ...pending]
}

/** At most so many: of what is too much goes what only they have, the last first. */
export function capped<T extends { id: string | number }>(merged: T[], mine: readonly T[], most: number): T[] {
  const own = new Set(idsOf(mine))
  let excess = merged.length - most
  if (excess <= 0) return merged
  return merged
    .toReversed()
    .filter(({ id }) => own.has(id) || excess-- <= 0)
    .toReversed()
    .slice(0, most)
}

const idsOf = <T extends { id: string | number }>(list: readonly T[]): T['id'][] => list.map(({ id }) => id)

export function mergeFields<T extends object>(base: T, mine: T, theirs: T): T {
  const entries = Object.keys({ ...theirs, ...mine }).map((name) => {
    // The names come from objects of this very type.
    const key = name as keyof T
    return [key, pick(base[key], mine[key], theirs[key])]
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T
}

interface Send {
  id: string
  invocations: Record<string, string[]>
}

/** Both sides' repeats of one request. */
export function mergeSend<T extends Send>(base: T, mine: T, theirs: T): T {
  const invocations: Send['invocations'] = {}
  for (const paneId of Object.keys({ ...theirs.invocations, ...mine.invocations })) {
    const [b, m, t] = [base, mine, theirs].map((send) => (send.invocations[paneId] ?? []).map((id) => ({ id })))
    invocations[paneId] = mergeLists(b ?? [], m ?? [], t ?? [], (row) => row).map(({ id }) => id)
  }
  return { ...mergeFields(base, mine, theirs), invocations }
}

export function pick<T>(base: T, mine: T, theirs: T): T {
  return isSame(base, mine) ? theirs : mine
}

/** Documents are JSON and their keys keep their order, being copied from each other. */
export function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
