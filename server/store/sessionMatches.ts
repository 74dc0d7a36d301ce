import { sql } from 'kysely'
import type { SessionMatch } from '../contract/session.ts'
import type { Database } from './database.ts'
import type { SessionHeadRecord } from './schema.ts'
import type { SearchTerm } from './searchTerms.ts'
import { firstDocumentPart, firstReplyPart } from './sessionParts.ts'
import { firstParts } from './sessionWords.ts'

/** Read for one page of the list; a row beyond it goes without. Some 30 ms of the store's thread. */
const maxBytes = 8 * 1024 * 1024

/**
 * By id: a line around the first word found. A session that is found by its title and tags alone has none: they are on
 * the page anyway.
 */
export async function sessionMatches(
  database: Database,
  heads: SessionHeadRecord[],
  terms: SearchTerm[],
): Promise<Map<string, SessionMatch>> {
  const matches = new Map<string, SessionMatch>()
  const parts = await firstParts(
    database,
    terms,
    heads.map(({ number }) => number),
  )
  const asked = JSON.stringify(terms)
  let room = maxBytes
  for (const head of heads) {
    const part = parts.get(head.number)
    if (part === undefined || room <= 0) continue
    const isReply = part >= firstReplyPart
    const { match, bytes } = isReply
      ? await replyMatch(database, head, part, asked)
      : await documentMatch(database, head, part, asked)
    room -= bytes
    if (match !== undefined) matches.set(head.id, match)
  }
  return matches
}

interface Read {
  match: SessionMatch | undefined
  bytes: number
}

interface Found {
  match: string
}

async function documentMatch(database: Database, head: SessionHeadRecord, part: number, terms: string): Promise<Read> {
  const own = part - firstDocumentPart
  const { rows } = await sql<Found>`call document_match(${head.id}, ${own}, ${terms})`.execute(database)
  return { match: parsed(rows[0]?.match), bytes: head.byte_length }
}

/** The invocations whose words are in the part, until one has it. */
async function replyMatch(database: Database, head: SessionHeadRecord, part: number, terms: string): Promise<Read> {
  const within = await database
    .selectFrom('session_invocations as s')
    .innerJoin('invocations as i', 'i.id', 's.invocation_id')
    .select(['i.id', 's.part', 's.part_end', sql<number>`octet_length(i.reply)`.as('bytes')])
    .where('s.session', '=', head.number)
    .where('s.part', '<=', part)
    .where('s.part_end', '>=', part)
    .orderBy('i.started_at')
    .orderBy('i.id')
    .execute()
  let bytes = 0
  for (const { id, part: first, part_end: last, bytes: read } of within) {
    bytes += read
    // Of a reply in several parts this one only.
    const own = first === last ? null : part - (first ?? 0)
    const { rows } = await sql<Found>`call reply_match(${head.number}, ${id}, ${own}, ${terms})`.execute(database)
    const match = parsed(rows[0]?.match)
    if (match !== undefined) return { match: { ...match, invocationId: id }, bytes }
  }
  return { match: undefined, bytes }
}

function parsed(match: string | undefined): SessionMatch | undefined {
  // Written by the procedure, from this very type.
  return match === undefined ? undefined : (JSON.parse(match) as SessionMatch)
}
