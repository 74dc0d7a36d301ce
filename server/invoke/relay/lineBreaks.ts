/**
 * MLflow's `predict_stream` cuts a stream into lines as Python's `str.splitlines` does, so at U+0085, U+2028 and U+2029
 * too (requests' `iter_lines(decode_unicode=True)`; observed with mlflow-skinny 3.17.2: JSONDecodeError). In JSON they
 * stand in strings only, where an escape says the same. `piece`: whole events.
 */
export function escapeLineBreaks(piece: Uint8Array): Uint8Array {
  const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length)
  if (!bytes.includes(generalPunctuation) && !bytes.includes(nextLine)) return piece
  const text = bytes.toString('latin1')
  const escaped = text.replaceAll(lineBreaks, (found) => escapes[found] ?? found)
  return escaped.length === text.length ? piece : Buffer.from(escaped, 'latin1')
}

const generalPunctuation = Buffer.from([0xe2, 0x80])
const nextLine = Buffer.from('\u0085')
/** In UTF-8, a character a byte. */
const lineBreaks = /\xe2\x80[\xa8\xa9]|\xc2\x85/g
const escapes: Record<string, string> = {
  '\xe2\x80\xa8': String.raw`\u2028`,
  '\xe2\x80\xa9': String.raw`\u2029`,
  '\xc2\x85': String.raw`\u0085`,
}
