import type { PostgresExecute } from './postgresStore.ts'
import type { PutWords, WordTable } from './procedures.ts'
import { wordsIn } from './searchWords.ts'

/**
 * A table of words: a row's words in their order, each between spaces, and an index of the different ones of each row. The
 * words are `wordsIn`'s: what Postgres takes for a word follows a language and is another. Nor are its tsvector's own places
 * of words used, of which it holds 16,383 (256 of a word): a phrase is looked for among the words themselves.
 *
 * Rows are asked for by a function, for the settings it brings: left to itself the planner takes reading all texts for as
 * cheap as the index where a word is common, and compiling that for worth its quarter of a second.
 */
export function wordStatements(table: WordTable): string[] {
  return [
    `create table if not exists ${table} (rowid bigint primary key, words text collate "C" not null)`,
    // Read nearly twice as fast as Postgres' own compression; some servers are built without.
    `do $$ begin
      alter table ${table} alter column words set compression lz4;
    exception when feature_not_supported then null;
    end $$`,
    `create or replace function lexemes_of(words text) returns tsvector language plpgsql immutable strict as $$ begin
      return array_to_tsvector(array(select left(word, ${maxCharacters})
        from unnest(string_to_array(btrim(words), ' ')) as word));
    end $$`,
    // Every search reads all of what waits to be taken in: a megabyte at most. None waiting made writing three times as dear.
    `create index if not exists ${table}_by_lexeme on ${table} using gin (lexemes_of(words))
      with (fastupdate = on, gin_pending_list_limit = 1024)`,
    // Nothing is planned by them, and they would be made from 30,000 texts each time.
    `alter index ${table}_by_lexeme alter column 1 set statistics 0`,
    `create or replace function ${table}_with(candidates tsquery, phrase text) returns setof bigint language plpgsql stable
      set enable_seqscan = off set jit = off as $$ begin
      return query select rowid from ${table}
        where lexemes_of(words) @@ candidates and (phrase is null or position(phrase in words) > 0);
    end $$`,
  ]
}

/** A lexeme has at most 2,046 bytes, all of a row's together a million. */
export const maxCharacters = 200
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
