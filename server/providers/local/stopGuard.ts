/**
 * Cuts a stream of text at the first stop string. Text that could be the beginning of one is held back, so that no part
 * of a stop string is ever shown.
 */
export interface StopGuard {
  /** The text that may be shown now. After `isStopped` nothing more comes. */
  push(text: string): string
  /** The text still held back, once the model ended by itself. */
  flush(): string
  readonly isStopped: boolean
}

export function createStopGuard(stops: readonly string[]): StopGuard {
  let held = ''
  let isStopped = false
  return {
    push(text) {
      if (isStopped) return ''
      held += text
      const at = firstStop(held, stops)
      if (at !== -1) {
        isStopped = true
        return take(at)
      }
      return take(held.length - heldLength(held, stops))
    },
    flush() {
      return isStopped ? '' : take(held.length)
    },
    get isStopped() {
      return isStopped
    },
  }

  function take(length: number): string {
    const text = held.slice(0, length)
    held = isStopped ? '' : held.slice(length)
    return text
  }
}

function firstStop(text: string, stops: readonly string[]): number {
  let first = -1
  for (const stop of stops) {
    const at = text.indexOf(stop)
    if (at !== -1 && (first === -1 || at < first)) first = at
  }
  return first
}

/** Length of the longest end of `text` that is a proper beginning of a stop string. */
function heldLength(text: string, stops: readonly string[]): number {
  let longest = 0
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
      if (text.endsWith(stop.slice(0, length))) longest = length
    }
  }
  return longest
}
