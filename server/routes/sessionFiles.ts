import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { exportBytes, exportTypes } from '../archive/exportBytes.ts'
import type { SessionParts } from '../archive/sessionFile.ts'
import { FailureError } from '../contract/failure.ts'
import { maxImportBytes } from '../contract/limits.ts'
import { idSchema } from '../contract/run.ts'
import type { Session } from '../contract/session.ts'
import { sessionExportSchema, sessionImportSchema, type SessionsImported } from '../contract/sessionFile.ts'
import type { Database } from '../store/database.ts'
import { readInvocation } from '../store/invocations.ts'
import type { Recorder } from '../store/recorder.ts'
import { readSession } from '../store/sessions.ts'
import { readVectorFrames } from '../store/vectors.ts'
import { importBytes } from './importBytes.ts'

interface Deps {
  database: Database
  recorder: Recorder
  now: () => Date
  newId: () => string
}

export function sessionFileRoutes(app: FastifyInstance, { database, recorder, now, newId }: Deps): void {
  const parts = sessionPartsOf(database, recorder)

  app.get<{ Params: { id: string } }>('/api/sessions/:id/export', async ({ params, query }, reply) => {
    const { format } = sessionExportSchema.parse(query)
    const session = await sessionNamed(database, params.id)
    return reply
      .header('content-type', exportTypes[format])
      .header('content-disposition', `attachment; filename="${fileName(session, format)}"`)
      .send(Readable.from(exportBytes(session, parts, { format, now: now() }), { objectMode: false }))
  })

  void app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers()
    for (const type of ['application/octet-stream', 'application/json'])
      uploads.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    uploads.setErrorHandler((error) => {
      if (Object(error).statusCode === 413) throw tooLarge()
      throw error
    })
    uploads.post(
      '/api/sessions/import',
      { bodyLimit: maxImportBytes, config: { takesBytes: true } },
      async ({ query, body }, reply): Promise<SessionsImported> => {
        const { name } = sessionImportSchema.parse(query)
        const bytes = body instanceof Uint8Array ? body : new Uint8Array()
        const imported = await importBytes(bytes, { database, name, now: now(), newId })
        return reply.code(201).send(imported)
      },
    )
  })
}

export function sessionPartsOf(database: Database, recorder: Recorder): SessionParts {
  return {
    invocation: async (id) => recorder.unsaved(id) ?? (await readInvocation(database, id)),
    vectors: (vectorsId) => readVectorFrames(database, vectorsId),
  }
}

export async function sessionNamed(database: Database, text: string): Promise<Session> {
  const id = idSchema.safeParse(text).data
  const session = id === undefined ? undefined : await readSession(database, id)
  if (session === undefined)
    throw new FailureError({ kind: 'not-found', message: 'There is no such session.', isRetryable: false })
  return session
}

/** Letters every file system and header takes. */
function fileName({ title, page }: Session, format: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '')
  return `${words || page}.${format}`
}

function tooLarge(): FailureError {
  const megabytes = maxImportBytes / 1024 / 1024
  const message = `The file is larger than ${megabytes} MB. Nothing was imported.`
  return new FailureError({ kind: 'too-large', message, isRetryable: false })
}
