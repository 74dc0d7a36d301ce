import type { CompareDocument, Turn } from '../../../server/contract/session.ts'

/** Which of a pane's attempts at a turn is on screen; -1 where the pane was not asked. */
export function shownIndex(turn: Turn, paneId: string): number {
  const last = (turn.attempts[paneId]?.length ?? 0) - 1
  return Math.min(turn.shown?.[paneId] ?? last, last)
}

export function shownAttempt(turn: Turn, paneId: string): string | undefined {
  return turn.attempts[paneId]?.[shownIndex(turn, paneId)]
}

export function withAttempt(turn: Turn, paneId: string, invocationId: string): Turn {
  const { [paneId]: _, ...shown } = turn.shown ?? {}
  return { ...turn, shown, attempts: { ...turn.attempts, [paneId]: [...(turn.attempts[paneId] ?? []), invocationId] } }
}

export function everyInvocationId(document: CompareDocument): string[] {
  return document.turns.flatMap((turn) => Object.values(turn.attempts).flat())
}
