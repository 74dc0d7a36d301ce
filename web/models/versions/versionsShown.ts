import { create } from 'zustand'

interface VersionsShown {
  /** null: closed. */
  sessionId: string | null
  /** The one that is looked at; else all are listed. */
  number: number | undefined
  /** The one that was looked at before: where the focus goes back to. */
  left: number | undefined
}

/** What the drawer of versions shows: one for the whole app, which any page, list or toast opens. */
export const useVersionsShown = create<VersionsShown>(() => ({
  sessionId: null,
  number: undefined,
  left: undefined,
}))

export function showVersions(sessionId: string, number?: number): void {
  useVersionsShown.setState({ sessionId, number, left: undefined })
}

/** Back to all of them. */
export function leaveVersion(sessionId: string, number: number): void {
  useVersionsShown.setState({ sessionId, number: undefined, left: number })
}

export function hideVersions(): void {
  useVersionsShown.setState({ sessionId: null, number: undefined, left: undefined })
}
