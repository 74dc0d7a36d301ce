import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { prepareInvocationIndex } from './sqliteInvocationIndex.ts'
import { prepareSessionIndex } from './sqliteSessionIndex.ts'
import { migrate } from './migrate.ts'
import { migrations, type Migration } from './migrations.ts'
import { StoreError, sqliteCode, whyNotSaved } from './storeError.ts'

export interface OpenOptions {
  now?: () => Date
  steps?: Migration[]
}

/**
 * One SQLite file in the data folder, held by one process.
 *
 * `locking_mode=EXCLUSIVE` is the lock between two servers on one folder: the operating system releases it however the
 * process ends, so no stale lock file can keep a server from starting after `kill -9`. It also keeps the WAL index in
 * memory, which makes WAL safe where shared memory is not (network file systems).
 * `synchronous=FULL`: what was acknowledged survives a power cut (0.2 ms a commit, design.md).
 */
export function openSqlite(
  folder: string,
  { now = () => new Date(), steps = migrations }: OpenOptions = {},
): DatabaseSync {
  const file = path.join(folder, 'playground.db')
  let sqlite: DatabaseSync | undefined
  try {
    // Never recursive below a folder that is there: Node loops for ever where the system answers ENOENT, as /proc does.
    if (!existsSync(folder)) mkdirSync(folder, { recursive: !existsSync(path.dirname(folder)), mode: 0o700 })
    chmodSync(folder, 0o700)
    // Created here, so that the file (and its -wal, which takes the file's mode) is never readable by others.
    closeSync(openSync(file, 'a', 0o600))
    chmodSync(file, 0o600)
    sqlite = new DatabaseSync(file, { timeout: 2000, enableForeignKeyConstraints: true })
    sqlite.exec('pragma locking_mode = exclusive')
    sqlite.exec('pragma journal_mode = wal')
    sqlite.exec('pragma synchronous = full')
    // The lock is taken with the first write, not with the pragma.
    sqlite.exec('begin immediate; commit')
    const opened = sqlite
    migrate(sqlite, steps, { now, backUp: (version) => backUp(opened, file, version) })
    if (steps === migrations) {
      prepareInvocationIndex(opened)
      prepareSessionIndex(opened)
    }
    return sqlite
  } catch (error) {
    sqlite?.close()
    throw asStoreError(error, folder, file)
  }
}

function backUp(sqlite: DatabaseSync, file: string, version: number): void {
  const copy = `${file}.before-version-${version + 1}`
  if (existsSync(copy)) return
  sqlite.prepare('vacuum into ?').run(copy)
  chmodSync(copy, 0o600)
}

function asStoreError(error: unknown, folder: string, file: string): StoreError {
  if (error instanceof StoreError) return error
  const cause = { cause: error }
  switch (sqliteCode(error)) {
    case 5:
    case 6:
      return new StoreError(
        `Another AI Playground is using the data folder ${folder}. Stop it, or choose another folder with AI_PLAYGROUND_DATA.`,
        cause,
      )
    case 11:
    case 26:
      return new StoreError(`${file} is not a database, or it is damaged. Move it away and start again.`, cause)
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST')
    return new StoreError(
      `The data folder ${folder} cannot be written. Give this user the right to, or choose another folder with AI_PLAYGROUND_DATA.`,
      cause,
    )
  return new StoreError(`The database ${file} cannot be opened: ${whyNotSaved(error)}.`, cause)
}
