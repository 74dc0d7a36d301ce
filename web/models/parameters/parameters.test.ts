import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parameterChips } from './parameterChips.ts'
import { parseExtra } from './parseExtra.ts'
import { parseStopText, stopText } from './stopText.ts'

describe('further fields', () => {
  it('are none where nothing is typed', () => {
    expect(parseExtra('  \n')).toEqual({ type: 'valid', value: {} })
  })
  it.each(['{', '[1]', '3', 'null', '"a"', "{'a': 1}"])('are refused with words when they are %s', (text) => {
    expect(parseExtra(text)).toMatchObject({ type: 'invalid', message: expect.stringMatching(/JSON/) })
  })
  it('are the typed object', () => {
    expect(parseExtra('{"min_p": 0.1}')).toEqual({ type: 'valid', value: { min_p: 0.1 } })
  })
})

describe('stop sequences', () => {
  it('come back from their text as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }).filter((s) => !s.includes('\r'))), (stop) => {
        expect(parseStopText(stopText(stop))).toEqual(stop)
      }),
    )
    expect(parseStopText('END\n\\n\\n\n')).toEqual(['END', '\n\n'])
  })
})

describe('chips', () => {
  it('name what was set and nothing else', () => {
    expect(parameterChips({})).toEqual([])
    expect(
      parameterChips({ temperature: 0, max_tokens: 256, stop: ['a', 'b'], extra: '{"min_p":0.1}' }).map(
        ({ text }) => text,
      ),
    ).toEqual(['temp 0', 'max 256', 'stop ×2', '+ min_p'])
    expect(parameterChips({ extra: '{' })[0]?.text).toBe('JSON invalid')
  })
})
