import type { Database } from './database.ts'
import { partLength } from './sessionText.ts'
import { indexDocument, indexLongReply, indexReplies } from './sessionIndexSteps.ts'

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
/** Steps follow each other so long, then others have the store's thread. */
const msOfSteps = 25
const msBetweenSteps = 5
/** Several sessions share a commit's wait for the disk; whoever saves meanwhile waits no longer than this. */
const msOfTransaction = 10
const msAfterFailure = 5000
/** Whoever writes a session need not know of the index. */
const msBetweenLooks = 2000
/** After a save: 0.3 s, and 5 s a megabyte. */
const msUntilIndexed = (byteLength: number) => 300 + byteLength / 200

export function createSessionIndex(database: Database, now: () => Date): SessionIndex {
  let timer: NodeJS.Timeout | undefined
  let timerDue = Infinity
  let working: Promise<void> | undefined
  const closing = new AbortController()
  /** Poked in the middle of a step, which may have looked before. */
  let isAgain = false

  function schedule(ms: number): void {
    const due = performance.now() + ms
    if (closing.signal.aborted || due >= timerDue) return
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
      const until = performance.now() + msOfSteps
      do ms = await step(database, { now: now().getTime() })
      while (ms === 0 && performance.now() < until && !closing.signal.aborted)
    } catch {
      // A disk that refuses is told of by whoever saves to it.
      ms = msAfterFailure
    }
    working = undefined
    schedule(Math.max(msBetweenSteps, isAgain ? 0 : (ms ?? msBetweenLooks)))
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
      closing.abort()
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
  const due: typeof queued = []
  let ms: number | undefined
  for (const one of queued) {
    const isWaiting = one.what === 'document' && one.queued_at !== '' && 'now' in which
    const msLeft = isWaiting ? Date.parse(one.queued_at) + msUntilIndexed(one.byte_length) - which.now : 0
    if (msLeft <= 0) due.push(one)
    else ms = Math.min(ms ?? Infinity, msLeft)
  }
  if (due.length === 0) return ms
  const long = await database.transaction().execute(async (transaction) => {
    const until = performance.now() + msOfTransaction
    let bytes = 0
    for (const { session, what } of due) {
      if (bytes > partLength || performance.now() > until) break
      if (what === 'document') bytes += await indexDocument(transaction, session)
      else {
        const done = await indexReplies(transaction, session)
        if ('long' in done) return done.long
        bytes += done.bytes
      }
    }
    return undefined
  })
  if (long !== undefined) await indexLongReply(database, long)
  return 0
}
