import type { DatabaseSync } from 'node:sqlite'

/**
 * What only SQLite has and `invocationIndex.ts` needs: the full-text index, and triggers that forget what is deleted, so
 * that whoever deletes need not think of the list. Postgres has a twin of each.
 *
 * The index keeps no text (`content=''`), so it is a third of the size, and can be made again from the rows at any time.
 */
export function prepareInvocationIndex(sqlite: DatabaseSync): void {
  const isNew = sqlite.prepare(`select 1 from sqlite_master where name = 'invocation_words'`).get() === undefined
  sqlite.exec('begin immediate')
  try {
    for (const statement of statements) sqlite.exec(statement)
    // An index that was lost is made again.
    if (isNew) sqlite.exec('insert into invocation_queue (id) select id from invocation_heads order by number')
    sqlite.exec('commit')
  } catch (error) {
    if (sqlite.isTransaction) sqlite.exec('rollback')
    throw error
  }
}

const statements = [
  `create virtual table if not exists invocation_words using
    fts5(words, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 2')`,
  `create trigger if not exists invocation_deleted after delete on invocations begin
    delete from invocation_heads where id = old.id;
  end`,
  `create trigger if not exists invocation_head_deleted after delete on invocation_heads begin
    delete from invocation_words where rowid = old.number;
  end`,
]
