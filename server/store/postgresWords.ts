import { sql, type RawBuilder } from 'kysely'
import type { PostgresExecute } from './postgresStore.ts'
import type { PutWords, WordTable } from './procedures.ts'
import type { SearchTerm } from './searchTerms.ts'
import { wordsIn } from './searchWords.ts'

/**
 * A table of words: a row's words in their order, each between spaces, and an index of the different ones of each row. The
 * words are `wordsIn`'s: what Postgres takes for a word follows a language and is another. Nor are its tsvector's own places
 * of words used, of which it holds 16,383 (256 of a word): a phrase is looked for among the words themselves.
 *
 * `cost`: without it the planner takes reading all rows for as cheap as the index, though each has to be fetched from where
 * long values are kept.
 */
export function wordStatements(table: WordTable): string[] {
  return [
    `create table if not exists ${table} (rowid bigint primary key, words text collate "C" not null)`,
    `create or replace function lexemes_of(words text) returns tsvector language plpgsql immutable strict cost 1000000 as $$
      begin
        return array_to_tsvector(array(select left(word, ${maxCharacters})
          from unnest(string_to_array(btrim(words), ' ')) as word));
      end $$`,
    // Without the list of what is not yet in the index: every search would read all of that.
    `create index if not exists ${table}_by_lexeme on ${table} using gin (lexemes_of(words)) with (fastupdate = off)`,
  ]
}

/** A lexeme has at most 2,046 bytes, all of a row's together a million. */
const maxCharacters = 200
const maxBytes = 900_000

export function createPostgresWords(execute: PostgresExecute): PutWords {
  return async (table, rowid, text) => {
    let room = maxBytes
    const words = wordsIn(text).filter((word) => (room -= Buffer.byteLength(word)) > 0)
    await execute(
      `insert into ${table} (rowid, words) values (?, ?) on conflict (rowid) do update set words = excluded.words`,
      [rowid, ` ${words.join(' ')} `],
    )
  }
}

/** Rows of a table of words in which the term stands, by its index. */
export function postgresMatch(term: SearchTerm): RawBuilder<boolean> {
  const { words, isBeginning } = term
  // By code points, as Postgres counts.
  const lexemes = words.map((word) => Array.from(word).slice(0, maxCharacters).join(''))
  // Words hold no quote.
  const query = `${lexemes.map((lexeme) => `'${lexeme}'`).join(' & ')}${isBeginning ? ':*' : ''}`
  const candidates = sql<boolean>`lexemes_of(words) @@ cast(${query} as tsquery)`
  const isWhole = words.length === 1 && lexemes[0] === words[0]
  return isWhole ? candidates : sql<boolean>`(${candidates} and ${standsIn(term)})`
}

/** The same of few rows, whose words are read. */
export function standsIn({ words, isBeginning }: SearchTerm): RawBuilder<boolean> {
  return sql<boolean>`position(${` ${words.join(' ')}${isBeginning ? '' : ' '}`} in words) > 0`
}
