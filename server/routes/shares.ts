import type { FastifyInstance } from 'fastify'
import { createBreath, type Breath } from '../archive/breath.ts'
import { htmlFile } from '../archive/html/htmlFile.ts'
import { likelySecrets } from '../archive/likelySecrets.ts'
import { maxSharedBytes, readShownFile, tooLargeToShare } from '../archive/readShownFile.ts'
import { sharableParts, sharedFile } from '../archive/sharedFile.ts'
import { FailureError } from '../contract/failure.ts'
import {
  shareDraftSchema,
  shareForkSchema,
  sharePartsSchema,
  type CreatedShare,
  type Share,
  type ShareParts,
  type SharePreview,
} from '../contract/share.ts'
import type { Session } from '../contract/session.ts'
import type { SessionsImported } from '../contract/sessionFile.ts'
import type { Database } from '../store/database.ts'
import type { Recorder } from '../store/recorder.ts'
import { saved } from '../store/saved.ts'
import type { ShareRecord } from '../store/schema.ts'
import {
  findShare,
  insertShare,
  listShares,
  revokeAllShares,
  revokeShare,
  viewShare,
  type ShareHead,
} from '../store/shares.ts'
import type { Importer } from './importer.ts'
import { createPassphraseTries, sealPassphrase } from './passphrase.ts'
import { sessionNamed, sessionPartsOf } from './sessionFiles.ts'
import { shareLinks } from './shareLinks.ts'
import { sharePageHeaders } from './sharePage.ts'
import { createSharePreviews } from './sharePreviews.ts'
import { hashOfShareToken, newShareToken } from './shareToken.ts'

interface Deps {
  database: Database
  recorder: Recorder
  importer: Importer
  now: () => Date
  newId: () => string
}

const msPerDay = 24 * 60 * 60_000
const lifetimes = { day: msPerDay, week: 7 * msPerDay, month: 30 * msPerDay, never: undefined }

export function shareRoutes(app: FastifyInstance, { database, recorder, importer, now, newId }: Deps): void {
  const previews = createSharePreviews()
  const tries = createPassphraseTries(() => performance.now())
  const parts = sessionPartsOf(database, recorder)

  app.post<{ Params: { id: string } }>(
    '/api/sessions/:id/share-previews',
    async ({ params, body }, reply): Promise<SharePreview> => {
      const chosen = sharePartsSchema.parse(body)
      const session = await sessionNamed(database, params.id)
      // Whoever leaves something else out meanwhile waits for the next one only.
      const left = new AbortController()
      reply.raw.on('close', () => left.abort())
      try {
        return await previewOf(session, chosen, createBreath(left.signal))
      } catch (error) {
        if (!left.signal.aborted) throw error
        return reply.hijack() as never
      }
    },
  )

  async function previewOf(session: Session, chosen: ShareParts, breathe: Breath): Promise<SharePreview> {
    const file = await readShownFile(session, parts, now())
    const { file: shared, texts } = await sharedFile(file, chosen, newId, breathe)
    const html = await htmlFile(shared, breathe)
    const byteLength = Buffer.byteLength(html)
    if (byteLength > maxSharedBytes) throw tooLargeToShare()
    const findings = await likelySecrets(texts, breathe)
    const id = newId()
    previews.add(id, { sessionId: session.id, title: shared.session.title, html, byteLength })
    return { id, byteLength, findings, parts: sharableParts(file) }
  }

  /** In the dialog, in a frame that runs nothing. */
  app.get<{ Params: { id: string } }>('/api/share-previews/:id', ({ params }, reply) => {
    const preview = previews.get(params.id)
    if (preview === undefined) throw noPreview()
    return reply.headers(sharePageHeaders(preview.html, { frame: "'self'" })).send(preview.html)
  })

  app.post('/api/shares', async ({ body }, reply): Promise<CreatedShare> => {
    const { previewId, expires, passphrase, maxViews } = shareDraftSchema.parse(body)
    const preview = previews.get(previewId)
    if (preview === undefined) throw noPreview()
    const token = newShareToken()
    const at = now()
    const lifetime = lifetimes[expires]
    const record: ShareRecord = {
      id: newId(),
      token_hash: hashOfShareToken(token),
      session_id: preview.sessionId,
      title: preview.title,
      created_at: at.toISOString(),
      expires_at: lifetime === undefined ? null : new Date(at.getTime() + lifetime).toISOString(),
      passphrase: passphrase === null ? null : await sealPassphrase(passphrase),
      max_views: maxViews,
      views: 0,
      last_viewed_at: null,
    }
    await saved(insertShare(database, record, preview.html))
    return reply.code(201).send({ share: shareOf(record), path: `/share/${token}` })
  })

  app.get('/api/shares', async (): Promise<Share[]> => (await listShares(database)).map(shareOf))

  app.delete<{ Params: { id: string } }>('/api/shares/:id', async ({ params }, reply) => {
    if (!(await saved(revokeShare(database, params.id))))
      throw new FailureError({ kind: 'not-found', message: 'There is no such share.', isRetryable: false })
    return reply.code(204).send()
  })

  app.delete('/api/shares', async (_request, reply) => {
    await saved(revokeAllShares(database))
    return reply.code(204).send()
  })

  /** Not open: a copy is for whoever may use this playground. */
  app.post('/api/shares/fork', async ({ body, ip }, reply): Promise<SessionsImported> => {
    const { token, passphrase = '' } = shareForkSchema.parse(body)
    const share = await findShare(database, hashOfShareToken(token), now())
    if (share === undefined) throw noShare()
    if (share.passphrase !== null) {
      const outcome =
        passphrase === ''
          ? 'wrong'
          : await tries.check({ shareId: share.id, address: ip, passphrase, sealed: share.passphrase })
      if (outcome !== 'right') throw passphraseFailure(passphrase === '' ? 'none' : outcome)
    }
    const html = await viewShare(database, share.id, now())
    if (html === undefined) throw noShare()
    return reply.code(201).send(await importer.take([Buffer.from(html)]))
  })

  shareLinks(app, { database, tries, now })
}

function shareOf(row: ShareHead): Share {
  return {
    id: row.id,
    sessionId: row.session_id,
    title: row.title,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    hasPassphrase: row.passphrase !== null,
    maxViews: row.max_views,
    views: row.views,
    lastViewedAt: row.last_viewed_at,
  }
}

function noShare(): FailureError {
  const message =
    'The link is wrong, or what it led to has expired, was revoked or has been read as often as it may be.'
  return new FailureError({ kind: 'not-found', message, isRetryable: false })
}

const passphraseWords = {
  none: 'This share asks for a passphrase.',
  wrong: 'That is not the passphrase.',
  wait: 'Too many passphrases were wrong. Wait ten seconds.',
}

function passphraseFailure(outcome: keyof typeof passphraseWords): FailureError {
  const kind = outcome === 'wait' ? 'rate-limited' : 'forbidden'
  return new FailureError({ kind, message: passphraseWords[outcome], isRetryable: outcome === 'wait' })
}

function noPreview(): FailureError {
  const message = 'This preview is no longer there. Open the dialog again.'
  return new FailureError({ kind: 'not-found', message, isRetryable: false })
}
