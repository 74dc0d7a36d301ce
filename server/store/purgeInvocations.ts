import { setTimeout as wait } from 'node:timers/promises'
import type { InvocationFilter, InvocationsDeleted, RecordingSettings } from '../contract/invocationList.ts'
import type { Database } from './database.ts'
import { headsBefore } from './invocationList.ts'
import { heldIds } from './sessionHoldings.ts'

/** Rows a commit deletes: a few milliseconds of the store's thread, with a pause in which others have it. */
const perStep = 100
const msBetweenSteps = 20
const msPerDay = 24 * 60 * 60_000

interface Candidate {
  number: number
  id: string
  origin: string
  byte_length: number
}

/**
 * Deletes what is older than the settings allow, then the oldest until the rest is small enough; never what a session
 * shows. Gives how many.
 */
export async function purgeInvocations(
  database: Database,
  settings: RecordingSettings,
  { now, signal }: { now: Date; signal?: AbortSignal },
): Promise<number> {
  const oldest = new Date(now.getTime() - settings.maxAgeDays * msPerDay).toISOString()
  let excess = (await recordedBytes(database)).bytes - settings.maxMegabytes * 1_000_000
  let deleted = 0
  for (let after = -1; ;) {
    const rows: (Candidate & { started_at: string })[] = await database
      .selectFrom('invocation_heads')
      .select(['number', 'id', 'origin', 'byte_length', 'started_at'])
      .where('number', '>', after)
      .orderBy('number')
      .limit(perStep)
      .execute()
    after = rows.at(-1)?.number ?? after
    const due: Candidate[] = []
    const shown = await shownOf(database, rows)
    for (const row of rows) {
      if (row.started_at >= oldest && excess <= 0) continue
      if (shown.has(row.id)) continue
      due.push(row)
      excess -= row.byte_length
    }
    await deleteRows(database, due)
    deleted += due.length
    // Nothing further on is older but for what took long: the next purge finds it.
    const isOver = excess <= 0 && rows.every((row) => row.started_at >= oldest)
    if (rows.length < perStep || isOver || signal?.aborted) return deleted
    await wait(msBetweenSteps)
  }
}

export async function recordedBytes(database: Database): Promise<{ bytes: number; invocations: number }> {
  const row = await database
    .selectFrom('invocation_heads')
    .select((build) => [
      build.fn.sum<number | null>('byte_length').as('bytes'),
      build.fn.countAll<number>().as('count'),
    ])
    .executeTakeFirstOrThrow()
  return { bytes: row.bytes ?? 0, invocations: row.count }
}

/** The named ones, or all that pass the filter; what a session shows is kept. */
export async function deleteInvocations(
  database: Database,
  chosen: { ids: string[] } | { filter: InvocationFilter },
): Promise<InvocationsDeleted> {
  const answer = { deleted: 0, kept: 0 }
  const take = async (rows: Candidate[]) => {
    const due: Candidate[] = []
    const shown = await shownOf(database, rows)
    for (const row of rows)
      if (shown.has(row.id)) answer.kept++
      else due.push(row)
    await deleteRows(database, due)
    answer.deleted += due.length
  }
  if ('ids' in chosen) {
    for (let at = 0; at < chosen.ids.length; at += perStep)
      await take(
        await database
          .selectFrom('invocation_heads')
          .select(['number', 'id', 'origin', 'byte_length'])
          .where('id', 'in', chosen.ids.slice(at, at + perStep))
          .execute(),
      )
    return answer
  }
  for (let cursor: number | undefined; ;) {
    const rows = await headsBefore(database, chosen.filter, { cursor, limit: perStep })
    await take(rows)
    cursor = rows.at(-1)?.number
    if (rows.length < perStep) return answer
    await wait(0)
  }
}

async function deleteRows(database: Database, rows: Candidate[]): Promise<void> {
  if (rows.length === 0) return
  const ids = rows.map((row) => row.id)
  // The list's row and the index's words go with it (`sqliteInvocationIndex.ts`).
  await database.deleteFrom('invocations').where('id', 'in', ids).execute()
}

/** Which of them a session or a version of one shows; a client's is in none. */
function shownOf(database: Database, rows: Candidate[]): Promise<Set<string>> {
  return heldIds(
    database,
    rows.flatMap(({ id, origin }) => (origin === 'page' ? id : [])),
  )
}
