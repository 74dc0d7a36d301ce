import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOfValue, JsonError, memberOf, readArrayAt, readJsonObject, skipSpace } from './jsonText.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const slice = (bytes: Uint8Array, start: number, end: number) => new TextDecoder().decode(bytes.subarray(start, end))

function accepts(text: string): boolean {
  const bytes = bytesOf(text)
  try {
    return skipSpace(bytes, endOfValue(bytes, skipSpace(bytes, 0))) === bytes.length
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    return false
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** JSON with white space anywhere, which JSON.stringify never writes. */
const spaced = fc
  .tuple(fc.jsonValue(), fc.constantFrom('', ' ', '\t', '\n  ', '\r\n'))
  .map(([value, space]) => JSON.stringify(value, undefined, space))

describe('JSON read as bytes', () => {
  it('accepts what JSON.parse accepts', () => {
    fc.assert(
      fc.property(spaced, (text) => {
        expect(accepts(text)).toBe(true)
      }),
    )
  })

  it('refuses what JSON.parse refuses, whatever is changed in a valid text', () => {
    const change = fc.tuple(
      fc.nat(),
      fc.nat(2),
      fc.constantFrom(
        '',
        '"',
        '\\',
        ',',
        ':',
        '{',
        '}',
        '[',
        ']',
        '-',
        '.',
        'e',
        '0',
        '1',
        'null',
        ' ',
        '\n',
        '\u0001',
      ),
    )
    fc.assert(
      fc.property(spaced, fc.array(change, { minLength: 1, maxLength: 3 }), (text, changes) => {
        for (const [at, removed, added] of changes) {
          const from = at % (text.length + 1)
          text = text.slice(0, from) + added + text.slice(from + removed)
        }
        // Half a surrogate pair does not survive UTF-8; JSON.parse would accept it.
        fc.pre(text.isWellFormed())
        expect(accepts(text)).toBe(isJson(text))
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['01'],
    ['+1'],
    ['.5'],
    ['1.'],
    ['1e'],
    ['-'],
    ['tru'],
    ['nul'],
    ['"\\x"'],
    ['"\\u12g4"'],
    ['[1,]'],
    ['{"a":1,}'],
    ['{"a"}'],
    ['{a:1}'],
    ['"a\nb"'],
    ['"never ends'],
    ['[[[]]'],
    ['NaN'],
    [''],
  ])('refuses %s', (text) => {
    expect(accepts(text)).toBe(false)
  })

  it('gives each member its own text, number spelling included', () => {
    const key = fc.string({ unit: 'grapheme' })
    const value = fc.oneof(spaced, fc.constantFrom('1.0', '1e3', '12345678901234567890', '-0', '1E+2', '"\\u00e9"'))
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value)), fc.constantFrom('', ' ', '\n'), (pairs, space) => {
        const wellFormed = pairs.filter(([name, text]) => name.isWellFormed() && text.isWellFormed())
        const text = `${space}{${wellFormed.map(([name, text]) => `${space}${JSON.stringify(name)}${space}:${space}${text}${space}`).join(',')}}${space}`
        const bytes = bytesOf(text)
        const { members } = readJsonObject(bytes)
        expect(members.map(({ name }) => name)).toEqual(wellFormed.map(([name]) => name))
        expect(members.map(({ valueStart, valueEnd }) => slice(bytes, valueStart, valueEnd))).toEqual(
          wellFormed.map(([, text]) => text.trim()),
        )
      }),
    )
  })

  it('resolves escapes in keys, so that no spelling hides one', () => {
    expect(readJsonObject(bytesOf('{"mod\\u0065l":1}')).members[0]?.name).toBe('model')
  })

  it('takes the last of equal keys, as JSON.parse does', () => {
    const bytes = bytesOf('{"a":1,"b":2,"a":3}')
    const found = memberOf(readJsonObject(bytes), 'a')
    expect(slice(bytes, found?.valueStart ?? 0, found?.valueEnd ?? 0)).toBe('3')
  })

  it('gives the items of an array', () => {
    const bytes = bytesOf('[ 1.0, "a,]" ,[2] ]')
    expect(readArrayAt(bytes, 0).map(({ start, end }) => slice(bytes, start, end))).toEqual(['1.0', '"a,]"', '[2]'])
    expect(readArrayAt(bytesOf('[ ]'), 0)).toEqual([])
  })

  it.each([['[]'], ['1'], ['"a"'], ['null'], [''], ['{} {}'], ['{}x']])('takes %s for no object', (text) => {
    expect(() => readJsonObject(bytesOf(text))).toThrow(JsonError)
  })

  it('finds the end of a string of megabytes, whatever ends it', () => {
    for (const ending of ['', '\\\\', '\\"', '\\\\\\"']) {
      const text = `{"image":"${'A'.repeat(3_000_000)}${ending}","n":1}`
      expect(readJsonObject(bytesOf(text)).members.map(({ name }) => name)).toEqual(['image', 'n'])
    }
  })

  it('needs no stack for depth, and refuses more than a thousand', () => {
    expect(accepts('['.repeat(1000) + ']'.repeat(1000))).toBe(true)
    expect(accepts('['.repeat(100_000))).toBe(false)
    expect(accepts('{"a":'.repeat(5000) + '1' + '}'.repeat(5000))).toBe(false)
  })
})
