import { createHash, randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { htmlFile } from '../archive/html/htmlFile.ts'
import { likelySecrets } from '../archive/likelySecrets.ts'
import { readSessionFile } from '../archive/sessionFile.ts'
import { sharableParts, sharedFile } from '../archive/sharedFile.ts'
import { FailureError } from '../contract/failure.ts'
import {
  shareDraftSchema,
  shareForkSchema,
  sharePartsSchema,
  type CreatedShare,
  type Share,
  type SharePreview,
} from '../contract/share.ts'
import type { SessionsImported } from '../contract/sessionFile.ts'
import type { Database } from '../store/database.ts'
import type { Recorder } from '../store/recorder.ts'
import { saved } from '../store/saved.ts'
import type { ShareRecord } from '../store/schema.ts'
import { findShare, insertShare, listShares, revokeShare, viewShare } from '../store/shares.ts'
import type { Importer } from './importer.ts'
import { createPassphraseTries, sealPassphrase } from './passphrase.ts'
import { sessionNamed, sessionPartsOf } from './sessionFiles.ts'
import { goneSharePage, passphrasePage, sharePageHeaders } from './sharePage.ts'

interface Deps {
  database: Database
  recorder: Recorder
  importer: Importer
  now: () => Date
  newId: () => string
}

/** Pages somebody looks at before sharing them; the oldest goes where there are more. */
const maxPreviews = 16
const maxSharedBytes = 32 * 1024 * 1024

const msPerDay = 24 * 60 * 60_000
const lifetimes = { day: msPerDay, week: 7 * msPerDay, month: 30 * msPerDay, never: undefined }

export function shareRoutes(app: FastifyInstance, { database, recorder, importer, now, newId }: Deps): void {
  const previews = new Map<string, { sessionId: string; title: string; html: string }>()
  const tries = createPassphraseTries(() => performance.now())
  const parts = sessionPartsOf(database, recorder)

  app.post<{ Params: { id: string } }>(
    '/api/sessions/:id/share-previews',
    async ({ params, body }): Promise<SharePreview> => {
      const chosen = sharePartsSchema.parse(body)
      const session = await sessionNamed(database, params.id)
      const file = await readSessionFile(session, parts, now())
      const { file: shared, texts } = await sharedFile(file, chosen, newId)
      const html = await htmlFile(shared)
      const byteLength = Buffer.byteLength(html)
      if (byteLength > maxSharedBytes) throw tooLarge()
      const id = newId()
      const [oldest] = previews.keys()
      if (oldest !== undefined && previews.size >= maxPreviews) previews.delete(oldest)
      previews.set(id, { sessionId: session.id, title: shared.session.title, html })
      return { id, byteLength, findings: likelySecrets(texts), parts: sharableParts(file) }
    },
  )

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
    const token = randomBytes(24).toString('base64url')
    const at = now()
    const lifetime = lifetimes[expires]
    const record: ShareRecord = {
      id: newId(),
      token_hash: hashOf(token),
      session_id: preview.sessionId,
      title: preview.title,
      created_at: at.toISOString(),
      expires_at: lifetime === undefined ? null : new Date(at.getTime() + lifetime).toISOString(),
      passphrase: passphrase === null ? null : await sealPassphrase(passphrase),
      max_views: maxViews,
      views: 0,
      last_viewed_at: null,
      revoked_at: null,
      page: preview.html,
    }
    await saved(insertShare(database, record))
    return reply.code(201).send({ share: shareOf(record), path: `/share/${token}` })
  })

  app.get('/api/shares', async (): Promise<Share[]> => (await listShares(database)).map(shareOf))

  app.delete<{ Params: { id: string } }>('/api/shares/:id', async ({ params }, reply) => {
    if (!(await saved(revokeShare(database, params.id, now()))))
      throw new FailureError({ kind: 'not-found', message: 'There is no such share.', isRetryable: false })
    return reply.code(204).send()
  })

  const isReadable = ({ expires_at, revoked_at, max_views, views }: Omit<ShareRecord, 'page' | 'token_hash'>) =>
    revoked_at === null &&
    (expires_at === null || expires_at > now().toISOString()) &&
    (max_views === null || views < max_views)

  const gone = (reply: FastifyReply) => reply.code(404).headers(sharePageHeaders(goneSharePage)).send(goneSharePage)

  const show = async (reply: FastifyReply, id: string, token: string) => {
    const html = await viewShare(database, id, now())
    return html === undefined ? gone(reply) : reply.headers(sharePageHeaders(html)).send(withFork(html, token))
  }

  const ask = (reply: FastifyReply, token: string, remark?: string) => {
    const html = passphrasePage(`/share/${token}`, remark)
    // With no-referrer a browser calls the origin of a form "null", which the gate refuses; this page has no link out.
    return reply.headers({ ...sharePageHeaders(html, { hasForm: true }), 'referrer-policy': 'same-origin' }).send(html)
  }

  /** Not open: a copy is for whoever may use this playground. */
  app.post('/api/shares/fork', async ({ body }, reply): Promise<SessionsImported> => {
    const { token, passphrase = '' } = shareForkSchema.parse(body)
    const share = await findShare(database, hashOf(token))
    if (share === undefined || !isReadable(share)) throw noShare()
    if (share.passphrase !== null) {
      const outcome = passphrase === '' ? 'wrong' : await tries.check(share.id, passphrase, share.passphrase)
      if (outcome !== 'right') throw passphraseFailure(passphrase === '' ? 'none' : outcome)
    }
    const html = await viewShare(database, share.id, now())
    if (html === undefined) throw noShare()
    return reply.code(201).send(await importer.take([Buffer.from(html)]))
  })

  // HEAD would count as a view without one having been.
  app.get<{ Params: { token: string } }>(
    '/share/:token',
    { config: { isOpen: true }, exposeHeadRoute: false },
    async ({ params: { token } }, reply) => {
      const share = await findShare(database, hashOf(token))
      if (share === undefined || !isReadable(share)) return gone(reply)
      return share.passphrase === null ? show(reply, share.id, token) : ask(reply, token)
    },
  )

  void app.register(async (forms) => {
    forms.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 8192 },
      (_request, body, done) => done(null, new URLSearchParams(String(body)).get('passphrase') ?? ''),
    )
    forms.post<{ Params: { token: string } }>(
      '/share/:token',
      { config: { isOpen: true, takesForms: true, takesOwnForms: true } },
      async ({ params: { token }, body }, reply) => {
        const share = await findShare(database, hashOf(token))
        if (share === undefined || !isReadable(share)) return gone(reply)
        if (share.passphrase === null) return show(reply, share.id, token)
        const given = typeof body === 'string' ? body.slice(0, 200) : ''
        switch (await tries.check(share.id, given, share.passphrase)) {
          case 'right':
            return show(reply, share.id, token)
          case 'wrong':
            return ask(reply.code(403), token, 'That is not the passphrase.')
          case 'wait':
            return ask(reply.code(429).header('retry-after', '10'), token, 'Too many were wrong. Wait ten seconds.')
        }
      },
    )
  })
}

/** Only a right token comes here, so it is letters, digits, `-` and `_`. */
function withFork(html: string, token: string): string {
  return html.replace('<footer>', () => `<footer><p><a href="/sessions#fork=${token}">Fork</a></p>`)
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

function shareOf(row: Omit<ShareRecord, 'page' | 'token_hash'>): Share {
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

function tooLarge(): FailureError {
  const message = 'What would be shared is larger than 32 MB. Leave turns or panes out, or export a file.'
  return new FailureError({ kind: 'too-large', message, isRetryable: false })
}
