import type { DatabaseSync } from 'node:sqlite'
import { createMigrations, missingSteps } from './missingSteps.ts'
import type { Migration } from './migrations.ts'

/**
 * Brings a database to the newest version, all steps or none: DDL is transactional in SQLite, so a process killed in
 * the middle leaves the old version. `backUp` runs before an existing database is changed.
 */
export function migrate(
  sqlite: DatabaseSync,
  migrations: Migration[],
  { now, backUp }: { now: () => Date; backUp: (version: number) => void },
): void {
  const done = doneVersions(sqlite)
  const missing = missingSteps(migrations, done)
  if (missing.length === 0) return
  if (done.size > 0) backUp(Math.max(...done))
  sqlite.exec('begin immediate')
  try {
    sqlite.exec(createMigrations)
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
