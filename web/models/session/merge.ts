/**
 * Something changed in two places, made one again, so that no write is lost: what either side added is there, what one
 * side changed is changed, what one side took away and the other left alone is gone. Where both changed the same value,
 * ours stands, because it is in front of the reader.
 */

/** Keeps their order; what only we have comes after what stood before it here. */
export function mergeLists<T extends { id: string | number }>(
  base: readonly T[],
  mine: readonly T[],
  theirs: readonly T[],
  merge: (base: T, mine: T, theirs: T) => T,
): T[] {
  const [inBase, inMine, inTheirs] = [base, mine, theirs].map((list) => new Map(list.map((item) => [item.id, item])))
  const merged = new Map<string | number, T>()
  const order = isSame(idsOf(theirs), idsOf(base)) ? [mine, theirs] : [theirs, mine]
  for (const { id } of order.flat()) {
    if (merged.has(id)) continue
    const [b, m, t] = [inBase?.get(id), inMine?.get(id), inTheirs?.get(id)]
    if (m && t) merged.set(id, merge(b ?? t, m, t))
    else {
      const kept = m ?? t
      const isRemovedByOther = b !== undefined && isSame(b, kept)
      if (kept && !isRemovedByOther) merged.set(id, kept)
    }
  }
  return [...merged.values()]
}

const idsOf = (list: readonly { id: string | number }[]) => list.map(({ id }) => id)

export function mergeFields<T extends object>(base: T, mine: T, theirs: T): T {
  const entries = Object.keys({ ...theirs, ...mine }).map((name) => {
    // The names come from objects of this very type.
    const key = name as keyof T
    return [key, pick(base[key], mine[key], theirs[key])]
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T
}

export function pick<T>(base: T, mine: T, theirs: T): T {
  return isSame(base, mine) ? theirs : mine
}

/** Documents are JSON and their keys keep their order, being copied from each other. */
export function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
