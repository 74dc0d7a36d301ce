import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import { migrations } from './migrations.ts'
import { StoreError } from './storeError.ts'

const newFolder = () => path.join(mkdtempSync(path.join(tmpdir(), 'store-')), 'data')
const file = (folder: string) => path.join(folder, 'playground.db')
const newest = migrations.at(-1)?.version ?? 0
const second = {
  version: newest + 1,
  name: 'two',
  statements: ['create table two (id text)', 'insert into two values (1)'],
}

describe('openDatabase', () => {
  it('makes folder, database and WAL for their owner only, in WAL with full synchronisation', async () => {
    const folder = newFolder()
    const database = openDatabase(folder)
    await database
      .insertInto('listed_models')
      .values({ upstream_id: 'u', model: 'm', name: 'n', tasks: '[]', is_listed: 1 })
      .execute()
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(folder)) expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toContain('playground.db-wal')
    await database.destroy()
  })

  it('refuses a folder that another process uses, and takes it once that is gone', async () => {
    const folder = newFolder()
    const script = `import { openDatabase } from ${JSON.stringify(path.join(import.meta.dirname, 'database.ts'))}
      openDatabase(${JSON.stringify(folder)}); process.stdout.write('open'); setInterval(() => {}, 1000)`
    const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(other.stdout, 'data')
    expect(() => openDatabase(folder)).toThrow(/Another AI Playground is using the data folder/)
    other.kill('SIGKILL')
    await once(other, 'exit')
    await openDatabase(folder).destroy()
  })

  it('refuses a database from a newer program and leaves it as it is', async () => {
    const folder = newFolder()
    await openDatabase(folder, { steps: [...migrations, second] }).destroy()
    expect(() => openDatabase(folder)).toThrow(
      `from a newer AI Playground (its version ${newest + 1}, this program knows ${newest})`,
    )
    await openDatabase(folder, { steps: [...migrations, second] }).destroy()
  })

  it('keeps a copy of the database before it migrates an existing one', async () => {
    const folder = newFolder()
    await openDatabase(folder).destroy()
    await openDatabase(folder, { steps: [...migrations, second] }).destroy()
    const copy = `${file(folder)}.before-version-${newest + 1}`
    expect(statSync(copy).mode & 0o777).toBe(0o600)
    const sqlite = new DatabaseSync(copy, { readOnly: true })
    expect(sqlite.prepare('select max(version) as version from migrations').get()?.version).toBe(newest)
    sqlite.close()
  })

  it.each([0, 1, 2])('leaves the old version when a migration fails at its statement %i', async (at) => {
    const folder = newFolder()
    await openDatabase(folder).destroy()
    const statements = second.statements.toSpliced(at, 0, 'insert into nowhere values (1)')
    expect(() => openDatabase(folder, { steps: [...migrations, { ...second, statements }] })).toThrow(StoreError)
    const sqlite = new DatabaseSync(file(folder))
    expect(sqlite.prepare(`select name from sqlite_master where name = 'two'`).get()).toBeUndefined()
    expect(sqlite.prepare('select max(version) as version from migrations').get()?.version).toBe(newest)
    sqlite.close()
    await openDatabase(folder, { steps: [...migrations, second] }).destroy()
  })

  it('names a file that is no database, and a folder that is a file', () => {
    const folder = newFolder()
    openDatabase(folder)
    const other = mkdtempSync(path.join(tmpdir(), 'store-'))
    writeFileSync(
      file(other),
      'this is a text file, of more than one hundred bytes, so that it has something like a header'.repeat(9),
    )
    expect(() => openDatabase(other)).toThrow(/is not a database, or it is damaged/)
    expect(() => openDatabase(path.join(file(other), 'below'))).toThrow(/cannot be written/)
    expect(existsSync(path.join(other, 'playground.db-wal'))).toBe(false)
  })
})
