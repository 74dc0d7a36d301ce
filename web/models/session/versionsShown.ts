import { create } from 'zustand'

/** Whose versions the drawer shows: one for the whole app, which any page, list or toast opens. */
export const useVersionsShown = create<{ sessionId: string | null }>(() => ({ sessionId: null }))

export function showVersions(sessionId: string): void {
  useVersionsShown.setState({ sessionId })
}

export function hideVersions(): void {
  useVersionsShown.setState({ sessionId: null })
}
