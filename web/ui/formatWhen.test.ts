import { expect, it } from 'vitest'
import { formatWhen } from './formatWhen.ts'

const now = new Date(2026, 4, 20, 15, 30)

it.each([
  [new Date(2026, 4, 20, 15, 29, 30), 'now'],
  [new Date(2026, 4, 20, 15, 18), '12 min ago'],
  [new Date(2026, 4, 20, 12, 10), '3 h ago'],
  [new Date(2026, 4, 19, 14, 5), 'yesterday 14:05'],
  [new Date(2026, 2, 3, 14, 5), '3 Mar'],
  [new Date(2025, 2, 3, 14, 5), '3 Mar 2025'],
])('says when %s was', (when, text) => expect(formatWhen(when, now)).toBe(text))
