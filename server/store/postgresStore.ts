import { randomUUID } from 'node:crypto'
import { rowsOf, type Digest } from './invocationWriter.ts'
import { migrations } from './migrations.ts'
import { createPostgresConnection } from './postgresConnection.ts'
import { createHolder, msBetweenRenewals } from './postgresHolder.ts'
import { preparePostgresInvocationIndex } from './postgresInvocationIndex.ts'
import { migratePostgres } from './postgresMigrate.ts'
import { preparePostgresSessionIndex } from './postgresSessionIndex.ts'
import { createPostgresWords } from './postgresWords.ts'
import { createPostgresWriter } from './postgresWriter.ts'
import { createProcedures } from './procedures.ts'
import { isServerFailure, StoreError, whyNotSaved } from './storeError.ts'
import type { StoreLink } from './storeLink.ts'
import { shownDatabase } from './storePlace.ts'

/** One statement, with `?` where a parameter stands. */
export type PostgresExecute = (
  sql: string,
  parameters?: readonly unknown[],
) => Promise<{ rows: Record<string, unknown>[]; changes: number }>

interface Options {
  digest?: Digest
  /** How long a server that does not answer yet is waited for. */
  msToOpen?: number
  /** Told once, with a sentence for the person who started this program. */
  onWaiting?: (why: string) => void
}

export interface PostgresStore extends StoreLink {
  /** Connected, and at the newest version; rejects with a StoreError. Statements wait for it by themselves. */
  opened: Promise<void>
}

const msBetweenTries = 500

/**
 * A Postgres database as the store sees it: the same queries as SQLite's, one transaction at a time over one connection, and
 * what is recorded over a second, so that it need not wait for a search.
 */
export function createPostgresStore(url: string, { digest, msToOpen = 0, onWaiting }: Options = {}): PostgresStore {
  const queries = createPostgresConnection(url)
  const recording = createPostgresConnection(url, { isPipelined: true })
  const inTurn = createTurns()
  const query: PostgresExecute = (sql, parameters) => queries.execute(numbered(sql), parameters)
  const procedures = createProcedures({ execute: query, putWords: createPostgresWords(query) })
  const record: PostgresExecute = (sql, parameters) => recording.execute(numbered(sql), parameters)
  const write = createPostgresWriter(record)
  const holder = createHolder((sql, parameters) => inTurn(() => record(sql, parameters)), randomUUID())
  /** Another process has the database: nothing is written until it is given back. */
  let lost: StoreError | undefined
  let renewals: NodeJS.Timeout | undefined

  const opened = open()
  // Who asks hears of it.
  opened.catch(() => undefined)

  async function open(): Promise<void> {
    const until = performance.now() + msToOpen
    for (let isFirst = true; ; isFirst = false) {
      try {
        await prepare()
        renewals = setInterval(renew, msBetweenRenewals)
        renewals.unref()
        return
      } catch (error) {
        if (!isServerFailure(error) || performance.now() > until) {
          await holder.release().catch(() => undefined)
          await Promise.all([queries.close(), recording.close()])
          throw whyNotOpened(error, url)
        }
        if (isFirst) onWaiting?.(`Waiting for the database ${shownDatabase(url)}: ${whyNotSaved(error)}.`)
        await new Promise((resolve) => setTimeout(resolve, msBetweenTries))
      }
    }
  }

  async function prepare(): Promise<void> {
    const { rows } = await query('show server_encoding')
    const encoding = String(rows[0]?.['server_encoding'])
    if (encoding !== 'UTF8')
      throw new StoreError(
        `The database ${shownDatabase(url)} keeps text as ${encoding}, which lacks characters. Make one with the encoding UTF8.`,
      )
    await holder.take(() => onWaiting?.('Waiting to see whether another AI Playground still uses the database.'))
    await query('begin')
    try {
      await migratePostgres(query, migrations, new Date())
      await preparePostgresInvocationIndex(query)
      await preparePostgresSessionIndex(query)
      await query('commit')
    } catch (error) {
      await query('rollback').catch(() => undefined)
      throw error
    }
  }

  function renew(): void {
    holder.renew().then(
      () => (lost = undefined),
      // A server that is away has nobody else either.
      (error: unknown) => (lost = error instanceof StoreError ? error : lost),
    )
  }

  async function ready(): Promise<void> {
    await opened
    if (lost !== undefined) throw lost
  }

  return {
    dialect: 'postgres',
    opened,
    async execute(sql, parameters) {
      await ready()
      return procedures.isCall(sql) ? procedures.call(sql, parameters) : queries.execute(sql, parameters)
    },
    async writeInvocations(batch) {
      await ready()
      return inTurn(() => write(rowsOf(batch, digest)))
    },
    async close() {
      clearInterval(renewals)
      const isOpen = await opened.then(
        () => true,
        () => false,
      )
      if (isOpen) await holder.release().catch(() => undefined)
      await Promise.all([queries.close(), recording.close()])
    },
  }
}

/** One after another, whatever becomes of each. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work)
    last = done
    return done
  }
}

/** One sentence for the person who started the server. */
function whyNotOpened(error: unknown, url: string): StoreError {
  if (error instanceof StoreError) return error
  return new StoreError(`The database ${shownDatabase(url)} cannot be opened: ${whyNotSaved(error)}.`, { cause: error })
}

const numberedOf = new Map<string, string>()

/** With `$1` … in place of each `?`; no statement of ours has one elsewhere. */
function numbered(sql: string): string {
  let known = numberedOf.get(sql)
  if (known === undefined) {
    let count = 0
    known = sql.replaceAll('?', () => `$${++count}`)
    if (numberedOf.size > 1000) numberedOf.clear()
    numberedOf.set(sql, known)
  }
  return known
}
