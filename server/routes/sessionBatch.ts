import type { FastifyInstance } from 'fastify'
import { FailureError } from '../contract/failure.ts'
import { isEnded } from '../contract/reply.ts'
import { sessionBatchSchema, type SessionBatch, type SessionBatchAnswer } from '../contract/sessionBatch.ts'
import { invocationIdsOf } from '../store/copyDocument.ts'
import type { Database } from '../store/database.ts'
import type { Recorder } from '../store/recorder.ts'
import { saved } from '../store/saved.ts'
import { changeMany, type BatchChange } from '../store/sessionBatch.ts'
import { readSessionRows } from '../store/sessionList.ts'
import { duplicateSession, readSession } from '../store/sessions.ts'

interface Deps {
  database: Database
  recorder: Recorder
  now: () => Date
  newId: () => string
}

/** One thing done to many sessions in one request. */
export function sessionBatchRoutes(app: FastifyInstance, deps: Deps): void {
  app.post('/api/sessions/batch', async ({ body }): Promise<SessionBatchAnswer> => {
    const batch = sessionBatchSchema.parse(body)
    const done = new Set<string>()
    const missing = new Set<string>()
    const copies: string[] = []
    let failure: SessionBatchAnswer['failure']
    try {
      await saved(batch.action === 'duplicate' ? copyAll(batch.ids) : changeAll(batch))
    } catch (error) {
      // Before anything was done it is a failure like any other.
      if (done.size === 0 || !(error instanceof FailureError)) throw error
      ;({ failure } = error)
    }
    const of = (isOf: (id: string) => boolean) => batch.ids.filter(isOf)
    return {
      done: of((id) => done.has(id)),
      missing: of((id) => missing.has(id)),
      notSaved: of((id) => !done.has(id) && !missing.has(id)),
      ...(failure && { failure }),
      sessions: await readSessionRows(deps.database, rowsAskedFor(batch, { done, copies })),
    }

    async function changeAll(change: BatchChange) {
      const { database, now } = deps
      await changeMany(database, change, {
        now: now(),
        onDone(ids, asked) {
          for (const id of ids) done.add(id)
          for (const id of asked) if (!done.has(id)) missing.add(id)
        },
      })
    }

    /** A commit each: a document may be 32 MB. */
    async function copyAll(ids: string[]) {
      for (const id of ids) {
        const copy = await duplicateEnded(deps, id)
        if (copy === undefined) missing.add(id)
        else {
          done.add(id)
          copies.push(copy.id)
        }
      }
    }
  })
}

function rowsAskedFor({ action }: SessionBatch, { done, copies }: { done: Set<string>; copies: string[] }): string[] {
  if (action === 'duplicate') return copies
  return action === 'tag' || action === 'pin' || action === 'unpin' ? [...done] : []
}

/** A copy with the replies that have ended; undefined: there is no such session. */
export async function duplicateEnded({ database, recorder, now, newId }: Deps, id: string) {
  const original = await readSession(database, id)
  if (original === undefined) return undefined
  const replies = await recorder.replies(invocationIdsOf(original.document))
  const ended = new Set(replies.filter(({ reply }) => isEnded(reply.status)).map((row) => row.id))
  return duplicateSession(database, id, { newId, now: now(), isEnded: (invocationId) => ended.has(invocationId) })
}
