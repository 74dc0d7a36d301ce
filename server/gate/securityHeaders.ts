/**
 * On every answer, errors included. Nothing is loaded from elsewhere, framed, or guessed by its content.
 * No 'unsafe-inline' and no 'unsafe-eval' anywhere: React sets styles through the CSSOM, which CSP does not concern.
 * Directives: https://www.w3.org/TR/CSP3/, read 2026-07-29.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  // Of our own pages those without a script may be shown in one: what a share will look like.
  "frame-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

export const securityHeaders: Record<string, string> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  // A playground, and what is shared from it, is for nobody's index.
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), display-capture=(), browsing-topics=()',
}
