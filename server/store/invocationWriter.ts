import type { ForwardedInvocation } from '../contract/forwardedInvocation.ts'
import type { SentRequest } from '../contract/invocation.ts'
import { emptyReply, type Reply } from '../contract/reply.ts'
import { forwardedRecord } from './invocationRecord.ts'
import { unreadable } from './invocationRemarks.ts'
import { idOf, statementsOf } from './invocationStatements.ts'
import type { InvocationRecord } from './schema.ts'
import type { Execute } from './sqliteStore.ts'
import { sqliteCode } from './storeError.ts'
import type { BatchOutcome, InvocationBatch, RowWrite } from './storeLink.ts'

/** Reads the bytes of a forwarded invocation, secrets removed; handed in, since it knows every dialect. */
export type Digest = (record: ForwardedInvocation) => ForwardedReading

export interface ForwardedReading {
  reply: Reply
  request: SentRequest | null
  response: { status: number; headers: Record<string, string> } | null
  events: { atMs: number; data: string }[]
  eventsOmitted: number
  body: string | null
  requestBody: string
  userAgent: string | null
}

/**
 * A batch is one commit to the disk. Where that fails, its rows are tried one by one: one that the database cannot take
 * (too large for it, say) must not keep the others out. A disk that takes nothing is asked only once.
 */
export function createInvocationWriter(execute: Execute, digest?: Digest): (batch: InvocationBatch) => BatchOutcome {
  function commit(rows: RowWrite[]): string[] {
    const taken: string[] = []
    execute('begin', [])
    try {
      for (const row of rows) {
        const { write, after } = statementsOf(row)
        const { changes } = execute(write.sql, write.parameters)
        if (changes === 0 && row.type === 'insert') taken.push(idOf(row))
        else for (const { sql, parameters } of after) execute(sql, parameters)
      }
      execute('commit', [])
    } catch (error) {
      execute('rollback', [])
      throw error
    }
    return taken
  }

  return (batch) => {
    const rows = rowsOf(batch, digest)
    if (rows.length === 0) return { taken: [], failed: new Set() }
    try {
      return { taken: commit(rows), failed: new Set() }
    } catch (error) {
      if (rows.length === 1 || isDiskFailure(error)) return { taken: [], failed: new Set(rows.map(idOf)), error }
    }
    const outcome: BatchOutcome = { taken: [], failed: new Set() }
    for (const row of rows) {
      try {
        outcome.taken.push(...commit([row]))
      } catch (error) {
        outcome.failed.add(idOf(row))
        outcome.error ??= error
      }
    }
    return outcome
  }
}

/** With the forwarded ones read. */
export function rowsOf({ rows, forwarded }: InvocationBatch, digest: Digest | undefined): RowWrite[] {
  if (digest === undefined) return rows
  return [
    ...rows,
    ...forwarded.map((one): RowWrite => ({ type: 'insert', record: read(one, digest), isRepeated: true })),
  ]
}

/** What cannot be read is no reason to lose that it happened, or what else is in its batch. */
function read(record: ForwardedInvocation, digest: Digest): InvocationRecord {
  try {
    return forwardedRecord(record, digest(record))
  } catch {
    const reply: Reply = { ...emptyReply, status: record.ended.type }
    const nothing = { request: null, response: null, events: [], eventsOmitted: 0, body: null, requestBody: '' }
    return forwardedRecord({ ...record, remark: unreadable }, { ...nothing, reply, userAgent: null })
  }
}

/** Full, read-only, broken, locked, damaged: the next row would fare no better. */
function isDiskFailure(error: unknown): boolean {
  return [5, 6, 8, 10, 11, 13, 14, 26].includes(sqliteCode(error) ?? 0)
}
