import type { Task } from '../contract/task.ts'
import type { Database } from './database.ts'

/** A model of an upstream's own list, and the endpoint name it was given for good. */
export interface ListedModel {
  upstreamId: string
  model: string
  name: string
  tasks: Task[]
  isListed: boolean
}

export async function readListedModels(database: Database): Promise<ListedModel[]> {
  const rows = await database.selectFrom('listed_models').selectAll().orderBy('upstream_id').orderBy('model').execute()
  return rows.map((row) => ({
    upstreamId: row.upstream_id,
    model: row.model,
    name: row.name,
    // Written by this program from this very type.
    tasks: JSON.parse(row.tasks) as Task[],
    isListed: row.is_listed === 1,
  }))
}

/** Replaces everything: the names of all upstreams are decided together. */
export async function saveListedModels(database: Database, models: ListedModel[]): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('listed_models').execute()
    for (const { upstreamId, model, name, tasks, isListed } of models)
      await transaction
        .insertInto('listed_models')
        .values({ upstream_id: upstreamId, model, name, tasks: JSON.stringify(tasks), is_listed: isListed ? 1 : 0 })
        .execute()
  })
}
