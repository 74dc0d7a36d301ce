import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Database } from '../store/database.ts'
import { findShare, viewShare } from '../store/shares.ts'
import type { PassphraseTries } from './passphrase.ts'
import { goneSharePage, passphrasePage, sharePageHeaders } from './sharePage.ts'
import { hashOfShareToken } from './shareToken.ts'

interface Deps {
  database: Database
  tries: PassphraseTries
  now: () => Date
}

/**
 * What a link leads to, for anybody. Whatever is not a page to read now gets one and the same answer: a guessed link, one that
 * has expired, was revoked or was used up, any other address below /share and any other method.
 */
export function shareLinks(app: FastifyInstance, { database, tries, now }: Deps): void {
  const gone = (reply: FastifyReply) => reply.code(404).headers(goneHeaders).send(goneSharePage)

  const show = async (reply: FastifyReply, id: string, token: string) => {
    const html = await viewShare(database, id, now())
    return html === undefined ? gone(reply) : reply.headers(sharePageHeaders(html)).send(withFork(html, token))
  }

  const ask = (reply: FastifyReply, token: string, remark?: string) => {
    const html = passphrasePage(`/share/${token}`, remark)
    return reply.headers(sharePageHeaders(html, { hasForm: true })).send(html)
  }

  app.get<{ Params: { token: string } }>(
    '/share/:token',
    { config: { isOpen: true }, exposeHeadRoute: false },
    async ({ params: { token } }, reply) => {
      const share = await findShare(database, hashOfShareToken(token), now())
      if (share === undefined) return gone(reply)
      return share.passphrase === null ? show(reply, share.id, token) : ask(reply, token)
    },
  )

  // A view is when somebody read it; who only asks whether it is there has not.
  app.head<{ Params: { token: string } }>('/share/:token', { config: { isOpen: true } }, async ({ params }, reply) => {
    const share = await findShare(database, hashOfShareToken(params.token), now())
    return share === undefined ? gone(reply) : reply.headers(goneHeaders).send()
  })

  for (const url of ['/share', '/share/', '/share/:token/*'])
    app.all(url, { config: { isOpen: true } }, (_request, reply) => gone(reply))

  void app.register(async (forms) => {
    forms.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 8192 },
      (_request, body, done) => done(null, new URLSearchParams(String(body)).get('passphrase') ?? ''),
    )
    forms.post<{ Params: { token: string } }>(
      '/share/:token',
      { config: { isOpen: true, takesForms: true, takesOwnForms: true } },
      async ({ params: { token }, body, ip }, reply) => {
        const share = await findShare(database, hashOfShareToken(token), now())
        if (share === undefined) return gone(reply)
        if (share.passphrase === null) return show(reply, share.id, token)
        const passphrase = typeof body === 'string' ? body.slice(0, 200) : ''
        switch (await tries.check({ shareId: share.id, address: ip, passphrase, sealed: share.passphrase })) {
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

const goneHeaders = sharePageHeaders(goneSharePage)

/** Only a right token comes here, so it is letters, digits, `-` and `_`. */
function withFork(html: string, token: string): string {
  return html.replace('<footer>', () => `<footer><p><a href="/sessions#fork=${token}">Fork</a></p>`)
}
