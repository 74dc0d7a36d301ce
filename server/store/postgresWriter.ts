import { idOf, statementsOf } from './invocationStatements.ts'
import { isServerFailure } from './storeError.ts'
import type { PostgresExecute } from './postgresStore.ts'
import type { BatchOutcome, RowWrite } from './storeLink.ts'

/**
 * As `invocationWriter.ts`: a batch in one commit, or where one of its rows cannot be taken, each in its own. Over a
 * pipelined connection, so that the way to the server is waited for once a batch and not once a statement.
 */
export function createPostgresWriter(execute: PostgresExecute): (rows: RowWrite[]) => Promise<BatchOutcome> {
  async function commit(rows: RowWrite[]): Promise<string[]> {
    await execute('begin')
    try {
      const written = rows.map(async (row) => {
        const { write, after } = statementsOf(row)
        // Of an id that is taken they say again what is so.
        const [own] = await Promise.all([write, ...after].map(({ sql, parameters }) => execute(sql, parameters)))
        return own?.changes === 0 && row.type === 'insert' ? [idOf(row)] : []
      })
      const taken = (await Promise.all(written)).flat()
      await execute('commit')
      return taken
    } catch (error) {
      await execute('rollback')
      throw error
    }
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
