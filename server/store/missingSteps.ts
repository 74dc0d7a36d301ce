import type { Migration } from './migrations.ts'
import { StoreError } from './storeError.ts'

/**
 * What a database lacks, in order. One by one and not from the highest: steps written side by side may come to a database
 * out of order. A database from a newer program is refused: its tables may mean something this program would spoil.
 */
export function missingSteps(migrations: Migration[], done: ReadonlySet<number>): Migration[] {
  const version = Math.max(0, ...done)
  const newest = Math.max(0, ...migrations.map((migration) => migration.version))
  if (version > newest)
    throw new StoreError(
      `The database is from a newer AI Playground (its version ${version}, this program knows ${newest}). ` +
        'Update the program, or choose another with AI_PLAYGROUND_DATA or AI_PLAYGROUND_DATABASE.',
    )
  return migrations.filter((migration) => !done.has(migration.version))
}

export const createMigrations =
  'create table if not exists migrations (version integer primary key, name text not null, at text not null)'
