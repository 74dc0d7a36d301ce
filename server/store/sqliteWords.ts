import { sql, type RawBuilder } from 'kysely'
import type { PutWords, WordTable } from './procedures.ts'
import type { SearchTerm } from './searchTerms.ts'
import { indexedText, withoutSigns } from './searchWords.ts'
import type { Execute } from './sqliteStore.ts'

/** Into FTS5's tables, which cut a text into words themselves. */
export function createSqliteWords(execute: Execute): PutWords {
  return async (table, rowid, text) => {
    const words = table === 'session_words' ? indexedText(text) : withoutSigns(text)
    execute(`insert or replace into ${table} (rowid, words) values (?, ?)`, [rowid, words])
  }
}

/** Rows of the table in which any of the terms stands. */
export function sqliteMatch(table: WordTable, terms: SearchTerm[]): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(table)} match ${terms.map(matchOf).join(' OR ')}`
}

/** In FTS5's language (https://www.sqlite.org/fts5.html#full_text_query_syntax): words hold none of its signs. */
function matchOf({ words, isBeginning }: SearchTerm): string {
  return `"${words.join(' ')}"${isBeginning ? '*' : ''}`
}
