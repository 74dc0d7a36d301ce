import { readSetting, writeSetting } from '../../ui/browserSetting.ts'
import type { SessionDocument } from '../../../server/contract/session.ts'
import type { Unsaved } from './autosave.ts'

/** What the server has not taken yet, kept in this browser across reloads. No credential is ever part of it. */
const key = (sessionId: string) => `unsaved.${sessionId}`

export function keepUnsaved(sessionId: string, unsaved: Unsaved<SessionDocument> | undefined): void {
  if (unsaved) writeSetting(key(sessionId), JSON.stringify(unsaved))
  else if (readUnsavedText(sessionId)) writeSetting(key(sessionId), '')
}

export function readUnsaved<Document extends SessionDocument>(sessionId: string): Unsaved<Document> | undefined {
  const text = readUnsavedText(sessionId)
  if (!text) return undefined
  try {
    return JSON.parse(text) as Unsaved<Document>
  } catch {
    return undefined
  }
}

function readUnsavedText(sessionId: string): string {
  return readSetting(key(sessionId)) ?? ''
}
