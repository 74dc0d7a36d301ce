import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from './storeError.ts'
import type { Migration } from './migrations.ts'

/**
 * Brings a database to the newest version, all steps or none: DDL is transactional in SQLite, so a process killed in
 * the middle leaves the old version. `backUp` runs before an existing database is changed. A database from a newer
 * program is refused: its tables may mean something this program would spoil.
 */
export function migrate(
  sqlite: DatabaseSync,
  migrations: Migration[],
  { now, backUp }: { now: () => Date; backUp: (version: number) => void },
): void {
  const version = storedVersion(sqlite)
  const newest = migrations.at(-1)?.version ?? 0
  if (version > newest)
    throw new StoreError(
      `The database is from a newer AI Playground (its version ${version}, this program knows ${newest}). ` +
        'Update the program, or choose another folder with AI_PLAYGROUND_DATA.',
    )
  const missing = migrations.filter((migration) => migration.version > version)
  if (missing.length === 0) return
  if (version > 0) backUp(version)
  sqlite.exec('begin immediate')
  try {
    sqlite.exec(
      'create table if not exists migrations (version integer primary key, name text not null, at text not null)',
    )
    const record = sqlite.prepare('insert into migrations (version, name, at) values (?, ?, ?)')
    for (const migration of missing) {
      for (const statement of migration.statements) sqlite.exec(statement)
      record.run(migration.version, migration.name, now().toISOString())
    }
    sqlite.exec('commit')
  } catch (error) {
    if (sqlite.isTransaction) sqlite.exec('rollback')
    throw error
  }
}

function storedVersion(sqlite: DatabaseSync): number {
  const table = sqlite.prepare(`select name from sqlite_master where type = 'table' and name = 'migrations'`).get()
  if (table === undefined) return 0
  const row = sqlite.prepare('select max(version) as version from migrations').get()
  return typeof row?.version === 'number' ? row.version : 0
}
