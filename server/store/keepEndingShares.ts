import type { Database } from './database.ts'
import { endShares } from './shares.ts'

/** At the start, for those that expired while nobody was here, and every ten minutes. Gives what stops it. */
export function keepEndingShares(
  database: Database,
  { now, onError }: { now: () => Date; onError: (error: unknown) => void },
): () => void {
  const end = () => void endShares(database, now()).catch(onError)
  end()
  const timer = setInterval(end, msBetween)
  timer.unref()
  return () => clearInterval(timer)
}

const msBetween = 10 * 60_000
