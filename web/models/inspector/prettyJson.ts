import { applyEdits, format } from 'jsonc-parser'

/** Laying a text of this length out takes longer than a frame or two; it is shown as it is. */
const maxLength = 2_000_000

/**
 * The same JSON with line breaks, every number as it was written: JSON.parse would make 12345678901234567890 another
 * number, and 1.0 a 1. Undefined where the text is not JSON, or too long.
 */
export function prettyJson(text: string): string | undefined {
  if (text.length > maxLength) return undefined
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  return applyEdits(text, format(text, undefined, { insertSpaces: true, tabSize: 2, eol: '\n' }))
}
