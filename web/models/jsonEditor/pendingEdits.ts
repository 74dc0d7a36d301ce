/**
 * What was typed and not yet told: reading a 20 MB text out of the editor at every key would be felt. Whoever is about to
 * use the text (Send, leaving the page) calls `flushEdits` first.
 */
interface HeldEdits {
  /** There is something new: told at once, or in the next pause. */
  later(isLarge: boolean): void
  flush(): void
  stop(): void
}

const all = new Set<HeldEdits>()

export function holdEdits(tell: () => void, msPause: number): HeldEdits {
  let timer: number | undefined
  const held: HeldEdits = {
    later(isLarge) {
      window.clearTimeout(timer)
      timer = undefined
      if (!isLarge) return tell()
      timer = window.setTimeout(held.flush, msPause)
    },
    flush() {
      window.clearTimeout(timer)
      timer = undefined
      tell()
    },
    stop() {
      window.clearTimeout(timer)
      all.delete(held)
    },
  }
  all.add(held)
  return held
}

export function flushEdits(): void {
  for (const held of all) held.flush()
}
