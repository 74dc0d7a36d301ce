import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Sampling } from './inferenceMessages.ts'
import { sampleToken, seededRandom } from './sampleToken.ts'

const plain: Sampling = {
  temperature: 1,
  topP: 1,
  topK: 0,
  minP: 0,
  seed: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
  logitBias: [],
}
const logits = new Map([
  [7, Math.log(0.5)],
  [8, Math.log(0.3)],
  [9, Math.log(0.2)],
])

function shares(sampling: Sampling, counts = new Map<number, number>()): Record<number, number> {
  const random = seededRandom(42)
  const seen: Record<number, number> = {}
  for (let i = 0; i < 20_000; i++) {
    const token = sampleToken(logits, sampling, { counts, random })
    seen[token] = (seen[token] ?? 0) + 1 / 20_000
  }
  return seen
}

describe('sampleToken', () => {
  it('draws each token as often as its probability says', () => {
    const seen = shares(plain)
    expect(seen[7]).toBeCloseTo(0.5, 1)
    expect(seen[8]).toBeCloseTo(0.3, 1)
    expect(seen[9]).toBeCloseTo(0.2, 1)
  })

  it.each([
    ['temperature 0', { temperature: 0 }, [7]],
    ['top_k', { topK: 2 }, [7, 8]],
    ['top_p: the fewest tokens that reach it', { topP: 0.6 }, [7, 8]],
    ['min_p: against the best token', { minP: 0.5 }, [7, 8]],
    ['logit_bias', { logitBias: [[9, 100]] as [number, number][] }, [9]],
  ])('keeps to %s', (_, change, tokens) => {
    expect(Object.keys(shares({ ...plain, ...change })).map(Number)).toEqual(tokens)
  })

  it('lowers a logit by count × frequency penalty + presence penalty', () => {
    const counts = new Map([[7, 2]])
    const sampling = { ...plain, temperature: 0, frequencyPenalty: 0.2, presencePenalty: 0.05 }
    expect(sampleToken(logits, sampling, { counts, random: () => 0 })).toBe(7)
    expect(sampleToken(logits, { ...sampling, presencePenalty: 0.2 }, { counts, random: () => 0 })).toBe(8)
  })

  it('always chooses a token it was given', () => {
    const tokens = fc.uniqueArray(fc.integer({ min: 0, max: 100 }), { minLength: 1 })
    const sampling = fc.record({
      temperature: fc.double({ min: 0, max: 5, noNaN: true }),
      topP: fc.double({ min: 0, max: 1, noNaN: true }),
      topK: fc.nat(50),
      minP: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(tokens, sampling, fc.nat(), (some, change, seed) => {
        const given = new Map(some.map((token) => [token, (token % 13) - 6]))
        const parts = { counts: new Map<number, number>(), random: seededRandom(seed) }
        expect(some).toContain(sampleToken(given, { ...plain, ...change }, parts))
      }),
    )
  })
})
