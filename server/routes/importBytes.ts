import { readImport } from '../archive/readImport.ts'
import { renewIds } from '../archive/renewIds.ts'
import type { SessionsImported } from '../contract/sessionFile.ts'
import type { Database } from '../store/database.ts'
import { insertImported } from '../store/importedSession.ts'
import { saved } from '../store/saved.ts'

interface ImportOptions {
  database: Database
  /** Of the file. */
  name?: string | undefined
  now: Date
  newId: () => string
}

/** Everything in the file as new sessions, or nothing. */
export async function importBytes(
  bytes: Uint8Array,
  { database, name, now, newId }: ImportOptions,
): Promise<SessionsImported> {
  const read = readImport(bytes, { name, now, newId })
  let dropped = 0
  const files = read.files.map((file) => {
    const renewed = renewIds(file, newId)
    dropped += renewed.dropped
    return { id: newId(), file: renewed.file }
  })
  await saved(insertImported(database, files, { now, newId }))
  const leftOut = [...read.leftOut]
  if (dropped > 0) leftOut.push(`${dropped === 1 ? '1 reply is' : `${dropped} replies are`} not in the file.`)
  const sessions = files.map(({ id, file: { session } }) => ({
    id,
    title: session.title,
    page: session.document.page,
  }))
  return { sessions, leftOut: [...new Set(leftOut)] }
}
