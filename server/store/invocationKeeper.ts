import type { Database } from './database.ts'
import { createInvocationIndex } from './invocationIndex.ts'
import { purgeInvocations } from './purgeInvocations.ts'
import type { RecordingPolicy } from './recordingPolicy.ts'

/** Looks after what is recorded: takes what has ended into the list, and deletes what is too old or too much. */
export interface InvocationKeeper {
  /** Resolves when all that was written is in the list. */
  settle(): Promise<void>
  /** Now, not at the next turn: the settings changed. */
  purge(): Promise<number>
  close(): Promise<void>
}

/** At 5,000 invocations of 10 kB a second, 1.5 GB may be over the limit until then. */
const msBetweenPurges = 30_000

interface Dependencies {
  database: Database
  policy: Pick<RecordingPolicy, 'settings'>
  now: () => Date
  onError: (error: unknown) => void
}

export function createInvocationKeeper({ database, policy, now, onError }: Dependencies): InvocationKeeper {
  const index = createInvocationIndex(database)
  const closing = new AbortController()
  let purging: Promise<number> | undefined
  let isAgain = false

  async function purge(): Promise<number> {
    if (purging !== undefined) {
      isAgain = true
      return purging
    }
    purging = (async () => {
      let deleted = 0
      do {
        isAgain = false
        deleted += await purgeInvocations(database, policy.settings(), { now: now(), signal: closing.signal })
      } while (isAgain && !closing.signal.aborted)
      return deleted
    })()
    try {
      return await purging
    } finally {
      purging = undefined
    }
  }

  database.onInvocations = index.poke
  index.poke()
  const timer = setInterval(() => void purge().catch(onError), msBetweenPurges)
  timer.unref()

  return {
    settle: index.settle,
    purge,
    async close() {
      clearInterval(timer)
      closing.abort()
      database.onInvocations = undefined
      await index.close()
      await purging?.catch(() => undefined)
    },
  }
}
