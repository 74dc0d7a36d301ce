import { expect, it } from 'vitest'
import { readingDirection } from './readingDirection.ts'

it.each([
  ['Hello', 'ltr'],
  ['1. «שלום» and more', 'rtl'],
  ['… مرحبا', 'rtl'],
  ['Привет', 'ltr'],
  ['12 + 34', 'ltr'],
  ['', 'ltr'],
])('reads %j %s', (text, direction) => {
  expect(readingDirection(text)).toBe(direction)
})
