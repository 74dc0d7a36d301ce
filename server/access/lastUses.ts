/** When each credential was last used: known at once, written at most once a minute, all that changed together. */
export interface LastUses {
  /** Off the hot path: a request pays for a number and, once a minute, for a timer. */
  touch(used: UsedCredential): void
  close(): Promise<void>
}

export interface UsedCredential {
  /** Milliseconds since 1970; undefined = never. */
  lastUsedMs: number | undefined
  save(at: string): Promise<void>
}

const msBetweenWrites = 60_000
/** The first use shows soon. */
const msUntilFirstWrite = 1000

export function createLastUses({ now }: { now: () => Date }): LastUses {
  const changed = new Set<UsedCredential>()
  let timer: NodeJS.Timeout | undefined
  let writtenMs = -Infinity

  async function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writtenMs = now().getTime()
    const due = [...changed]
    changed.clear()
    for (const used of due) {
      if (used.lastUsedMs === undefined) continue
      // A disk that is full costs no request; the page says that nothing is saved, and the next use tries again.
      await used.save(new Date(used.lastUsedMs).toISOString()).catch(() => changed.add(used))
    }
  }

  return {
    touch(used) {
      const nowMs = now().getTime()
      used.lastUsedMs = nowMs
      changed.add(used)
      if (timer !== undefined) return
      timer = setTimeout(() => void write(), Math.max(msUntilFirstWrite, writtenMs + msBetweenWrites - nowMs))
      timer.unref()
    },
    close: write,
  }
}
