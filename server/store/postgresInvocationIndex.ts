import { triggerStatements } from './postgresSessionIndex.ts'
import type { PostgresExecute } from './postgresStore.ts'
import { wordStatements } from './postgresWords.ts'

/** The twin of `sqliteInvocationIndex.ts`. */
export async function preparePostgresInvocationIndex(execute: PostgresExecute): Promise<void> {
  const { rows } = await execute(`select 1 where to_regclass('invocation_words') is null`)
  for (const statement of statements) await execute(statement)
  // An index that was lost is made again.
  if (rows.length > 0)
    await execute('insert into invocation_queue (id) select id from invocation_heads order by number')
}

const statements = [
  ...wordStatements('invocation_words'),
  ...triggerStatements(
    'invocation_deleted',
    'delete on invocations',
    'delete from invocation_heads where id = old.id;',
  ),
  ...triggerStatements(
    'invocation_head_deleted',
    'delete on invocation_heads',
    'delete from invocation_words where rowid = old.number;',
  ),
]
