import type { FastifyInstance } from 'fastify'
import { FailureError } from '../contract/failure.ts'
import { maxSessionBytes } from '../contract/limits.ts'
import { isEnded } from '../contract/reply.ts'
import { idSchema } from '../contract/run.ts'
import {
  sessionChangeSchema,
  sessionDeleteSchema,
  sessionListSchema,
  sessionSaveSchema,
  type BinEmptied,
  type Session,
  type SessionAnswer,
  type SessionFacets,
  type SessionPage,
  type SessionRow,
} from '../contract/session.ts'
import { invocationIdsOf } from '../store/copyDocument.ts'
import type { Database } from '../store/database.ts'
import type { Recorder } from '../store/recorder.ts'
import { saved } from '../store/saved.ts'
import { deleteForEver, emptyBin } from '../store/purge.ts'
import { listSessions, readSessionRow, sessionFacets } from '../store/sessionList.ts'
import { changeSession, deleteSession, readSession, restoreSession, saveSession } from '../store/sessions.ts'
import { duplicateEnded } from './sessionBatch.ts'

interface Deps {
  database: Database
  recorder: Recorder
  now: () => Date
  newId: () => string
}

type WithId = { Params: { id: string } }

export function sessionRoutes(app: FastifyInstance, { database, recorder, now, newId }: Deps): void {
  app.get('/api/sessions', (request): Promise<SessionPage> =>
    listSessions(database, sessionListSchema.parse(request.query)),
  )

  app.get('/api/sessions/facets', (): Promise<SessionFacets> => sessionFacets(database))

  app.post('/api/sessions/bin/empty', async (): Promise<BinEmptied> => ({ deleted: await saved(emptyBin(database)) }))

  app.get<WithId>('/api/sessions/:id', async ({ params }): Promise<SessionAnswer> => {
    const session = found(await readSession(database, idOf(params)))
    const rows = await recorder.replies(invocationIdsOf(session.document))
    const replies: SessionAnswer['replies'] = {}
    for (const { id, runId, endpoint, reply } of rows)
      // What an earlier process left unfinished was marked at start; what is unfinished now is under way here.
      replies[id] = { reply, runId, endpoint, isLive: !isEnded(reply.status) }
    return { session, replies }
  })

  app.get<WithId>('/api/sessions/:id/row', async ({ params }): Promise<SessionRow> =>
    found(await readSessionRow(database, idOf(params))),
  )

  app.put<WithId>(
    '/api/sessions/:id',
    { bodyLimit: maxSessionBytes },
    async ({ params, body }, reply): Promise<Session | { failure: object; stored: Session }> => {
      const id = idOf(params)
      const save = sessionSaveSchema.parse(body)
      const result = await saved(saveSession(database, id, save, now()))
      if (result.type === 'saved') return result.session
      if (result.type === 'gone') throw notFound()
      const failure = {
        kind: 'conflict',
        message: 'This session was changed in another tab. Take that version, or keep yours as a copy.',
        isRetryable: false,
      }
      return reply.code(409).send({ failure, stored: result.stored })
    },
  )

  app.patch<WithId>('/api/sessions/:id', async ({ params, body }): Promise<SessionRow> => {
    const id = idOf(params)
    if (!(await saved(changeSession(database, id, sessionChangeSchema.parse(body), now())))) throw notFound()
    return found(await readSessionRow(database, id))
  })

  app.delete<WithId>('/api/sessions/:id', async ({ params, query }, reply) => {
    const id = idOf(params)
    const { forever } = sessionDeleteSchema.parse(query)
    const deleted = forever === true ? deleteForEver(database, id) : deleteSession(database, id, now())
    if (!(await saved(deleted))) throw notFound()
    return reply.code(204).send()
  })

  app.post<WithId>('/api/sessions/:id/restore', async ({ params }): Promise<SessionRow> => {
    const id = idOf(params)
    if (!(await saved(restoreSession(database, id)))) throw notFound()
    return found(await readSessionRow(database, id))
  })

  app.post<WithId>('/api/sessions/:id/duplicate', async ({ params }): Promise<Session> => {
    const id = idOf(params)
    return found(await saved(duplicateEnded({ database, recorder, now, newId }, id)))
  })
}

function idOf({ id }: { id: string }): string {
  const parsed = idSchema.safeParse(id)
  if (!parsed.success) throw notFound()
  return parsed.data
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw notFound()
  return value
}

function notFound(): FailureError {
  return new FailureError({ kind: 'not-found', message: 'There is no such session.', isRetryable: false })
}
