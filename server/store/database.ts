import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely'
import type { Digest } from './invocationWriter.ts'
import type { Schema } from './schema.ts'
import { openSqlite, type OpenOptions } from './sqliteFile.ts'
import { createSqliteStore } from './sqliteStore.ts'
import type { BatchOutcome, Dialect, InvocationBatch, StoreLink } from './storeLink.ts'

/** The store's queries, over a link to wherever the database is open. */
export class Database extends Kysely<Schema> {
  readonly #link: StoreLink
  /** Called after invocations were written. */
  onInvocations: (() => void) | undefined
  /** Called after sessions, or invocations that may be in one, were written. */
  onSessions: (() => void) | undefined

  constructor(link: StoreLink) {
    super({
      dialect: {
        createAdapter: () => (link.dialect === 'sqlite' ? new SqliteAdapter() : new OneConnectionAdapter()),
        createDriver: () => createDriver(link),
        createIntrospector: (database) =>
          link.dialect === 'sqlite' ? new SqliteIntrospector(database) : new PostgresIntrospector(database),
        createQueryCompiler: () =>
          link.dialect === 'sqlite' ? new SqliteQueryCompiler() : new PostgresQueryCompiler(),
      },
    })
    this.#link = link
  }

  get dialect(): Dialect {
    return this.#link.dialect
  }

  /** One commit, beside Kysely: its queries wait for each other, and these must not wait for a long search. */
  async writeInvocations(batch: InvocationBatch): Promise<BatchOutcome> {
    const outcome = await this.#link.writeInvocations(batch)
    this.onInvocations?.()
    if (batch.rows.length > 0) this.onSessions?.()
    return outcome
  }

  /** Kysely closes only what it has used; a lock that outlives `destroy` would refuse the next start. */
  override async destroy(): Promise<void> {
    await super.destroy()
    await this.#link.close()
  }
}

/** Opens the file in this thread: for tests and tools. The server has a thread for it (`storeThread.ts`). */
export function openDatabase(folder: string, { digest, ...options }: OpenOptions & { digest?: Digest } = {}): Database {
  return new Database(createSqliteStore(openSqlite(folder, options), digest))
}

/** So that a transaction is alone on it, and what is read and then written in one cannot change in between. */
class OneConnectionAdapter extends PostgresAdapter {
  override get supportsMultipleConnections(): boolean {
    return false
  }
}

function createDriver(link: StoreLink): Driver {
  const run = async <R>({ sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>): Promise<QueryResult<R>> => {
    const { rows, changes } = await link.execute(sql, parameters)
    // Kysely's types say what a row is; the query it built made them so.
    return { rows: rows as R[], numAffectedRows: BigInt(changes) }
  }
  const command = (sql: string) => async () => void (await run({ sql, parameters: [] }))
  const connection: DatabaseConnection = {
    executeQuery: run,
    async *streamQuery(query) {
      yield await run(query)
    },
  }
  return {
    init: async () => undefined,
    acquireConnection: async () => connection,
    beginTransaction: command('begin'),
    commitTransaction: command('commit'),
    rollbackTransaction: command('rollback'),
    releaseConnection: async () => undefined,
    destroy: async () => undefined,
  }
}
