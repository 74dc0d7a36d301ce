import { Client, DatabaseError, types, type QueryResult } from 'pg'
import { fromPostgresText, toPostgresText } from './postgresText.ts'

/** One connection that comes back: what is asked after it was lost connects anew. */
export interface PostgresConnection {
  /** Runs one statement with `$1` … in it. */
  execute(sql: string, parameters?: readonly unknown[]): Promise<{ rows: Row[]; changes: number }>
  close(): Promise<void>
}

type Row = Record<string, unknown>

const msToConnect = 5000
/** A server that died without a word; no statement of this program takes as long. */
const msToAnswer = 120_000

interface Options {
  /** What is asked while an answer is awaited is sent at once, in order. */
  isPipelined?: boolean
}

export function createPostgresConnection(url: string, { isPipelined = false }: Options = {}): PostgresConnection {
  let connected: Promise<Client> | undefined
  let isInTransaction = false
  /** Its second half must not be written without the first. */
  let isTransactionLost = false

  async function connect(): Promise<Client> {
    const client = new Client({
      connectionString: url,
      application_name: 'AI Playground',
      connectionTimeoutMillis: msToConnect,
      query_timeout: msToAnswer,
      pipeline: isPipelined,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      types: { getTypeParser: (oid) => (numbers.includes(oid) ? Number : types.getTypeParser(oid)) },
    })
    // Also without a listener of our own it would end the process.
    client.on('error', () => lose(client))
    client.on('end', () => lose(client))
    await client.connect()
    return client
  }

  let current: Client | undefined
  function lose(client: Client): void {
    if (client !== current) return
    current = undefined
    connected = undefined
    isTransactionLost = isInTransaction
  }

  async function client(): Promise<Client> {
    connected ??= connect().then((made) => (current = made))
    try {
      return await connected
    } catch (error) {
      connected = undefined
      throw error instanceof DatabaseError ? error : connectionFailure(error)
    }
  }

  async function run(sql: string, parameters: readonly unknown[]) {
    const used = await client()
    let result: QueryResult<Row>
    try {
      result = await used.query<Row>(sql === 'begin' ? beginAlone : sql, parameters.map(toParameter))
    } catch (error) {
      // What the server says leaves the connection as it was; after anything else nobody knows what comes next on it.
      if (error instanceof DatabaseError && !isEnding(error)) {
        // A timeout of the server's own while it waited for its turn: begun it is all the same.
        if (sql === 'begin') await used.query('rollback')
        throw error
      }
      lose(used)
      void used.end().catch(() => undefined)
      throw connectionFailure(error)
    }
    if (sql === 'begin') {
      isInTransaction = true
      return { rows: [], changes: 0 }
    }
    // Postgres answers so where a statement of the transaction had failed, and calls it no error.
    if (sql === 'commit' && result.command === 'ROLLBACK') throw new Error('The transaction was not written.')
    return { rows: result.rows.map(fromRow), changes: result.rowCount ?? 0 }
  }

  return {
    async execute(sql, parameters = []) {
      if (sql === 'commit' || sql === 'rollback') isInTransaction = false
      if (isTransactionLost) {
        isTransactionLost = isInTransaction
        if (sql === 'rollback') return { rows: [], changes: 0 }
        throw connectionFailure(new Error('The transaction was lost with the connection to the database.'))
      }
      const before = current
      try {
        return await run(sql, parameters)
      } catch (error) {
        // It was lost while nothing was asked, or with the question. Reading again changes nothing, nor does beginning.
        const isHarmless = sql === 'begin' || (!isInTransaction && /^select\b/.test(sql))
        if (before === undefined || current !== undefined || !isHarmless) throw error
        return await run(sql, parameters)
      }
    },
    async close() {
      const closing = await connected?.catch(() => undefined)
      current = undefined
      connected = undefined
      await closing?.end().catch(() => undefined)
    },
  }
}

/**
 * One transaction at a time over all connections, as SQLite has it: what one reads and then writes by, another must not
 * change in between. A lock of the transaction, which a pool in between (PgBouncer) respects. The number is any.
 */
const beginAlone = 'begin; select pg_advisory_xact_lock(20261123)'

/** Postgres' own code for it, whoever noticed. */
function connectionFailure(cause: unknown): Error {
  const message = cause instanceof Error ? cause.message || String(cause) : String(cause)
  return Object.assign(new Error(message, { cause }), { code: '08006' })
}

/** Class 57P: the server ends this session. https://www.postgresql.org/docs/current/errcodes-appendix.html */
function isEnding({ code }: DatabaseError): boolean {
  return code?.startsWith('57P') === true
}

/** Counts and sums are numbers here: none of them comes near 2^53. */
const numbers: number[] = [types.builtins.INT8, types.builtins.NUMERIC]

function toParameter(value: unknown): unknown {
  return typeof value === 'string' ? toPostgresText(value) : value
}

function fromRow(row: Row): Row {
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === 'string') row[name] = fromPostgresText(value)
    // A buffer of its own: what is read is handed over to the server's thread, and small ones share theirs.
    else if (value instanceof Uint8Array) row[name] = new Uint8Array(value)
  }
  return row
}
