import { replaceRanges } from '../../contract/jsonRewrite.ts'
import { memberOf, readArrayAt, readObjectAt } from '../../contract/jsonText.ts'

/**
 * Vectors as the caller asked for them: `base64` is little-endian float32, which OpenAI's clients ask for by default and
 * older Node ones decode whatever comes; anything else is a list of numbers, which DatabricksEmbeddings reads. An
 * upstream that ignores `encoding_format` is made up for here; one that does not keeps its bytes.
 */
export function encodeEmbeddings(json: Uint8Array, encoding: 'float' | 'base64'): Uint8Array {
  const data = memberOf(readObjectAt(json, 0), 'data')
  if (data === undefined || json[data.valueStart] !== openBracket) return json
  const changed: { start: number; end: number; value: Uint8Array }[] = []
  for (const { start } of readArrayAt(json, data.valueStart)) {
    if (json[start] !== openBrace) continue
    const vector = memberOf(readObjectAt(json, start), 'embedding')
    if (vector === undefined) continue
    const { valueStart, valueEnd } = vector
    const isText = json[valueStart] === quote
    if (isText === (encoding === 'base64')) continue
    const value: unknown = JSON.parse(
      Buffer.from(json.buffer, json.byteOffset + valueStart, valueEnd - valueStart).toString(),
    )
    const converted = typeof value === 'string' ? numbersOf(value) : Array.isArray(value) ? textOf(value) : undefined
    if (converted !== undefined) changed.push({ start: valueStart, end: valueEnd, value: Buffer.from(converted) })
  }
  return changed.length === 0 ? json : replaceRanges(json, changed)
}

/** Undefined for what holds no numbers, or texts of several vectors a token. */
function textOf(vector: unknown[]): string | undefined {
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [index, value] of vector.entries()) {
    if (typeof value !== 'number') return undefined
    bytes.writeFloatLE(value, index * 4)
  }
  return `"${bytes.toString('base64')}"`
}

function numbersOf(text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length % 4 !== 0) return undefined
  return JSON.stringify(Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4)))
}

const openBrace = 0x7b
const openBracket = 0x5b
const quote = 0x22
