import type { FastifyInstance } from 'fastify'
import { htmlFile } from '../archive/html/htmlFile.ts'
import { readSessionFile } from '../archive/sessionFile.ts'
import { FailureError } from '../contract/failure.ts'
import { isEnded } from '../contract/reply.ts'
import type { Session, SessionAnswer } from '../contract/session.ts'
import {
  versionParamsSchema,
  type SessionVersionAnswer,
  type SessionVersions,
  type VersionRestored,
} from '../contract/sessionVersion.ts'
import { invocationIdsOf } from '../store/copyDocument.ts'
import type { Database } from '../store/database.ts'
import type { Recorder } from '../store/recorder.ts'
import { saved } from '../store/saved.ts'
import { insertCopy } from '../store/sessions.ts'
import { listVersions, readVersion, sessionAt } from '../store/sessionVersions.ts'
import { restoreVersion } from '../store/versionsOfSave.ts'
import { sessionNamed, sessionPartsOf } from './sessionFiles.ts'
import { sharePageHeaders } from './sharePage.ts'

interface Deps {
  database: Database
  recorder: Recorder
  now: () => Date
  newId: () => string
}

type At = { Params: { id: string; number: string } }

export function sessionVersionRoutes(app: FastifyInstance, { database, recorder, now, newId }: Deps): void {
  const parts = sessionPartsOf(database, recorder)

  async function versionNamed(params: unknown) {
    const at = versionParamsSchema.safeParse(params).data
    if (at === undefined) throw noVersion()
    const session = await sessionNamed(database, at.id)
    const read = await readVersion(database, at.id, at.number)
    if (read === undefined) throw noVersion()
    return { ...at, version: read.version, session: sessionAt(session, read) }
  }

  app.get<{ Params: { id: string } }>('/api/sessions/:id/versions', async ({ params }): Promise<SessionVersions> => {
    const { id } = await sessionNamed(database, params.id)
    return { versions: await listVersions(database, id) }
  })

  app.get<At>('/api/sessions/:id/versions/:number', async ({ params }): Promise<SessionVersionAnswer> => {
    const { version, session } = await versionNamed(params)
    const replies: SessionAnswer['replies'] = {}
    for (const { id, runId, endpoint, reply } of await recorder.replies(invocationIdsOf(session.document)))
      replies[id] = { reply, runId, endpoint, isLive: !isEnded(reply.status) }
    return { version, session, replies }
  })

  /** In a frame that runs nothing, as the preview of a share. */
  app.get<At>('/api/sessions/:id/versions/:number/page', async ({ params }, reply) => {
    const { session } = await versionNamed(params)
    const html = await htmlFile(await readSessionFile(session, parts, now()))
    return reply.headers(sharePageHeaders(html, { frame: "'self'" })).send(html)
  })

  app.post<At>('/api/sessions/:id/versions/:number/restore', async ({ params }): Promise<VersionRestored> => {
    const { id, number } = await versionNamed(params)
    if ((await saved(restoreVersion(database, { id, number, now: now() }))) === undefined) throw noVersion()
    return sessionNamed(database, id)
  })

  app.post<At>('/api/sessions/:id/versions/:number/fork', async ({ params }, reply): Promise<Session> => {
    const { version, session } = await versionNamed(params)
    const replies = await recorder.replies(invocationIdsOf(session.document))
    const ended = new Set(replies.filter((row) => isEnded(row.reply.status)).map((row) => row.id))
    const original = { document: session.document, title: `${version.title} (fork)` }
    const context = { newId, now: now(), isEnded: (invocationId: string) => ended.has(invocationId) }
    const copy = await saved(insertCopy(database, original, context))
    if (copy === undefined) throw noVersion()
    return reply.code(201).send(copy)
  })
}

function noVersion(): FailureError {
  const message = 'There is no such version. Only the newest ones of a session are kept.'
  return new FailureError({ kind: 'not-found', message, isRetryable: false })
}
