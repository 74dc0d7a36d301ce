import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, inject } from 'vitest'
import { Database, openDatabase } from './database.ts'
import type { Digest } from './invocationWriter.ts'
import { createPostgresStore } from './postgresStore.ts'
import type { StoreLink } from './storeLink.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a server that is there for the tests; undefined where they run over SQLite. */
    postgres: string | undefined
  }
}

/** What this run of the suite is over: vitest's project says so. */
const server = inject('postgres')

/** The database of a folder: its SQLite file, or a Postgres database of its own, which is there until the file's tests end. */
export function openTestDatabase(folder: string, { digest }: { digest?: Digest } = {}): Database {
  const own = digest === undefined ? {} : { digest }
  return server === undefined ? openDatabase(folder, own) : new Database(createTestStore(folder, server, own))
}

const made = new Map<string, Promise<void>>()

/** Opening is at once, as SQLite's; what is asked waits until the database is there. */
function createTestStore(folder: string, server: string, options: { digest?: Digest }): StoreLink {
  mkdirSync(folder, { recursive: true })
  const name = databaseName(folder)
  const existing = made.get(name) ?? makeDatabase(server, name)
  made.set(name, existing)
  const store = existing.then(() => createPostgresStore(databaseUrl(server, name), options))
  // Who asks hears of it.
  store.catch(() => undefined)
  return {
    dialect: 'postgres',
    execute: async (...asked) => (await store).execute(...asked),
    writeInvocations: async (batch) => (await store).writeInvocations(batch),
    close: async () => (await store).close(),
  }
}

function databaseName(folder: string): string {
  return `test_${createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 24)}`
}

const template = 'test_template'

/** A copy of one that has every step behind it: 30 ms, where the steps take many times that. */
function makeDatabase(server: string, name: string): Promise<void> {
  return ask(server, async (client) => {
    // Whoever comes first makes it, and the others wait.
    await client.query('select pg_advisory_lock(1)')
    const { rows } = await client.query('select 1 from pg_database where datname = $1', [template])
    if (rows.length === 0) await makeTemplate(server, client)
    await client.query('select pg_advisory_unlock(1)')
    await client.query(`create database ${name} template ${template}`)
  })
}

async function makeTemplate(server: string, client: Client): Promise<void> {
  await client.query(`create database ${template}_made`)
  const store = createPostgresStore(databaseUrl(server, `${template}_made`))
  await store.opened
  await store.close()
  // Only once it is whole has it the name.
  await client.query(`alter database ${template}_made rename to ${template}`)
}

afterAll(async () => {
  if (server === undefined || made.size === 0) return
  await ask(server, async (client) => {
    for (const name of made.keys()) await client.query(`drop database if exists ${name} with (force)`)
  })
})

/** All that is in it, for what must not be. */
export async function everythingStored(folder: string): Promise<string> {
  if (server === undefined) {
    const files = readdirSync(folder).filter((name) => name.startsWith('playground.db'))
    return files.map((name) => readFileSync(path.join(folder, name), 'latin1')).join('\n')
  }
  const parts: string[] = []
  await ask(databaseUrl(server, databaseName(folder)), async (client) => {
    const tables = await client.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public'",
    )
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ text: string }>(`select one::text as text from "${name}" one`)
      parts.push(...rows.map(({ text }) => text))
    }
  })
  return parts.join('\n')
}

async function ask(server: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: server })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = name
  return url.href
}
