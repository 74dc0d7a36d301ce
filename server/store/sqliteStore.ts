import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { createInvocationWriter, type Digest } from './invocationWriter.ts'
import { createProcedures } from './procedures.ts'
import { createSqliteWords } from './sqliteWords.ts'
import type { StoreLink } from './storeLink.ts'

type Row = Record<string, unknown>

/** Runs one statement; rows where it gives any. */
export type Execute = (sql: string, parameters: readonly unknown[]) => { rows: Row[]; changes: number }

/** An open file as the store sees it. Everything happens at once, in the calling thread. */
export function createSqliteStore(sqlite: DatabaseSync, digest?: Digest): StoreLink {
  const execute = createExecute(sqlite)
  const writeInvocations = createInvocationWriter(execute, digest)
  const procedures = createProcedures({
    execute: async (sql, parameters) => execute(sql, parameters),
    putWords: createSqliteWords(execute),
  })
  /** Batches that came in the middle of another's transaction: they must not become part of it. */
  let deferred: (() => void)[] = []

  function release(): void {
    if (deferred.length === 0 || sqlite.isTransaction) return
    const due = deferred
    deferred = []
    for (const write of due) write()
  }

  return {
    dialect: 'sqlite',
    async execute(sql, parameters) {
      try {
        return procedures.isCall(sql) ? await procedures.call(sql, parameters) : execute(sql, parameters)
      } finally {
        release()
      }
    },
    writeInvocations: (batch) =>
      new Promise((resolve, reject) => {
        const write = () => {
          try {
            resolve(writeInvocations(batch))
          } catch (error) {
            reject(error)
          }
        }
        if (sqlite.isTransaction) deferred.push(write)
        else write()
      }),
    async close() {
      if (sqlite.isOpen) sqlite.close()
    },
  }
}

/** Preparing takes longer than running. Lists of ids make texts of any number, so the memory of them is bounded. */
const maxPrepared = 100

function createExecute(sqlite: DatabaseSync): Execute {
  const prepared = new Map<string, { statement: StatementSync; isReader: boolean }>()

  function prepare(sql: string) {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const statement = sqlite.prepare(sql)
    const made = { statement, isReader: statement.columns().length > 0 }
    if (prepared.size >= maxPrepared) prepared.clear()
    prepared.set(sql, made)
    return made
  }

  return (sql, parameters) => {
    // A full disk ends the transaction by itself (https://www.sqlite.org/lang_transaction.html, "Response To Errors");
    // the rollback that follows would fail and hide why.
    if (sql === 'rollback' && !sqlite.isTransaction) return { rows: [], changes: 0 }
    const { statement, isReader } = prepare(sql)
    // Kysely's compiler, and our own statements, give only values that SQLite takes.
    const values = parameters as SQLInputValue[]
    if (isReader) return { rows: statement.all(...values), changes: 0 }
    return { rows: [], changes: Number(statement.run(...values).changes) }
  }
}
