/**
 * Runs computations written as generators one slice at a time, the most urgent first, so that a worker that is busy with
 * ten thousand texts still answers a scroll of the matrix within a frame.
 */
export interface Jobs {
  /** `urgency`: lower goes first; of equals the newer, which is what is looked at now. */
  add(job: { id: number; urgency: number; steps: Generator<void, unknown> }): void
  cancel(id: number): void
}

interface JobsDeps {
  onDone(id: number, result: unknown): void
  onFailed(id: number, error: unknown): void
  /** Calls back after waiting messages were handled. */
  later(run: () => void): void
  nowMs(): number
}

/** About one frame: a message waits no longer than this. */
const msSlice = 12

export function createJobs({ onDone, onFailed, later, nowMs }: JobsDeps): Jobs {
  const jobs = new Map<number, { urgency: number; steps: Generator<void, unknown> }>()
  let isWaiting = false

  function work(): void {
    isWaiting = false
    const end = nowMs() + msSlice
    while (jobs.size > 0 && nowMs() < end) step()
    wake()
  }

  function step(): void {
    const [id, job] = mostUrgent()
    try {
      const { done, value } = job.steps.next()
      if (!done) return
      jobs.delete(id)
      onDone(id, value)
    } catch (error) {
      jobs.delete(id)
      onFailed(id, error)
    }
  }

  function mostUrgent() {
    return [...jobs].reduce((best, entry) => (entry[1].urgency <= best[1].urgency ? entry : best))
  }

  function wake(): void {
    if (isWaiting || jobs.size === 0) return
    isWaiting = true
    later(work)
  }

  return {
    add({ id, urgency, steps }) {
      jobs.set(id, { urgency, steps })
      wake()
    },
    cancel: (id) => void jobs.delete(id),
  }
}
