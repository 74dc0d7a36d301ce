import type { Database } from './database.ts'

/** Which workspace this data folder is to Databricks' clients. */
export interface WorkspaceIdentity {
  /** Digits only: the SDK reads it as an integer. */
  workspaceId: string
  /** A UUID. */
  accountId: string
}

/** The stored one; `fresh` is stored where there is none. */
export async function keepWorkspaceIdentity(database: Database, fresh: WorkspaceIdentity): Promise<WorkspaceIdentity> {
  await database
    .insertInto('workspace_identity')
    .values({ id: 1, workspace_id: fresh.workspaceId, account_id: fresh.accountId })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  const row = await database.selectFrom('workspace_identity').selectAll().executeTakeFirstOrThrow()
  return { workspaceId: row.workspace_id, accountId: row.account_id }
}
