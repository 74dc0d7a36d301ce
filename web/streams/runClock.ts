/**
 * What time it is in a run, for what is drawn while it lives. The server's `atMs` are the truth; between two events the
 * page's own monotonic clock carries on from them. The event that was quickest to arrive says most about the offset.
 */
export interface RunClock {
  /** Tells the clock that an event of `atMs` has just arrived. */
  note(atMs: number): void
  /** Milliseconds since the run began; undefined before anything has arrived. */
  nowMs(): number | undefined
}

export function createRunClock(now: () => number): RunClock {
  let offset: number | undefined
  return {
    note(atMs) {
      const seen = now() - atMs
      if (offset === undefined || seen < offset) offset = seen
    },
    nowMs: () => (offset === undefined ? undefined : now() - offset),
  }
}
