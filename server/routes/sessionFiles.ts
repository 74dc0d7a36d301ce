import { Readable, pipeline } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { everythingLines, type EverythingParts } from '../archive/everythingLines.ts'
import { exportBytes, exportTypes } from '../archive/exportBytes.ts'
import { invocationLine, unsavedLine } from '../archive/invocationLine.ts'
import { fileInvocationOf, type SessionParts } from '../archive/sessionFile.ts'
import { everythingExportSchema } from '../contract/everythingFile.ts'
import { FailureError } from '../contract/failure.ts'
import { idSchema } from '../contract/run.ts'
import type { Session } from '../contract/session.ts'
import {
  sessionExportSchema,
  sessionImportSchema,
  type ImportProgress,
  type SessionsImported,
} from '../contract/sessionFile.ts'
import type { Database } from '../store/database.ts'
import { everySessionId, everyVersion, readKeptSession } from '../store/everySession.ts'
import { readInvocation } from '../store/invocations.ts'
import type { Recorder } from '../store/recorder.ts'
import { readStoredInvocation } from '../store/storedInvocation.ts'
import { readSession } from '../store/sessions.ts'
import { readVectorFrames } from '../store/vectors.ts'
import { arriving } from './arriving.ts'
import type { Importer } from './importer.ts'

interface Deps {
  database: Database
  recorder: Recorder
  importer: Importer
  now: () => Date
}

/** What such a file may call itself; the file says what it is. */
const fileTypes = [
  'application/octet-stream',
  'application/jsonl',
  'application/x-ndjson',
  'application/gzip',
  'text/html',
]

export function sessionFileRoutes(app: FastifyInstance, { database, recorder, importer, now }: Deps): void {
  const parts = sessionPartsOf(database, recorder)

  app.get<{ Params: { id: string } }>('/api/sessions/:id/export', async ({ params, query }, reply) => {
    const { format } = sessionExportSchema.parse(query)
    const session = await sessionNamed(database, params.id)
    return reply
      .header('content-type', exportTypes[format])
      .header('content-disposition', `attachment; filename="${fileName(session, format)}"`)
      .send(Readable.from(exportBytes(session, parts, { format, now: now() }), { objectMode: false }))
  })

  app.get('/api/sessions/export', async ({ query }, reply) => {
    const { id: only, bin: withBin = false, gzip: isGzip = false } = everythingExportSchema.parse(query)
    const ids = await everySessionId(database, { only, withBin })
    const at = now()
    const lines = everythingLines({ ids, parts: everythingPartsOf(database, recorder), now: at })
    const text = Readable.from(lines, { objectMode: false })
    const name = `ai-playground-${at.toISOString().slice(0, 10)}.jsonl${isGzip ? '.gz' : ''}`
    return reply
      .header('content-type', isGzip ? 'application/gzip' : 'application/jsonl; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(isGzip ? pipeline(text, createGzip(), () => undefined) : text)
  })

  app.get<{ Params: { progress: string } }>('/api/sessions/import/:progress', ({ params }): ImportProgress => {
    const progress = importer.progress(params.progress)
    if (progress === undefined)
      throw new FailureError({ kind: 'not-found', message: 'There is no such import.', isRetryable: false })
    return progress
  })

  void app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers()
    // Of any length: it is read as it comes, and what is wrong with it ends it.
    for (const type of ['application/json', ...fileTypes])
      uploads.addContentTypeParser(type, (_request, body, done) => done(null, body))
    uploads.post(
      '/api/sessions/import',
      { config: { takesTypes: fileTypes } },
      async ({ raw, query, body }, reply): Promise<SessionsImported> => {
        const { name, progress } = sessionImportSchema.parse(query)
        // What this route's parser gave.
        const file = body instanceof Readable ? body : Readable.from([])
        try {
          const imported = await importer.take(arriving(file, raw.socket), { name, progress })
          return await reply.code(201).send(imported)
        } finally {
          // The rest of a file that was refused: an answer cannot be read by who still sends.
          file.resume()
        }
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

function everythingPartsOf(database: Database, recorder: Recorder): EverythingParts {
  return {
    session: (id) => readKeptSession(database, id),
    async invocation(id) {
      const unsaved = recorder.unsaved(id)
      if (unsaved !== undefined) return unsavedLine(fileInvocationOf(unsaved)) ?? 'too long'
      const stored = await readStoredInvocation(database, id)
      return stored === undefined ? 'missing' : (invocationLine(stored) ?? 'too long')
    },
    versions: (sessionId) => everyVersion(database, sessionId),
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
