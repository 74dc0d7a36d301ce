import { setTimeout as wait } from 'node:timers/promises'
import type { ServerResponse } from 'node:http'

/** Keeps `rate` tokens a second from its start, without drift: a late token does not delay the next. */
export class Pace {
  private readonly startedAt = performance.now()
  private readonly rate: number

  constructor(rate: number) {
    this.rate = rate
  }

  async until(index: number): Promise<void> {
    if (this.rate === 0) return
    const ms = this.startedAt + (index * 1000) / this.rate - performance.now()
    if (ms > 0.5) await wait(ms)
  }
}

/** Waits, but no longer than the connection lives. */
export async function waitOpen(response: ServerResponse, ms: number): Promise<void> {
  const gone = new AbortController()
  const leave = (): void => gone.abort()
  response.once('close', leave)
  if (!response.destroyed) await wait(Math.min(ms, 2 ** 31 - 1), undefined, { signal: gone.signal }).catch(ignoreAbort)
  response.off('close', leave)
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error
}

/** Answers held open until POST /control/release. */
export class Gate {
  private waiting = new Set<() => void>()

  async hold(response: ServerResponse): Promise<void> {
    await new Promise<void>((resolve) => {
      const go = (): void => {
        this.waiting.delete(go)
        resolve()
      }
      this.waiting.add(go)
      response.once('close', go)
    })
  }

  get size(): number {
    return this.waiting.size
  }

  release(): void {
    for (const go of this.waiting) go()
  }
}
