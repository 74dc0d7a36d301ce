import { sql, type RawBuilder } from 'kysely'
import type { PostgresExecute } from './postgresStore.ts'
import type { PutWords, WordTable } from './procedures.ts'
import type { SearchTerm } from './searchTerms.ts'
import { wordsIn } from './searchWords.ts'

/**
 * A table of words: the different ones for Postgres' index, without places, of which a tsvector holds 16,383 (256 of a
 * word); and all of them in their order, between spaces, in which a phrase is looked for. The words are `wordsIn`'s: what
 * Postgres takes for a word follows a language and is another.
 */
export function wordStatements(table: WordTable): string[] {
  return [
    `create table if not exists ${table} (
      rowid bigint primary key, words text collate "C" not null, lexemes tsvector not null)`,
    // Without the list of what is not yet in the index: every search would read all of that.
    `create index if not exists ${table}_by_lexeme on ${table} using gin (lexemes) with (fastupdate = off)`,
  ]
}

export function createPostgresWords(execute: PostgresExecute): PutWords {
  return async (table, rowid, text) => {
    const words = wordsIn(text)
    await execute(
      `insert into ${table} (rowid, words, lexemes) values (?, ?, array_to_tsvector(?))
        on conflict (rowid) do update set words = excluded.words, lexemes = excluded.lexemes`,
      [rowid, ` ${words.join(' ')} `, lexemesOf(words)],
    )
  }
}

/** Rows of a table of words in which any of the terms stands. */
export function postgresMatch(terms: SearchTerm[]): RawBuilder<boolean> {
  return sql<boolean>`(${sql.join(terms.map(matchOf), sql` or `)})`
}

function matchOf({ words, isBeginning }: SearchTerm): RawBuilder<boolean> {
  // Words hold no quote.
  const query = `${words.map((word) => `'${lexemeOf(word)}'`).join(' & ')}${isBeginning ? ':*' : ''}`
  const candidates = sql<boolean>`lexemes @@ cast(${query} as tsquery)`
  if (words.length === 1 && words.every((word) => lexemeOf(word) === word)) return candidates
  const inOrder = ` ${words.join(' ')}${isBeginning ? '' : ' '}`
  return sql<boolean>`(${candidates} and position(${inOrder} in words) > 0)`
}

/** A lexeme has at most 2,046 bytes, all of a row's together a million. */
const maxCharacters = 200
const maxBytes = 900_000

function lexemeOf(word: string): string {
  return word.length <= maxCharacters ? word : word.slice(0, maxCharacters).toWellFormed()
}

function lexemesOf(words: string[]): string[] {
  const lexemes = [...new Set(words.map(lexemeOf))]
  let room = maxBytes
  return lexemes.filter((lexeme) => (room -= Buffer.byteLength(lexeme)) >= 0)
}
