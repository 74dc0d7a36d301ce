import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prettyJson } from './prettyJson.ts'

describe('prettyJson', () => {
  it('keeps numbers as they were written', () => {
    expect(prettyJson('{"seed":12345678901234567890,"t":1.0,"e":1e3}')).toBe(
      '{\n  "seed": 12345678901234567890,\n  "t": 1.0,\n  "e": 1e3\n}',
    )
  })

  it('lays any JSON out as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = prettyJson(JSON.stringify(value))
        expect(JSON.parse(text ?? '')).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('leaves alone what is no JSON', () => {
    expect(prettyJson('{"a":')).toBeUndefined()
    expect(prettyJson('<html>')).toBeUndefined()
  })
})
