import type { Database } from './database.ts'
import { indexDocument, indexReplies } from './sessionIndexSteps.ts'

/**
 * Takes what was written and answered in sessions into the search index, behind the saving and in small steps: what a
 * step reads and cuts into words happens in the store's thread, and nothing waits for it. A reply is taken in when it has
 * ended; a document some time after it was changed, the later the larger it is, so that typing into a megabyte costs
 * little however long it goes on.
 */
export interface SessionIndex {
  /** Something may have changed: looked at soon. */
  poke(): void
  /** Resolves when all that was saved so far is found. */
  settle(): Promise<void>
  close(): Promise<void>
}

const msUntilStep = 100
const msBetweenSteps = 5
const msAfterFailure = 5000
/** Whoever writes a session need not know of the index. */
const msBetweenLooks = 10_000
/** After a save: 0.3 s, and 5 s a megabyte. */
const msUntilIndexed = (byteLength: number) => 300 + byteLength / 200

export function createSessionIndex(database: Database, now: () => Date): SessionIndex {
  let timer: NodeJS.Timeout | undefined
  let timerDue = Infinity
  let working: Promise<void> | undefined
  let isClosed = false
  /** Poked in the middle of a step, which may have looked before. */
  let isAgain = false

  function schedule(ms: number): void {
    const due = performance.now() + ms
    if (isClosed || due >= timerDue) return
    clearTimeout(timer)
    timerDue = due
    timer = setTimeout(() => {
      timerDue = Infinity
      if (working === undefined) working = work()
      else isAgain = true
    }, ms)
    timer.unref()
  }

  async function work(): Promise<void> {
    isAgain = false
    let ms: number | undefined
    try {
      ms = await step(database, { now: now().getTime() })
    } catch {
      // A disk that refuses is told of by whoever saves to it.
      ms = msAfterFailure
    }
    working = undefined
    schedule(isAgain ? msBetweenSteps : (ms ?? msBetweenLooks))
  }

  schedule(msUntilStep)
  return {
    poke: () => schedule(msUntilStep),
    async settle() {
      await working
      let ms: number | undefined
      do ms = await step(database, { isAll: true })
      while (ms !== undefined)
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await working
    },
  }
}

/** One small step; the milliseconds until the next is due, undefined where nothing waits. */
async function step(database: Database, which: { now: number } | { isAll: true }): Promise<number | undefined> {
  const queued = await database
    .selectFrom('session_queue as q')
    .innerJoin('session_heads as h', 'h.number', 'q.session')
    .select(['q.session', 'q.what', 'q.queued_at', 'h.byte_length'])
    .orderBy('q.queued_at')
    .limit(64)
    .execute()
  let ms: number | undefined
  for (const { session, what, queued_at, byte_length } of queued) {
    const isDocument = what === 'document'
    const due = isDocument && queued_at !== '' ? Date.parse(queued_at) + msUntilIndexed(byte_length) : 0
    if ('now' in which && due > which.now) {
      ms = Math.min(ms ?? Infinity, due - which.now)
      continue
    }
    await (isDocument ? indexDocument(database, session) : indexReplies(database, session))
    return msBetweenSteps
  }
  return ms
}
