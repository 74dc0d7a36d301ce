import { StoreError } from './storeError.ts'
import type { PostgresExecute } from './postgresStore.ts'

/**
 * That one process holds the database, as SQLite's file is locked by one: invocations under way belong to the process they
 * were begun in, and another that starts would take them for interrupted. A row that its holder renews, and not a lock of
 * the session, which a pool in between (PgBouncer) would give to somebody else. By the database's clock.
 */
export interface Holder {
  /** `onWaiting`: somebody has it, who may have been killed. */
  take(onWaiting: () => void): Promise<void>
  /** Throws where another has it. */
  renew(): Promise<void>
  release(): Promise<void>
}

const secondsHeld = 10
export const msBetweenRenewals = 2500
const msBetweenTries = 500

const clock = 'extract(epoch from clock_timestamp())'

export function createHolder(execute: PostgresExecute, id: string): Holder {
  async function tryTake(): Promise<boolean> {
    const { rows } = await execute(
      `insert into store_holder (id, holder, held_until) values (1, ?, ${clock} + ${secondsHeld})
        on conflict (id) do update set holder = excluded.holder, held_until = excluded.held_until
        where store_holder.holder = excluded.holder or store_holder.held_until < ${clock} returning holder`,
      [id],
    )
    return rows.length > 0
  }

  async function heldUntil(): Promise<number> {
    const { rows } = await execute('select held_until from store_holder')
    return Number(rows[0]?.['held_until'] ?? 0)
  }

  return {
    async take(onWaiting) {
      await execute(
        'create table if not exists store_holder (id integer primary key, holder text not null, held_until double precision not null)',
      )
      // A holder that was killed does not renew, and one that lives does so within seconds.
      for (let first: number | undefined; !(await tryTake()); await sleep(msBetweenTries)) {
        const until = await heldUntil()
        if (first === undefined) onWaiting()
        first ??= until
        if (until > first)
          throw new StoreError(
            'Another AI Playground is using this database. Stop it, or choose another database with AI_PLAYGROUND_DATABASE.',
          )
      }
    },
    async renew() {
      if (!(await tryTake())) throw new StoreError('Another AI Playground has taken the database over.')
    },
    async release() {
      await execute('delete from store_holder where holder = ?', [id])
    },
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
