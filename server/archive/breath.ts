/** Called between pieces of long work: lets others have their turn once it has taken a frame's time without one. */
export function createBreath(): () => Promise<void> {
  let sinceMs = performance.now()
  return async () => {
    if (performance.now() - sinceMs < msAtOnce) return
    await new Promise((resume) => setImmediate(resume))
    sinceMs = performance.now()
  }
}

const msAtOnce = 15
