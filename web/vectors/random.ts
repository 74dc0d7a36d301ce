/** mulberry32 (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c): the same numbers for the same seed, in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** `size` of the given items, each equally likely, in their order; all of them where there are not more. */
export function sample(items: Int32Array, size: number, random: () => number): Int32Array {
  if (items.length <= size) return items
  const shuffled = items.slice()
  for (let at = 0; at < size; at++) {
    const other = at + Math.floor(random() * (shuffled.length - at))
    const kept = shuffled[at] as number
    shuffled[at] = shuffled[other] as number
    shuffled[other] = kept
  }
  return shuffled.subarray(0, size).toSorted()
}
