export interface MemoryLimits {
  /** What invocations that have ended may hold in memory until they are written. */
  maxBytes: number
  /** Beyond it they wait without their bodies; up to this. */
  maxBytesWithoutBodies: number
  /** How long the page is told of what was lost. */
  msLossTold: number
  nowMs: () => number
}

/** A slow disk gets some seconds of the fastest traffic; a full one a day of a person's. */
const defaults: MemoryLimits = {
  maxBytes: 64 * 1024 * 1024,
  maxBytesWithoutBodies: 96 * 1024 * 1024,
  msLossTold: 10 * 60_000,
  nowMs: () => performance.now(),
}

export interface MemoryLimit {
  /** Takes room for so many bytes: `bodies` for all of them, `row` for a row without its bodies, or nothing (counted). */
  admit(byteLength: number, rowByteLength: number): 'bodies' | 'row' | 'nothing'
  release(byteLength: number): void
  /** What to tell the page, for a while after something was lost. */
  lost(): string | undefined
}

export function createMemoryLimit(options: Partial<MemoryLimits>): MemoryLimit {
  const { maxBytes, maxBytesWithoutBodies, msLossTold, nowMs } = { ...defaults, ...options }
  let used = 0
  let lost = 0
  let lostAtMs = -Infinity
  return {
    admit(byteLength, rowByteLength) {
      if (used + byteLength <= maxBytes) {
        used += byteLength
        return 'bodies'
      }
      if (used + rowByteLength <= maxBytesWithoutBodies) {
        used += rowByteLength
        return 'row'
      }
      if (nowMs() - lostAtMs > msLossTold) lost = 0
      lost++
      lostAtMs = nowMs()
      return 'nothing'
    },
    release(byteLength) {
      used -= byteLength
    },
    lost() {
      if (lost === 0 || nowMs() - lostAtMs > msLossTold) return undefined
      return `${lost} ${lost === 1 ? 'invocation was' : 'invocations were'} not recorded at all, because too much waited for the disk`
    },
  }
}
