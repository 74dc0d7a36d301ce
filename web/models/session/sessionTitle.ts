import type { SessionRow } from '../../../server/contract/session.ts'
import { sessionPages } from './sessionPages.ts'

/** A session that was never named is called by what it is. */
export function sessionTitle({ title, page }: Pick<SessionRow, 'title' | 'page'>): string {
  return title.trim() || `Untitled ${sessionPages[page].noun}`
}
