import { sql, type SelectQueryBuilder } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'
import type { SearchTerm } from './searchTerms.ts'

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
export function matchingSessions<O>(heads: Heads<O>, terms: SearchTerm[]): Heads<O> {
  if (terms.length === 0) return heads.where(sql<boolean>`false`)
  let found = heads
  for (const term of terms)
    found = found.where(
      sql<boolean>`h.number in (select rowid / 65536 from session_words where session_words match ${matchOf(term)})`,
    )
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
  const { rows } = await sql<{ session: number; part: number }>`
    select rowid / 65536 as session, min(rowid % 65536) as part from session_words
    where session_words match ${terms.map(matchOf).join(' OR ')} and rowid % 65536 <> 0
      and rowid between ${Math.min(...sessions) * partsPerSession} and ${(Math.max(...sessions) + 1) * partsPerSession}
      and rowid / 65536 in (${sql.join(sessions)})
    group by 1`.execute(database)
  for (const { session, part } of rows) parts.set(session, part)
  return parts
}

/** In FTS5's language (https://www.sqlite.org/fts5.html#full_text_query_syntax): words hold none of its signs. */
function matchOf({ words, isBeginning }: SearchTerm): string {
  return `"${words.join(' ')}"${isBeginning ? '*' : ''}`
}
