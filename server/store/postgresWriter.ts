import { idOf, statementsOf } from './invocationStatements.ts'
import { isServerFailure } from './storeError.ts'
import type { PostgresExecute } from './postgresStore.ts'
import type { BatchOutcome, RowWrite } from './storeLink.ts'

/** As `invocationWriter.ts`: a batch in one commit, or where one of its rows cannot be taken, each in its own. */
export function createPostgresWriter(execute: PostgresExecute): (rows: RowWrite[]) => Promise<BatchOutcome> {
  async function commit(rows: RowWrite[]): Promise<string[]> {
    const taken: string[] = []
    await execute('begin')
    try {
      for (const row of rows) {
        const { write, after } = statementsOf(row)
        const { changes } = await execute(write.sql, write.parameters)
        if (changes === 0 && row.type === 'insert') taken.push(idOf(row))
        else for (const { sql, parameters } of after) await execute(sql, parameters)
      }
      await execute('commit')
    } catch (error) {
      await execute('rollback')
      throw error
    }
    return taken
  }

  return async (rows) => {
    if (rows.length === 0) return { taken: [], failed: new Set() }
    try {
      return { taken: await commit(rows), failed: new Set() }
    } catch (error) {
      // It may have been lost with the answer to the commit.
      if (isServerFailure(error)) throw error
      if (rows.length === 1) return { taken: [], failed: new Set(rows.map(idOf)), error }
    }
    const outcome: BatchOutcome = { taken: [], failed: new Set() }
    for (const row of rows) {
      try {
        outcome.taken.push(...(await commit([row])))
      } catch (error) {
        outcome.failed.add(idOf(row))
        outcome.error ??= error
      }
    }
    return outcome
  }
}
