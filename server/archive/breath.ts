export type Breath = () => Promise<void>

/**
 * Called between pieces of long work: lets others have their turn once it has taken a frame's time without one. Throws
 * then if nobody waits for the work any more.
 */
export function createBreath(left?: AbortSignal): Breath {
  let sinceMs = performance.now()
  return async () => {
    if (performance.now() - sinceMs < msAtOnce) return
    await new Promise((resume) => setImmediate(resume))
    left?.throwIfAborted()
    sinceMs = performance.now()
  }
}

const msAtOnce = 15
