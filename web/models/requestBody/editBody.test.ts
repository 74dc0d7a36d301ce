import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readInBody, removeFromBody, setInBody } from './editBody.ts'

/** JSON as people write it: any layout, any spelling of a number, unknown fields, but no key twice. */
const written = fc
  .tuple(
    fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1, maxKeys: 6 }),
    fc.constantFrom(undefined, 2, 4, '\t'),
    fc.constantFrom('1.0', '1e3', '12345678901234567890', '-0.0', '"\\u0041"', '[ 1.50,2 ]'),
  )
  .map(([object, indent, number]) => {
    const { 'the one': _, ...rest } = object
    return JSON.stringify({ ...rest, 'the one': '$' }, null, indent).replace(/"\$"(?=\s*\}$)/, () => number)
  })

describe('setInBody', () => {
  it('changes one value and not a byte beside it', () => {
    fc.assert(
      fc.property(written, fc.constantFrom('0.10', '"x"', 'null', '[1]'), (text, json) => {
        const before = readInBody(text, ['the one']) ?? ''
        const changed = setInBody(text, ['the one'], json)
        expect(readInBody(changed, ['the one'])).toBe(json)
        expect(setInBody(changed, ['the one'], before)).toBe(text)
      }),
    )
  })

  it('adds a field and leaves every other value as it was written', () => {
    fc.assert(
      fc.property(written, (text) => {
        const changed = setInBody(text, ['brand new'], '7.0')
        expect(readInBody(changed, ['brand new'])).toBe('7.0')
        expect(readInBody(changed, ['the one'])).toBe(readInBody(text, ['the one']))
        const { 'brand new': added, ...rest } = JSON.parse(changed) as Record<string, unknown>
        expect(added).toBe(7)
        expect(rest).toEqual(JSON.parse(text))
      }),
    )
  })

  it.each([
    ['{"a":1}', '{"a":1, "b":2.0}'],
    ['{ "a": 1 }', '{ "a": 1, "b": 2.0 }'],
    ['{\n  "a": 1\n}', '{\n  "a": 1,\n  "b": 2.0\n}'],
    ['{\r\n\t"a": 1\r\n}', '{\r\n\t"a": 1,\r\n\t"b": 2.0\r\n}'],
    ['{"a":1,"c":{"d":1}}', '{"a":1,"c":{"d":1},"b":2.0}'],
    ['{}', '{"b": 2.0}'],
    ['', '{"b": 2.0}'],
  ])('lays the new field of %j out as its neighbours', (text, expected) => {
    expect(setInBody(text, ['b'], '2.0')).toBe(expected)
  })

  it('makes the object a nested field belongs to', () => {
    expect(setInBody('{"a": 1}', ['stream_options', 'include_usage'], 'true')).toBe(
      '{"a": 1, "stream_options": {"include_usage": true}}',
    )
  })

  it('leaves alone what is no object', () => {
    expect(setInBody('[1]', ['a'], '1')).toBe('[1]')
    expect(setInBody('hello', ['a'], '1')).toBe('hello')
  })
})

describe('removeFromBody', () => {
  it('takes one field out', () => {
    expect(removeFromBody('{"a": 1.0, "top_k": 40, "b": 1e3}', ['top_k'])).toBe('{"a": 1.0, "b": 1e3}')
    expect(removeFromBody('{"a": 1.0, "b": 2}', ['b'])).toBe('{"a": 1.0}')
    expect(removeFromBody('{"a": 1.0}', ['a'])).toBe('{}')
  })

  it('leaves every other value as it was written', () => {
    fc.assert(
      fc.property(written, (text) => {
        const changed = removeFromBody(setInBody(text, ['brand new'], '7.0'), ['brand new'])
        expect(changed).toBe(text)
      }),
    )
  })
})
