/**
 * A queue that is emptied once per animation frame, however much arrives: sixteen panes at any token rate cost one
 * store write per frame.
 *
 * A hidden tab gets no animation frames, and one that was asked for just before hiding may never come. So a timer is
 * asked for beside every frame and the first of the two empties the queue.
 */
export interface FrameScheduler {
  requestFrame: (run: () => void) => number
  cancelFrame: (frame: number) => void
  setTimer: (run: () => void, ms: number) => number
  clearTimer: (timer: number) => void
}

/** Long enough that a visible tab's frame is always first. */
const msHiddenFlush = 250

export interface FrameBatch<T> {
  push(items: readonly T[]): void
  /** Empties the queue now. */
  flush(): void
}

export function createFrameBatch<T>(onFlush: (items: T[]) => void, scheduler: FrameScheduler): FrameBatch<T> {
  let queue: T[] = []
  let pending: { frame: number; timer: number } | undefined

  function flush() {
    if (pending) {
      scheduler.cancelFrame(pending.frame)
      scheduler.clearTimer(pending.timer)
      pending = undefined
    }
    if (queue.length === 0) return
    const items = queue
    queue = []
    onFlush(items)
  }

  return {
    flush,
    push(items) {
      for (const item of items) queue.push(item)
      if (queue.length > 0 && !pending) {
        pending = { frame: scheduler.requestFrame(flush), timer: scheduler.setTimer(flush, msHiddenFlush) }
      }
    },
  }
}

export const browserScheduler: FrameScheduler = {
  requestFrame: (run) => requestAnimationFrame(run),
  cancelFrame: (frame) => cancelAnimationFrame(frame),
  setTimer: (run, ms) => window.setTimeout(run, ms),
  clearTimer: (timer) => window.clearTimeout(timer),
}
