import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely'
import type { Database } from './database.ts'
import { postgresMatch, standsIn } from './postgresWords.ts'
import type { Schema } from './schema.ts'
import type { SearchTerm } from './searchTerms.ts'
import { sqliteMatch } from './sqliteWords.ts'
import type { Dialect } from './storeLink.ts'

/**
 * The words of a session in the search index, in parts, so that a change makes one of them anew and not all. A part's
 * place is its session's number and its own: first title and tags, then the document, then the replies in the order in
 * which they ended. All of a session's words are found together, wherever they are.
 */
export const partsPerSession = 65_536
export const titlePart = 0
export const firstDocumentPart = 1
export const firstReplyPart = 1024

type Heads<O> = SelectQueryBuilder<Schema & { h: Schema['session_heads'] }, 'h', O>

/** Keeps the heads (`h`) in which every term is found, each in any part. */
export function matchingSessions<O>(dialect: Dialect, heads: Heads<O>, terms: SearchTerm[]): Heads<O> {
  if (terms.length === 0) return heads.where(sql<boolean>`false`)
  const isIn = dialect === 'sqlite' ? (term: SearchTerm) => sqliteMatch('session_words', [term]) : postgresMatch
  let found = heads
  for (const term of terms)
    found = found.where(sql<boolean>`h.number in (select rowid / 65536 from session_words where ${isIn(term)})`)
  return found
}

/** By session: the first part, behind its title and tags, in which any of the terms is found. */
export async function firstParts(
  database: Database,
  terms: SearchTerm[],
  sessions: number[],
): Promise<Map<number, number>> {
  const parts = new Map<number, number>()
  if (terms.length === 0 || sessions.length === 0) return parts
  const { rows } = await (database.dialect === 'sqlite' ? inOnePass : sessionBySession)(terms, sessions).execute(
    database,
  )
  for (const { session, part } of rows) parts.set(session, part)
  return parts
}

interface FirstPart {
  session: number
  part: number
}

function inOnePass(terms: SearchTerm[], sessions: number[]): RawBuilder<FirstPart> {
  const [from, to] = [Math.min(...sessions) * partsPerSession, (Math.max(...sessions) + 1) * partsPerSession]
  return sql`select rowid / 65536 as session, min(rowid % 65536) as part from session_words
    where ${sqliteMatch('session_words', terms)} and rowid % 65536 <> 0 and rowid between ${from} and ${to}
      and rowid / 65536 in (${sql.join(sessions)})
    group by 1`
}

/** Each to its first: Postgres would read all rows that match otherwise. */
function sessionBySession(terms: SearchTerm[], sessions: number[]): RawBuilder<FirstPart> {
  return sql`select s.session, w.rowid % 65536 as part from unnest(cast(${sessions} as bigint[])) as s (session),
    lateral (select rowid from session_words
      where rowid > s.session * 65536 and rowid < (s.session + 1) * 65536 and (${sql.join(terms.map(standsIn), sql` or `)})
      order by rowid limit 1) as w`
}
