import { createInvocationProcedures } from './invocationProcedures.ts'
import { createSessionProcedures } from './sessionProcedures.ts'

/**
 * What reads a document, a reply or a body, and makes words of it, runs where they are stored: none of them crosses to the
 * server's thread. A statement `call name(…)` runs one, between the other statements and in their transaction.
 */
export type Procedure = (...values: unknown[]) => Promise<Row[]>

type Row = Record<string, unknown>

/** What a procedure has of the database that it runs in. */
export interface ProcedureStore {
  /** With `?` where a parameter stands, in either dialect. */
  execute(sql: string, parameters: readonly unknown[]): Promise<{ rows: Row[]; changes: number }>
  /** In place of what the index has there. */
  putWords: PutWords
}

export type PutWords = (table: WordTable, rowid: number, text: string) => Promise<void>

export type WordTable = 'session_words' | 'invocation_words'

export interface Procedures {
  isCall(sql: string): boolean
  call(sql: string, parameters: readonly unknown[]): Promise<{ rows: Row[]; changes: number }>
}

export function createProcedures(store: ProcedureStore): Procedures {
  const byName: Record<string, Procedure> = { ...createSessionProcedures(store), ...createInvocationProcedures(store) }
  return {
    isCall: (sql) => sql.startsWith('call '),
    async call(sql, parameters) {
      const name = /^call (\w+)\(/.exec(sql)?.[1] ?? ''
      const procedure = byName[name]
      if (procedure === undefined) throw new Error(`The store has no procedure ${name}.`)
      return { rows: await procedure(...parameters), changes: 0 }
    },
  }
}
