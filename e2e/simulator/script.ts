/**
 * What a model name asks the simulator to do. A name is a list of words and `key:value` parameters:
 *
 *   markdown,rate:200,tokens:4000,seed:3      cut,at:12      503,fail:1      reasoning,one-byte-writes
 *
 * Words combine freely (`words.ts` lists them): one says what is sent, one how it is written, one how it ends.
 */
export interface Script {
  name: string
  words: Set<string>
  /** Tokens a second; 0 = as fast as the reader takes them. */
  rate: number
  tokens: number
  seed: number
  /** The token before which the fault happens. */
  at: number
  /** How long a stall, a slow header or a slow end takes. */
  ms: number
  byteLength: number
  /** Dimensions of a vector. */
  width: number
  /** Fails this often under this name, then behaves; 0 = always. */
  fail: number
  /** A plain HTTP status, where the name asks for one. */
  status: number | undefined
}

const statusWord = /^([2345]\d\d)(-html|-empty|-binary|-big)?$/

export function parseScript(name: string): Script {
  const parts = name.split(',').map((part) => part.trim())
  const words = new Set(parts.filter((part) => part !== '' && !part.includes(':')))
  const values = new Map<string, string>()
  for (const part of parts) {
    const colon = part.indexOf(':')
    if (colon > 0) values.set(part.slice(0, colon), part.slice(colon + 1))
  }
  const number = (key: string, fallback: number): number => {
    const value = Number(values.get(key) ?? fallback)
    return Number.isFinite(value) && value >= 0 ? value : fallback
  }
  const tokens = number('tokens', words.has('short') ? 12 : 60)
  return {
    name,
    words,
    tokens,
    rate: number('rate', words.has('slow') ? 10 : words.has('fast') ? 200 : 100),
    seed: number('seed', 1),
    at: number('at', Math.floor(tokens / 3)),
    ms: number('ms', 600_000),
    byteLength: number('bytes', 12 * 1024 * 1024),
    width: number('width', 8),
    fail: number('fail', 0),
    status: [...words].map((word) => Number(statusWord.exec(word)?.[1] ?? 0)).find((status) => status > 0),
  }
}

export function statusBodyKind(script: Script): string {
  return [...script.words].map((word) => statusWord.exec(word)?.[2] ?? '').find((kind) => kind !== '') ?? ''
}
