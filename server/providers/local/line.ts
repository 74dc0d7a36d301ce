/** A line in front of a few places. Who does not fit waits, in order of arrival, and hears how many wait before it. */
export interface Line {
  /** Resolves with the way to give the place back. Rejects with `signal.reason` when aborted while waiting. */
  join(who: { onQueued(ahead: number): void; signal: AbortSignal }): Promise<() => void>
}

interface Waiter {
  onQueued(ahead: number): void
  enter(): void
}

export function createLine(places: number): Line {
  let free = places
  let waiting: Waiter[] = []

  return {
    join({ onQueued, signal }) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason)
          return
        }
        if (free > 0) {
          free--
          resolve(once(leave))
          return
        }
        const waiter: Waiter = {
          onQueued,
          enter() {
            signal.removeEventListener('abort', giveUp)
            resolve(once(leave))
          },
        }
        const giveUp = () => {
          waiting = waiting.filter((other) => other !== waiter)
          tellPlaces()
          reject(signal.reason)
        }
        signal.addEventListener('abort', giveUp)
        waiting.push(waiter)
        onQueued(waiting.length - 1)
      })
    },
  }

  function leave(): void {
    const next = waiting.shift()
    if (next === undefined) {
      free++
      return
    }
    next.enter()
    tellPlaces()
  }

  function tellPlaces(): void {
    for (const [ahead, waiter] of waiting.entries()) waiter.onQueued(ahead)
  }
}

function once(action: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) action()
    isDone = true
  }
}
