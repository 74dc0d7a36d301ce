/** The store cannot be used; the message is one sentence for the person who started the server. */
export class StoreError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
  }
}

/**
 * SQLite's primary result code of an error of node:sqlite, undefined for anything else.
 * https://www.sqlite.org/rescode.html, read 2026-07-29: extended codes carry the primary one in their low byte.
 */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff
}

/** Why a write failed, in words for the page. */
export function whyNotSaved(error: unknown): string {
  switch (sqliteCode(error)) {
    case 13:
      return 'the disk is full'
    case 8:
      return 'the data folder is read-only'
    case 10:
    case 14:
      return 'the disk reported an error'
    case 5:
    case 6:
      return 'another program holds the database'
    case 11:
    case 26:
      return 'the database file is damaged'
    default:
      return error instanceof Error ? error.message : String(error)
  }
}
