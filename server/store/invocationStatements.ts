import { isEnded, type ReplyStatus } from '../contract/reply.ts'
import { notListed } from './invocationRemarks.ts'
import type { InvocationRecord } from './schema.ts'
import type { RowWrite } from './storeLink.ts'

/** With `?` where a parameter stands. */
export interface Statement {
  sql: string
  parameters: unknown[]
}

/** An insert that changes nothing found its id taken; then what comes after it is left out. */
export function statementsOf(row: RowWrite): { write: Statement; after: Statement[] } {
  const id = idOf(row)
  const after: Statement[] = []
  if (isListed(row)) after.push({ sql: 'insert into invocation_queue (id) values (?)', parameters: [id] })
  if (isOfSession(row)) after.push({ sql: queueSessions, parameters: [id] })
  return { write: writeOf(row), after }
}

export function idOf(row: RowWrite): string {
  return row.type === 'insert' ? row.record.id : row.update.id
}

const inserts = new Map<string, string>()

function writeOf(row: RowWrite): Statement {
  const long = row.reply === undefined ? {} : { reply: JSON.stringify(row.reply) }
  if (row.type === 'insert') return insertOf({ ...row.record, ...long }, row.isRepeated ?? false)
  const { id, ...columns } = { ...row.update, ...long }
  const names = Object.keys(columns)
  return {
    sql: `update invocations set ${names.map((name) => `${name} = ?`).join(', ')} where id = ?`,
    parameters: [...Object.values(columns), id],
  }
}

function insertOf(record: InvocationRecord, isRepeated: boolean): Statement {
  const names = Object.keys(record)
  const key = `${isRepeated} ${names.join()}`
  let sql = inserts.get(key)
  if (sql === undefined) {
    // A repeated insert may find its own row, and never another's: runs do not share invocations.
    const own = names.filter((name) => name !== 'id').map((name) => `${name} = excluded.${name}`)
    const conflict = isRepeated
      ? `do update set ${own.join(', ')} where invocations.run_id = excluded.run_id`
      : 'do nothing'
    sql = `insert into invocations (${names.join(', ')}) values (${names.map(() => '?').join(', ')}) on conflict (id) ${conflict}`
    inserts.set(key, sql)
  }
  return { sql, parameters: Object.values(record) }
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
