import type { DatabaseSync } from 'node:sqlite'

/**
 * What only SQLite has and the list of sessions needs: triggers by which a session's head follows it, so that whoever
 * writes or deletes a session need not think of the list. Postgres has a twin of each.
 */
export function prepareSessionIndex(sqlite: DatabaseSync): void {
  sqlite.exec('begin immediate')
  try {
    for (const statement of statements) sqlite.exec(statement)
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
    delete from session_labels where session = old.number;
    delete from session_invocations where session = old.number;
    delete from session_queue where session = old.number;
  end`,
]
