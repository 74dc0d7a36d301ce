import type { PutWords } from './procedures.ts'
import { indexedText, withoutSigns } from './searchWords.ts'
import type { Execute } from './sqliteStore.ts'

/** Into FTS5's tables, which cut a text into words themselves. */
export function createSqliteWords(execute: Execute): PutWords {
  return async (table, rowid, text) => {
    const words = table === 'session_words' ? indexedText(text) : withoutSigns(text)
    execute(`insert or replace into ${table} (rowid, words) values (?, ?)`, [rowid, words])
  }
}
