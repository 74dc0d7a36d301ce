import type { SharePreview } from '../contract/share.ts'

type Finding = SharePreview['findings'][number]

/** Key shapes of the common providers (as in server/wire/redact.ts), of clouds and of code hosts. */
const keys = [
  /\b(?:sk|pk|rk|gsk|csk|xai|pplx|hf|fw|r8|key|tgp|aipg[so]?)[-_][A-Za-z0-9_-]{12,}/g,
  /\b(?:dapi|dose)[0-9a-f]{16,}(?:-\d+)?/g,
  /\bAIza[0-9A-Za-z_-]{20,}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bgh[pousr]_[0-9A-Za-z]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[abeprs]-[\w-]{10,}/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[\s\S]{0,8000}?-----END [A-Z ]*PRIVATE KEY-----)?/g,
  /(?<=\bBearer\s+)[A-Za-z0-9._~+/=-]{12,}/gi,
]
const mail = /[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/gu
const cardNumber = /\b\d(?:[ -]?\d){12,18}\b/g

/** More are not looked through one by one. */
const maxFindings = 200

/** What in these texts looks like a key, an e-mail address or a card number (with a right check digit), each once. */
export function likelySecrets(texts: Iterable<string>): Finding[] {
  const found = new Map<string, Finding>()
  const add = (kind: Finding['kind'], text: string) => {
    if (found.size < maxFindings && !found.has(text)) found.set(text, { kind, text })
  }
  for (const text of texts) {
    for (const pattern of keys) for (const [match] of text.matchAll(pattern)) add('key', match)
    for (const [match] of text.matchAll(mail)) add('e-mail', match)
    for (const [match] of text.matchAll(cardNumber))
      if (isCardNumber(match.replace(/\D/g, ''))) add('card number', match)
  }
  return [...found.values()]
}

/** ISO/IEC 7812-1, annex B (Luhn). */
function isCardNumber(digits: string): boolean {
  if (/^(\d)\1+$/.test(digits)) return false
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
