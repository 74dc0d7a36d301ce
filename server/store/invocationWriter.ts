import type { ForwardedInvocation } from '../contract/forwardedInvocation.ts'
import type { SentRequest } from '../contract/invocation.ts'
import { emptyReply, isEnded, type Reply, type ReplyStatus } from '../contract/reply.ts'
import { forwardedRecord } from './invocationRecord.ts'
import { notListed, unreadable } from './invocationRemarks.ts'
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
  const columnsOf = new Map<string, string>()

  function insert(record: InvocationRecord, isRepeated: boolean): boolean {
    const names = Object.keys(record)
    const key = `${isRepeated} ${names.join()}`
    let sql = columnsOf.get(key)
    if (sql === undefined) {
      // A repeated insert may find its own row, and never another's: runs do not share invocations.
      const own = names.filter((name) => name !== 'id').map((name) => `${name} = excluded.${name}`)
      const conflict = isRepeated
        ? `do update set ${own.join(', ')} where invocations.run_id = excluded.run_id`
        : 'do nothing'
      sql = `insert into invocations (${names.join(', ')}) values (${names.map(() => '?').join(', ')}) on conflict (id) ${conflict}`
      columnsOf.set(key, sql)
    }
    return execute(sql, Object.values(record)).changes === 1
  }

  /** False: the id is taken. */
  function writeRow(row: RowWrite): boolean {
    const long = row.reply === undefined ? {} : { reply: JSON.stringify(row.reply) }
    if (row.type === 'insert') return insert({ ...row.record, ...long }, row.isRepeated ?? false)
    const { id, ...columns } = { ...row.update, ...long }
    const names = Object.keys(columns)
    execute(`update invocations set ${names.map((name) => `${name} = ?`).join(', ')} where id = ?`, [
      ...Object.values(columns),
      id,
    ])
    return true
  }

  function commit(rows: RowWrite[]): string[] {
    const taken: string[] = []
    execute('begin', [])
    try {
      for (const row of rows)
        if (!writeRow(row)) taken.push(idOf(row))
        else {
          if (isListed(row)) execute('insert into invocation_queue (id) values (?)', [idOf(row)])
          if (isOfSession(row)) execute(queueSessions, [idOf(row)])
        }
      execute('commit', [])
    } catch (error) {
      execute('rollback', [])
      throw error
    }
    return taken
  }

  return ({ rows, forwarded }) => {
    const all = [...rows]
    if (digest !== undefined)
      for (const record of forwarded) all.push({ type: 'insert', record: read(record, digest), isRepeated: true })
    if (all.length === 0) return { taken: [], failed: new Set() }
    try {
      return { taken: commit(all), failed: new Set() }
    } catch (error) {
      if (all.length === 1 || isDiskFailure(error)) return { taken: [], failed: new Set(all.map(idOf)), error }
    }
    const outcome: BatchOutcome = { taken: [], failed: new Set() }
    for (const row of all) {
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

/** It has ended, so the list takes it in (`invocationIndex.ts`). Not by a trigger: that made every row half as dear again. */
function isListed(row: RowWrite): boolean {
  const { status, remark } = row.type === 'insert' ? row.record : row.update
  // The column was written from this very type.
  return status !== undefined && isEnded(status as ReplyStatus) && remark !== notListed
}

/** The page's own: its sessions take its words in (`sessionIndex.ts`). Where none names it yet, the one that will does. */
const queueSessions = `insert into session_queue (session, what, queued_at)
  select session, 'replies', '' from session_invocations where invocation_id = ?
  on conflict (session, what) do nothing`

function isOfSession(row: RowWrite): boolean {
  if (row.type === 'insert' && row.record.origin !== 'page') return false
  const { status } = row.type === 'insert' ? row.record : row.update
  return status !== undefined && isEnded(status as ReplyStatus)
}

function idOf(row: RowWrite): string {
  return row.type === 'insert' ? row.record.id : row.update.id
}

/** Full, read-only, broken, locked, damaged: the next row would fare no better. */
function isDiskFailure(error: unknown): boolean {
  return [5, 6, 8, 10, 11, 13, 14, 26].includes(sqliteCode(error) ?? 0)
}
