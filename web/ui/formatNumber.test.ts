import { describe, expect, it } from 'vitest'
import { formatBytes, formatCount, formatMs, formatPercent, formatRate } from './formatNumber.ts'

describe('formatMs', () => {
  it.each([
    [0, '0 ms'],
    [0.4, '0 ms'],
    [312.4, '312 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [2860, '2.86 s'],
    [9994, '9.99 s'],
    [9996, '10.0 s'],
    [41_230, '41.2 s'],
    [59_960, '1 min 00 s'],
    [64_000, '1 min 04 s'],
    [3_599_600, '1 h 00 min'],
    [7_500_000, '2 h 05 min'],
  ])('shows %d as %s', (ms, text) => expect(formatMs(ms)).toBe(text))
})

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [812, '812 B'],
    [98_000_000, '98 MB'],
    [252_600_000, '253 MB'],
    [999_600_000, '1.0 GB'],
    [1_340_000_000, '1.3 GB'],
    [120_000_000_000, '120 GB'],
  ])('shows %d as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
})

describe('formatRate', () => {
  it.each([
    [8.42, '8.42'],
    [84.21, '84.2'],
    [99.96, '100'],
    [1234.5, '1,235'],
  ])('keeps the meant digits of %d', (rate, text) => expect(formatRate(rate)).toBe(text))
})

it('groups counts', () => expect(formatCount(1_234_567.4)).toBe('1,234,567'))

it('says 100 % only when all is there', () => {
  expect(formatPercent(0.431)).toBe('43 %')
  expect(formatPercent(0.999)).toBe('99 %')
  expect(formatPercent(1)).toBe('100 %')
})
