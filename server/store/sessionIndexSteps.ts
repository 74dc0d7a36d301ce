import { sql, type RawBuilder, type Transaction } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'
import { addLabels, writeFacts, type SessionFacts } from './sessionFacts.ts'
import { partLength } from './sessionText.ts'
import { firstDocumentPart, firstReplyPart, partsPerSession, titlePart } from './sessionParts.ts'

const maxDue = 64
const ended = ['done', 'stopped', 'failed', 'interrupted']

/**
 * Title, tags, and the first part of the document that is not in the index as it is; done when none is left. Gives how
 * much was read.
 */
export async function indexDocument(transaction: Transaction<Schema>, session: number): Promise<number> {
  const head = await transaction
    .selectFrom('session_heads')
    .select(['id', 'title', 'byte_length', 'facts', 'document_parts'])
    .where('number', '=', session)
    .executeTakeFirst()
  if (head === undefined) return 0
  // A session from before there was a list of them.
  const facts = head.facts === '' ? await readFacts(transaction, head.id) : null
  if (facts !== null) await writeFacts(transaction, head.id, facts)
  const tags = await transaction
    .selectFrom('session_labels')
    .select('name')
    .where('session', '=', session)
    .where('kind', '=', 'tag')
    .execute()
  const names = [head.title, ...tags.map(({ name }) => name)].join('\n')
  await sql`call write_words(${rowOf(session, titlePart)}, ${names})`.execute(transaction)
  const parts = await partsOfDocument(transaction, head.id)
  // Written by this program.
  const known = JSON.parse(head.document_parts) as string[]
  const changed = parts.findIndex((hash, index) => hash !== known[index])
  if (changed >= 0) {
    const row = rowOf(session, firstDocumentPart + changed)
    await sql`call write_document_part(${row}, ${head.id}, ${changed})`.execute(transaction)
    known[changed] = parts[changed] ?? ''
  } else if (known.length > parts.length) {
    await sql`delete from session_words where rowid >= ${rowOf(session, firstDocumentPart + parts.length)}
      and rowid < ${rowOf(session, firstReplyPart)}`.execute(transaction)
    known.splice(parts.length)
  }
  await transaction
    .updateTable('session_heads')
    .set({ document_parts: JSON.stringify(known) })
    .where('number', '=', session)
    .execute()
  if (known.length === parts.length && parts.every((hash, index) => hash === known[index]))
    await dequeue(transaction, session, 'document')
  return head.byte_length
}

async function partsOfDocument(transaction: Transaction<Schema>, id: string): Promise<string[]> {
  const { rows } = await sql<{ hash: string }>`call document_parts(${id})`.execute(transaction)
  return rows.slice(0, firstReplyPart - firstDocumentPart).map(({ hash }) => hash)
}

/**
 * Of every session from before there was a list of them, where the index has not come to it yet. Throws where one cannot be
 * read: nobody could say then what it shows.
 */
export async function factsLeft(database: Database): Promise<void> {
  for (;;) {
    const head = await database.selectFrom('session_heads').select('id').where('facts', '=', '').executeTakeFirst()
    if (head === undefined) return
    const { id } = head
    await database.transaction().execute(async (transaction) => {
      const facts = await readFacts(transaction, id)
      if (facts === null) throw new Error(`The document of the session ${id} cannot be read.`)
      await writeFacts(transaction, id, facts)
    })
  }
}

async function readFacts(transaction: Transaction<Schema>, id: string): Promise<SessionFacts | null> {
  const { rows } = await sql<{ facts: string }>`call session_facts(${id})`.execute(transaction)
  // Written by the procedure.
  return JSON.parse(rows[0]?.facts ?? 'null') as SessionFacts | null
}

interface Due {
  id: string
  bytes: number
}

/** A reply that fills several parts. */
interface LongReply {
  session: number
  page: SessionFacts['page']
  id: string
  part: number
}

/** The replies that fit into one part, beside what is in it already. Gives how much was read. */
export async function indexReplies(
  transaction: Transaction<Schema>,
  session: number,
): Promise<{ bytes: number } | { long: LongReply }> {
  const head = await transaction
    .selectFrom('session_heads')
    .select('page')
    .where('number', '=', session)
    .executeTakeFirst()
  // Written by this program from this very type.
  const page = (head?.page ?? 'compare') as SessionFacts['page']
  const due = await dueReplies(transaction, session, bytesOf(page))
  const [first] = due
  if (first === undefined) {
    await dequeue(transaction, session, 'replies')
    return { bytes: 0 }
  }
  const last = await lastPart(transaction, session, bytesOf(page))
  const isFull = last.bytes > 0 && last.bytes + first.bytes > partLength
  const part = Math.min(isFull ? last.part + 1 : last.part, partsPerSession - 1)
  if (first.bytes > partLength) return { long: { session, page, id: first.id, part } }
  const taken: Due[] = []
  let bytes = isFull ? 0 : last.bytes
  for (const one of due) {
    if (bytes + one.bytes > partLength) break
    bytes += one.bytes
    taken.push(one)
  }
  await place(transaction, { session, page }, taken, [part, part])
  await sql`call write_replies(${rowOf(session, part)})`.execute(transaction)
  if (taken.length === due.length && due.length < maxDue) await dequeue(transaction, session, 'replies')
  return { bytes }
}

/** Part by part, with others in between; it counts as taken in with the last. */
export async function indexLongReply(database: Database, { session, page, id, part }: LongReply): Promise<void> {
  const { rows } = await sql<{ parts: number }>`call reply_parts(${session}, ${id})`.execute(database)
  const end = Math.min(part + Math.max(rows[0]?.parts ?? 1, 1) - 1, partsPerSession - 1)
  for (let at = part; at <= end; at++)
    await sql`call write_reply_part(${rowOf(session, at)}, ${id}, ${at - part})`.execute(database)
  await database.transaction().execute((transaction) => place(transaction, { session, page }, [{ id }], [part, end]))
}

/** What `write_replies` reads. */
function bytesOf(page: string) {
  return page === 'query'
    ? sql<number>`octet_length(i.reply) + octet_length(i.request_body)`
    : sql<number>`octet_length(i.reply)`
}

function dueReplies(transaction: Transaction<Schema>, session: number, bytes: RawBuilder<number>): Promise<Due[]> {
  return transaction
    .selectFrom('session_invocations as s')
    .innerJoin('invocations as i', 'i.id', 's.invocation_id')
    .select(['i.id', bytes.as('bytes')])
    .where('s.session', '=', session)
    .where('s.part', 'is', null)
    .where('i.status', 'in', ended)
    .orderBy('i.started_at')
    .orderBy('i.id')
    .limit(maxDue)
    .execute()
}

/** The last part in use and how full it is. */
async function lastPart(
  transaction: Transaction<Schema>,
  session: number,
  bytes: RawBuilder<number>,
): Promise<{ part: number; bytes: number }> {
  const row = await transaction
    .selectFrom('session_invocations as s')
    .innerJoin('invocations as i', 'i.id', 's.invocation_id')
    .select((build) => ['s.part_end', build.fn.sum<number>(bytes).as('bytes')])
    .where('s.session', '=', session)
    .where('s.part', 'is not', null)
    .groupBy('s.part_end')
    .orderBy('s.part_end', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { part: row?.part_end ?? firstReplyPart, bytes: row?.bytes ?? 0 }
}

async function place(
  transaction: Transaction<Schema>,
  { session, page }: { session: number; page: SessionFacts['page'] },
  taken: Pick<Due, 'id'>[],
  [part, end]: [number, number],
): Promise<void> {
  await transaction
    .updateTable('session_invocations as s')
    .from('invocations as i')
    .set({ part, part_end: end, is_failed: sql<number>`case when i.status = 'failed' then 1 else 0 end` })
    .whereRef('i.id', '=', 's.invocation_id')
    .where('s.session', '=', session)
    .where(
      's.invocation_id',
      'in',
      taken.map(({ id }) => id),
    )
    .execute()
  await sql`update session_heads set failures = (select count(*) from session_invocations
    where session = ${session} and is_failed = 1) where number = ${session}`.execute(transaction)
  await addLabels(transaction, session, { page, endpoints: [] })
}

async function dequeue(transaction: Transaction<Schema>, session: number, what: 'document' | 'replies'): Promise<void> {
  await transaction.deleteFrom('session_queue').where('session', '=', session).where('what', '=', what).execute()
}

function rowOf(session: number, part: number): number {
  return session * partsPerSession + part
}
