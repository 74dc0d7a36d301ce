import type { InvocationFilter } from '../contract/invocationList.ts'
import type { Database } from './database.ts'
import { headsBefore } from './invocationList.ts'
import type { InvocationRecord } from './schema.ts'

/** A piece holds at most so many rows, and no more than one beyond so many bytes: an export never holds more at once. */
const maxRows = 200
const maxBytes = 2 * 1024 * 1024

/** Every invocation that passes the filter, newest first, a piece at a time; the next is read when it is asked for. */
export async function* invocationPieces(
  database: Database,
  filter: InvocationFilter,
): AsyncGenerator<InvocationRecord[]> {
  for (let cursor: number | undefined; ;) {
    const heads = await headsBefore(database, filter, { cursor, limit: maxRows })
    for (let at = 0; at < heads.length;) {
      let bytes = 0
      const start = at
      for (; at < heads.length; at++) {
        bytes += heads[at]?.byte_length ?? 0
        if (at > start && bytes > maxBytes) break
      }
      const ids = heads.slice(start, at).map((head) => head.id)
      const rows = await database.selectFrom('invocations').selectAll().where('id', 'in', ids).execute()
      const byId = new Map(rows.map((row) => [row.id, row]))
      yield ids.flatMap((id) => byId.get(id) ?? [])
    }
    cursor = heads.at(-1)?.number
    if (heads.length < maxRows) return
  }
}
