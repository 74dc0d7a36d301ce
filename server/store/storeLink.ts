import type { ForwardedInvocation } from '../contract/forwardedInvocation.ts'
import type { Reply } from '../contract/reply.ts'
import type { InvocationRecord } from './schema.ts'

export type Dialect = 'sqlite' | 'postgres'

/** The way to the open database: in this thread, or in one of its own. */
export interface StoreLink {
  dialect: Dialect
  execute(sql: string, parameters: readonly unknown[]): Promise<{ rows: Record<string, unknown>[]; changes: number }>
  /** Rejects only where it is not known what became of it (the thread ended in the middle). */
  writeInvocations(batch: InvocationBatch): Promise<BatchOutcome>
  close(): Promise<void>
}

/** What is written in one commit, in order. */
export interface InvocationBatch {
  rows: RowWrite[]
  forwarded: ForwardedInvocation[]
}

export type RowWrite = (
  | { type: 'insert'; record: InvocationRecord; /** An earlier try may have reached the disk. */ isRepeated?: boolean }
  | { type: 'update'; update: InvocationUpdate }
) & {
  /** A long one, in place of its column: its JSON is made where it is written. */
  reply?: Reply
}

type InvocationUpdate = { id: string } & Partial<Omit<InvocationRecord, 'id'>>

export interface BatchOutcome {
  /** Inserts whose id another invocation has: it was left as it is. */
  taken: string[]
  /** What was not written; everything else is on the disk. */
  failed: Set<string>
  /** Why, where anything failed. */
  error?: unknown
}
