import { refused } from './refused.ts'

/** Without a byte order mark. */
export function decodeText(bytes: Uint8Array, what = 'The file'): string {
  const [first, second] = bytes
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (isUtf16) throw refused(`${what} is text in UTF-16. Save it as UTF-8, then import it again.`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refused(`${what} is not text in UTF-8.`)
  }
}
