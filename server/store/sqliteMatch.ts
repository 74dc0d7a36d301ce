import { sql, type RawBuilder } from 'kysely'
import type { WordTable } from './procedures.ts'
import type { SearchTerm } from './searchTerms.ts'

/** Rows of the table in which any of the terms stands. */
export function sqliteMatch(table: WordTable, terms: SearchTerm[]): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(table)} match ${terms.map(matchOf).join(' OR ')}`
}

/** In FTS5's language (https://www.sqlite.org/fts5.html#full_text_query_syntax): words hold none of its signs. */
function matchOf({ words, isBeginning }: SearchTerm): string {
  return `"${words.join(' ')}"${isBeginning ? '*' : ''}`
}
