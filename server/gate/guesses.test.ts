import { describe, expect, it } from 'vitest'
import { createGuesses } from './guesses.ts'

describe('createGuesses', () => {
  it('lets sixty wrong ones pass, then one a second, each address by itself', () => {
    let now = 0
    const guesses = createGuesses(() => now)
    for (let count = 0; count < 60; count++) expect(guesses.wrong('a')).toBeUndefined()
    expect(guesses.wrong('a')).toBe(1000)
    now += 400
    expect(guesses.wrong('a')).toBeCloseTo(600)
    expect(guesses.wrong('b')).toBeUndefined()
    now += 600
    expect(guesses.wrong('a')).toBeUndefined()
    expect(guesses.wrong('a')).toBe(1000)
  })

  it('forgets the oldest address rather than grow without end', () => {
    const guesses = createGuesses(() => 0)
    for (let count = 0; count < 61; count++) guesses.wrong('first')
    for (let count = 0; count < 10_000; count++) guesses.wrong(`address-${count}`)
    expect(guesses.wrong('first')).toBeUndefined()
  })
})
