/**
 * What a link of a model's answer may do. Only http, https and mailto can be clicked; an address inside this app
 * cannot, as a model has no business there. The reader always learns the real host where the text claims another.
 */
export type SafeLink =
  | { isClickable: true; href: string; host: string; isDeceptive: boolean }
  | { isClickable: false; url: string }

const protocols = new Set(['http:', 'https:', 'mailto:'])

export function checkLink(url: string, text: string): SafeLink {
  // The browser's own parser, so that tabs, entities already decoded, upper case and zero-width tricks end where they would end in it.
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !protocols.has(parsed.protocol)) return { isClickable: false, url }
  const host = parsed.protocol === 'mailto:' ? parsed.pathname : parsed.host
  const isDeceptive =
    parsed.username !== '' || parsed.password !== '' || hostiles.test(text) || claimsOther(text, parsed)
  return { isClickable: true, href: parsed.href, host, isDeceptive: isDeceptive || parsed.hostname.includes('xn--') }
}

/** Characters that reorder or hide text (Unicode TR 36, 2.2; TR 9): bidi embeddings, overrides, isolates, marks, zero-width. */
const hostiles = /[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C\u200B\u2060\uFEFF]/

function claimsOther(text: string, url: URL): boolean {
  const claimed = claimedHost(text)
  if (claimed === undefined) return false
  if (url.protocol === 'mailto:')
    return decodeURIComponent(safely(url.pathname)) !== text.trim().replace(/^mailto:/i, '')
  return withoutWww(claimed) !== withoutWww(url.hostname)
}

function safely(path: string): string {
  return /%(?![\da-f]{2})/i.test(path) ? '' : path.replace(/%[89a-f][\da-f]/gi, '?')
}

/** The host a text looks like: the whole of it is an address, or it holds one with a scheme or www. */
function claimedHost(text: string): string | undefined {
  const trimmed = text.trim().toLowerCase()
  const withScheme = /(?:[a-z][a-z\d+.-]*:\/\/|\bwww\.)[^\s/?#]+/.exec(trimmed)?.[0]
  const candidate = withScheme ?? (/^[^\s/?#@:]+\.[\p{L}]{2,}(?:[/?#:][^\s]*)?$/u.test(trimmed) ? trimmed : undefined)
  if (candidate === undefined) return trimmed.includes('@') && !trimmed.includes(' ') ? trimmed : undefined
  const address = /^[a-z][a-z\d+.-]*:\/\//.test(candidate) ? candidate : `https://${candidate}`
  return URL.canParse(address) ? new URL(address).hostname : candidate
}

function withoutWww(host: string): string {
  return host.replace(/^www\./, '')
}

/** Bidi controls and zero-width characters as their code points, so that text reads in the order it is in. */
export function visibleControls(text: string): string {
  return text.replace(
    /[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C\u200B\u2060\uFEFF]/g,
    (character) => `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
  )
}

/** Overrides and embeddings only: marks and isolates belong to ordinary right-to-left text, zero-width ones to emoji and scripts. */
export function visibleOverrides(text: string): string {
  return text.replace(/[\u202A-\u202E]/g, visibleControls)
}
