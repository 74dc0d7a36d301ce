import { createHash } from 'node:crypto'
import { escapeHtml } from '../archive/html/escapeHtml.ts'
import { style } from '../archive/html/style.ts'

/** What a page outside the app may do: nothing. Its one style element is named by its hash. */
export function sharePageHeaders(
  html: string,
  { frame = "'none'", hasForm = false }: { frame?: string; hasForm?: boolean } = {},
): Record<string, string> {
  const own = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? ''
  // An opaque origin's form would be one of another site to the gate.
  const allowed = hasForm ? 'allow-forms allow-same-origin' : 'allow-popups allow-top-navigation-by-user-activation'
  const hash = createHash('sha256').update(own).digest('base64')
  return {
    'content-type': 'text/html; charset=utf-8',
    // `sandbox` makes it a site of its own: even a script that slipped through would be no part of the app.
    'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action ${hasForm ? "'self'" : "'none'"}; frame-ancestors ${frame}; sandbox ${allowed}`,
    'x-robots-tag': 'noindex, nofollow, noarchive',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...(frame === "'none'" ? {} : { 'x-frame-options': 'SAMEORIGIN' }),
  }
}

/** Of a guessed, expired, revoked or used-up link alike. */
export const goneSharePage = smallPage(
  'There is nothing to read here',
  '<p>The link is wrong, or what it led to has expired, was revoked or has been read as often as it may be. Ask whoever sent it for a new one.</p>',
)

export function passphrasePage(path: string, remark?: string): string {
  return smallPage(
    'A passphrase is needed',
    `<form method="post" action="${escapeHtml(path)}">${remark === undefined ? '' : `<p class="bad" role="alert">${escapeHtml(remark)}</p>`}
<label for="passphrase">Passphrase</label>
<input id="passphrase" name="passphrase" type="password" autocomplete="off" required>
<button type="submit">Open</button></form>`,
  )
}

function smallPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${style}</style></head>
<body><main><h1>${title}</h1>${body}</main></body></html>`
}
