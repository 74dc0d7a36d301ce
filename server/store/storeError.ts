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

/**
 * The SQLSTATE of an error of Postgres, undefined for anything else.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html, read 2026-11-23.
 */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  // Node's own codes (EPIPE) have no digit in five.
  return /^(?=.*\d)[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined
}

/**
 * Whether Postgres, and not what was asked of it, is the reason: away, starting, stopping, full, read-only, out of
 * connections. The next row would fare no better, and a later try may.
 */
export function isServerFailure(error: unknown): boolean {
  return /^(08|25006|53|57P|58)/.test(sqlState(error) ?? '')
}

/** Why a write failed, in words for the page. */
export function whyNotSaved(error: unknown): string {
  return whyOfPostgres(error) ?? whyOfSqlite(error)
}

/** Why its server did not do what it was asked; undefined where that is no matter of the server, or not Postgres. */
export function whyOfPostgres(error: unknown): string | undefined {
  const state = sqlState(error) ?? ''
  switch (state) {
    case '25006':
      return 'the database is read-only'
    case '3D000':
      return 'there is no such database'
    case '42501':
      return 'this user may not do that in the database'
    case '53100':
      return 'the disk of the database is full'
    case '53300':
      return 'the database has no connection left'
    case '57014':
      return 'the database took too long'
    case '57P03':
      return 'the database is starting or stopping'
  }
  switch (state.slice(0, 2)) {
    case '08':
    case '57':
      return 'the database cannot be reached'
    case '28':
      return 'the database refuses this user or its password'
  }
  return undefined
}

function whyOfSqlite(error: unknown): string {
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
