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
  // One by one and not from the highest: steps written side by side may come to a database out of order.
  const done = doneVersions(sqlite)
  const version = Math.max(0, ...done)
  const newest = Math.max(0, ...migrations.map((migration) => migration.version))
  if (version > newest)
    throw new StoreError(
      `The database is from a newer AI Playground (its version ${version}, this program knows ${newest}). ` +
        'Update the program, or choose another folder with AI_PLAYGROUND_DATA.',
    )
  const missing = migrations.filter((migration) => !done.has(migration.version))
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

function doneVersions(sqlite: DatabaseSync): Set<number> {
  const table = sqlite.prepare(`select name from sqlite_master where type = 'table' and name = 'migrations'`).get()
  if (table === undefined) return new Set()
  return new Set(
    sqlite
      .prepare('select version from migrations')
      .all()
      .map((row) => Number(row.version)),
  )
}
