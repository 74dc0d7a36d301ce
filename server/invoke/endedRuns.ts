import type { Run } from './run.ts'

/**
 * Runs that are over and may still be read: for `msKept`, the newest first where they are many. Kept by time alone they
 * would hold as much memory as there are answers in that time.
 */
export interface EndedRuns {
  add(run: Pick<Run, 'log'>, drop: () => void): void
}

const maxRuns = 512
/** Enough for the longest answers of 64 panes at once. */
const maxCharacters = 32 * 1024 * 1024

export function createEndedRuns(msKept: number): EndedRuns {
  /** Oldest first. */
  const kept = new Set<{ characters: number; drop: () => void; timer: NodeJS.Timeout }>()
  let characters = 0

  return {
    add(run, drop) {
      const entry = { characters: run.log.length(), drop, timer: setTimeout(() => forget(entry), msKept).unref() }
      kept.add(entry)
      characters += entry.characters
      // The newest stays, whatever its size: its reader may be a moment late.
      for (const oldest of kept) {
        if (oldest === entry || (kept.size <= maxRuns && characters <= maxCharacters)) break
        forget(oldest)
      }
    },
  }

  function forget(entry: { characters: number; drop: () => void; timer: NodeJS.Timeout }): void {
    clearTimeout(entry.timer)
    if (!kept.delete(entry)) return
    characters -= entry.characters
    entry.drop()
  }
}
