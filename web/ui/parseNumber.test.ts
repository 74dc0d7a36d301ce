import { describe, expect, it } from 'vitest'
import { parseNumber, stepNumber } from './parseNumber.ts'

describe('parseNumber', () => {
  it.each([
    ['', undefined],
    [' ', undefined],
    ['0', 0],
    ['0,7', 0.7],
    ['-2', -2],
    ['1.', 1],
    ['-', undefined],
    ['abc', undefined],
    ['Infinity', undefined],
  ])('reads %j as %s', (text, value) => expect(parseNumber(text)).toBe(value))
})

describe('stepNumber', () => {
  it('leaves no binary dust', () => expect(stepNumber(0.2, 0.1)).toBe(0.3))
  it('stays within the bounds', () => {
    expect(stepNumber(2, 0.1, 0, 2)).toBe(2)
    expect(stepNumber(0, -1, 0)).toBe(0)
  })
  it('starts an unset value at the lower bound', () => {
    expect(stepNumber(undefined, 1, 1)).toBe(1)
    expect(stepNumber(undefined, 1)).toBe(0)
  })
})
