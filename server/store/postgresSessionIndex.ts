import type { PostgresExecute } from './postgresStore.ts'
import { wordStatements } from './postgresWords.ts'

/** The twin of `sqliteSessionIndex.ts`: the same triggers, and an index that can be made again at any time. */
export async function preparePostgresSessionIndex(execute: PostgresExecute): Promise<void> {
  const { rows } = await execute(`select 1 where to_regclass('session_words') is null`)
  for (const statement of statements) await execute(statement)
  if (rows.length > 0) for (const statement of indexAgain) await execute(statement)
}

const queueDocument = `insert into session_queue (session, what, queued_at)
    select number, 'document', new.updated_at from session_heads where id = new.id
    on conflict (session, what) do nothing`

/** A function that a trigger of the same name runs. `when`: before and of what. */
export function triggerStatements(name: string, when: string, body: string): string[] {
  return [
    `create or replace function ${name}() returns trigger language plpgsql as $$ begin
      ${body}
      return null;
    end $$`,
    `create or replace trigger ${name} after ${when} for each row execute function ${name}()`,
  ]
}

const statements = [
  ...wordStatements('session_words'),
  // Every step of the index asks for the oldest.
  `create index if not exists session_queue_by_time on session_queue (queued_at)`,
  ...triggerStatements(
    'session_inserted',
    'insert on sessions',
    `insert into session_heads (id, page, title, created_at, updated_at, deleted_at, sends, failures, byte_length, facts,
      document_parts) values (new.id, new.page, new.title, new.created_at, new.updated_at, new.deleted_at, 0, 0,
      octet_length(new.document), '', '[]');
    ${queueDocument};`,
  ),
  ...triggerStatements(
    'session_updated',
    'update of page, title, updated_at, deleted_at on sessions',
    `update session_heads set page = new.page, title = new.title, updated_at = new.updated_at,
      deleted_at = new.deleted_at, byte_length = octet_length(new.document) where id = new.id;
    ${queueDocument};`,
  ),
  ...triggerStatements('session_deleted', 'delete on sessions', 'delete from session_heads where id = old.id;'),
  // Numbers of sessions are of four bytes, places in the index of eight.
  ...triggerStatements(
    'session_head_deleted',
    'delete on session_heads',
    `delete from session_words where rowid between old.number::bigint * 65536 and old.number::bigint * 65536 + 65535;
    delete from session_labels where session = old.number;
    delete from session_invocations where session = old.number;
    delete from session_queue where session = old.number;`,
  ),
  ...triggerStatements(
    'session_invocation_deleted',
    'delete on session_invocations',
    `if old.part is not null and exists (select 1 from session_heads where number = old.session) then
      delete from session_words
        where rowid between old.session::bigint * 65536 + old.part and old.session::bigint * 65536 + old.part_end;
      update session_invocations set part = null, part_end = null where session = old.session and part = old.part;
      insert into session_queue (session, what, queued_at) values (old.session, 'replies', '')
        on conflict (session, what) do nothing;
    end if;`,
  ),
]

/** The index was lost, or there never was one. */
const indexAgain = [
  `update session_heads set document_parts = '[]'`,
  `update session_invocations set part = null, part_end = null`,
  `insert into session_queue (session, what, queued_at) select number, 'document', '' from session_heads
    on conflict (session, what) do nothing`,
  `insert into session_queue (session, what, queued_at) select number, 'replies', '' from session_heads
    on conflict (session, what) do nothing`,
]
