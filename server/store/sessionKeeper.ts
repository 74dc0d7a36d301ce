import type { Database } from './database.ts'
import { purgeDeleted } from './purge.ts'
import { createSessionIndex } from './sessionIndex.ts'

/** Looks after sessions: takes what is in them into the search index, and empties the bin of what is old. */
export interface SessionKeeper {
  /** Resolves when all that was saved is found. */
  settle(): Promise<void>
  close(): Promise<void>
}

const msBetweenPurges = 60 * 60_000

interface Dependencies {
  database: Database
  now: () => Date
  onError: (error: unknown) => void
}

export function createSessionKeeper({ database, now, onError }: Dependencies): SessionKeeper {
  const index = createSessionIndex(database, now)
  database.onSessions = index.poke
  const purge = () => void purgeDeleted(database, now()).catch(onError)
  purge()
  const timer = setInterval(purge, msBetweenPurges)
  timer.unref()
  return {
    settle: index.settle,
    async close() {
      clearInterval(timer)
      database.onSessions = undefined
      await index.close()
    },
  }
}
