import { create } from 'zustand'
import type { SessionRow } from '../../../server/contract/session.ts'

export type TaggedSession = Pick<SessionRow, 'id' | 'title' | 'page' | 'tags'>

/** Whose tags are being edited, over any page; null while nobody's are. */
export const useTagEditor = create<{ sessions: readonly TaggedSession[] | null }>(() => ({ sessions: null }))

export function editTags(sessions: readonly TaggedSession[]): void {
  useTagEditor.setState({ sessions })
}

export function closeTagEditor(): void {
  useTagEditor.setState({ sessions: null })
}
