import { sql, type RawBuilder } from 'kysely'
import type { Database } from './database.ts'
import { postgresRows, standsIn } from './postgresMatch.ts'
import type { SearchTerm } from './searchTerms.ts'
import { partsPerSession } from './sessionParts.ts'
import { sqliteMatch } from './sqliteMatch.ts'

/** Of heads (`h`): that every term is found, each in any part. */
export async function wordFilter(database: Database, terms: SearchTerm[]): Promise<RawBuilder<boolean>> {
  if (terms.length === 0) return sql<boolean>`false`
  if (database.dialect === 'sqlite') return sql<boolean>`(${sql.join(terms.map(isInWords), sql` and `)})`
  // Once for all that is asked by it: a phrase of frequent words reads most of the texts.
  const found = terms.map(
    (term) => sql`select one / 65536 as number from ${postgresRows('session_words', term)} as one`,
  )
  const { rows } = await sql<{ number: number }>`${sql.join(found, sql` intersect `)}`.execute(database)
  const numbers = [...new Set(rows.map(({ number }) => number))]
  return sql<boolean>`h.number = any(cast(${numbers} as integer[]))`
}

function isInWords(term: SearchTerm): RawBuilder<boolean> {
  return sql`h.number in (select rowid / 65536 from session_words where ${sqliteMatch('session_words', [term])})`
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
