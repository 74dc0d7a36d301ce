import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replaceRanges, rewriteObject } from './jsonRewrite.ts'
import { readJsonObject } from './jsonText.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

function rewrite(text: string, changes: Record<string, string | null>): string {
  const bytes = bytesOf(text)
  const map = new Map(Object.entries(changes).map(([name, value]) => [name, value === null ? null : bytesOf(value)]))
  return new TextDecoder().decode(rewriteObject(bytes, readJsonObject(bytes), map))
}

describe('an object changed as bytes', () => {
  it('stays as it is where nothing is changed', () => {
    const text = '{ "a" : 1.0,\n\t"b":12345678901234567890 , "c": [ 1e3 ]\n}'
    expect(rewrite(text, {})).toBe(text)
  })

  it.each([
    ['{"model":"x","b":1}', '{"model":"y","b":1}'],
    ['{"b":1 , "model" : "x" }', '{"b":1 , "model" : "y" }'],
    ['{"b":1}', '{"model":"y","b":1}'],
    ['{}', '{"model":"y"}'],
    ['{ }', '{"model":"y"}'],
    ['{"model":1,"model":2}', '{"model":"y"}'],
    ['{"a":0,"model":1,"b":0,"mod\\u0065l":2,"c":0}', '{"a":0,"model":"y","b":0,"c":0}'],
  ])('sets a member: %s', (text, expected) => {
    expect(rewrite(text, { model: '"y"' })).toBe(expected)
  })

  it.each([
    ['{"x":1}', '{}'],
    ['{"x":1,"b":2}', '{"b":2}'],
    ['{"a":1, "x":2}', '{"a":1}'],
    ['{"a":1, "x":2, "b":3}', '{"a":1, "b":3}'],
    ['{"x":1,"x":2}', '{}'],
    ['{"x":1,"a":0,"x":2}', '{"a":0}'],
  ])('removes a member: %s', (text, expected) => {
    expect(rewrite(text, { x: null })).toBe(expected)
  })

  it('adds several before the others', () => {
    expect(rewrite('{"a":1}', { b: '2', c: '3' })).toBe('{"b":2,"c":3,"a":1}')
  })

  it('means what the changes say, and changes nothing else', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd')
    const members = fc.array(fc.tuple(name, fc.jsonValue()), { maxLength: 8 })
    const wanted = fc.dictionary(name, fc.option(fc.jsonValue()))
    fc.assert(
      fc.property(members, wanted, fc.constantFrom('', ' '), (pairs, changes, space) => {
        const text = `{${pairs.map(([key, value]) => `${space}"${key}":${space}${JSON.stringify(value)}`).join(`${space},`)}}`
        const rewritten: unknown = JSON.parse(
          rewrite(
            text,
            Object.fromEntries(
              Object.entries(changes).map(([key, value]) => [key, value === null ? null : JSON.stringify(value)]),
            ),
          ),
        )
        const expected = new Map<string, unknown>(pairs)
        for (const [key, value] of Object.entries(changes))
          if (value === null) expected.delete(key)
          else expected.set(key, value)
        expect(rewritten).toEqual(JSON.parse(JSON.stringify(Object.fromEntries(expected))))
      }),
    )
  })

  it('replaces ranges', () => {
    const changed = replaceRanges(bytesOf('0123456789'), [
      { start: 1, end: 3, value: bytesOf('ab') },
      { start: 9, end: 10, value: bytesOf('') },
    ])
    expect(new TextDecoder().decode(changed)).toBe('0ab345678')
  })
})
