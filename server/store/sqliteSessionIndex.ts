import type { DatabaseSync } from 'node:sqlite'

/**
 * What only SQLite has and the list and search of sessions need: triggers by which a session's head follows it, so that
 * whoever writes or deletes a session need not think of the list, and the full-text index. Postgres has a twin of each.
 *
 * The index holds no text, only where words are (`content=''`), and can be made again at any time.
 */
export function prepareSessionIndex(sqlite: DatabaseSync): void {
  const isNew = sqlite.prepare(`select 1 from sqlite_master where name = 'session_words'`).get() === undefined
  sqlite.exec('begin immediate')
  try {
    for (const statement of statements) sqlite.exec(statement)
    if (isNew) for (const statement of indexAgain) sqlite.exec(statement)
    sqlite.exec('commit')
  } catch (error) {
    if (sqlite.isTransaction) sqlite.exec('rollback')
    throw error
  }
}

const queueDocument = `insert into session_queue (session, what, queued_at)
    select number, 'document', new.updated_at from session_heads where id = new.id
    on conflict (session, what) do nothing`

const statements = [
  // `rowid`: 65,536 × the session's number + the part (`sessionWords.ts`).
  `create virtual table if not exists session_words using fts5(words, content='', contentless_delete=1, prefix='2 3',
    tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'")`,
  `create trigger if not exists session_inserted after insert on sessions begin
    insert into session_heads (id, page, title, created_at, updated_at, deleted_at, sends, failures, byte_length, facts,
      document_parts) values (new.id, new.page, new.title, new.created_at, new.updated_at, new.deleted_at, 0, 0,
      octet_length(new.document), '', '[]');
    ${queueDocument};
  end`,
  `create trigger if not exists session_updated after update of page, title, updated_at, deleted_at on sessions begin
    update session_heads set page = new.page, title = new.title, updated_at = new.updated_at,
      deleted_at = new.deleted_at, byte_length = octet_length(new.document) where id = new.id;
    ${queueDocument};
  end`,
  `create trigger if not exists session_deleted after delete on sessions begin
    delete from session_heads where id = old.id;
  end`,
  `create trigger if not exists session_head_deleted after delete on session_heads begin
    delete from session_words where rowid between old.number * 65536 and old.number * 65536 + 65535;
    delete from session_labels where session = old.number;
    delete from session_invocations where session = old.number;
    delete from session_queue where session = old.number;
  end`,
  // A session that no longer shows a reply is not found by it: the part is made again from the others in it.
  `create trigger if not exists session_invocation_deleted after delete on session_invocations
    when old.part is not null and exists (select 1 from session_heads where number = old.session) begin
    delete from session_words
      where rowid between old.session * 65536 + old.part and old.session * 65536 + old.part_end;
    update session_invocations set part = null, part_end = null where session = old.session and part = old.part;
    insert into session_queue (session, what, queued_at) values (old.session, 'replies', '')
      on conflict (session, what) do nothing;
  end`,
]

/** The index was lost, or there never was one. */
const indexAgain = [
  `update session_heads set document_parts = '[]'`,
  `update session_invocations set part = null, part_end = null`,
  `insert into session_queue (session, what, queued_at) select number, 'document', '' from session_heads where true
    on conflict (session, what) do nothing`,
  `insert into session_queue (session, what, queued_at) select number, 'replies', '' from session_heads where true
    on conflict (session, what) do nothing`,
]
