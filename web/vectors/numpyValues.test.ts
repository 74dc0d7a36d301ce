import { describe, expect, it } from 'vitest'
import { agreement } from './agreement.ts'
import { finish } from './finish.testing.ts'
import { measure, norm } from './measures.ts'
import { neighboursOf } from './neighbours.ts'
import values from './numpyValues.json' with { type: 'json' }
import { principal } from './principal.ts'
import { procrustes } from './procrustes.ts'
import { ranks } from './ranks.ts'
import { tableOf } from './vectorTable.ts'

/** What numpy, scipy and scikit-learn answer (numpyValues.py). Ours works on float32, so seven digits agree. */
const first = tableOf(values.first)
const second = tableOf(values.second)
const near = 1e-5

describe('against a numeric library', () => {
  it('measures norms', () => {
    for (const [row, expected] of values.norms.entries())
      expect(norm(Float32Array.from(values.first[row] ?? []))).toBeCloseTo(expected, 5)
  })

  it.each(['cosine', 'dot', 'euclidean'] as const)('measures %s', (metric) => {
    for (const [one, row] of values[metric].entries())
      for (const [other, expected] of row.entries())
        expect(Math.abs(measure(first, one, other, metric) - expected)).toBeLessThan(near)
  })

  it('names the nearest in order', () => {
    const expected = (values.cosine[0] ?? [])
      .map((value, text) => ({ text, value }))
      .filter(({ text }) => text !== 0)
      .toSorted((a, b) => b.value - a.value)
    expect(neighboursOf(first, 0, 5, 'cosine').map(({ text }) => text)).toEqual(
      expected.slice(0, 5).map(({ text }) => text),
    )
  })

  it('ranks with ties', () => {
    expect([...ranks(Float64Array.from(values.ties))]).toEqual(values.ranks)
  })

  it('correlates ranks and counts shared neighbours', () => {
    const seen = finish(agreement([first, second], 3, 'cosine'))
    expect(seen?.correlation).toBeCloseTo(values.spearman, 6)
    expect(seen?.overlap).toBeCloseTo(values.overlap3, 9)
  })

  it('finds the principal components', () => {
    const found = finish(principal(first, 3))
    for (const [component, share] of values.shares.entries()) expect(found?.shares[component]).toBeCloseTo(share, 6)
    for (let component = 0; component < 3; component++) {
      // A direction has no sign of its own.
      const ours = values.scores.map((_, text) => found?.scores[text * 3 + component] ?? NaN)
      const theirs = values.scores.map((row) => row[component] ?? NaN)
      const sign = Math.sign((ours[0] ?? 0) * (theirs[0] ?? 0))
      for (const [text, expected] of theirs.entries()) expect(sign * (ours[text] ?? NaN)).toBeCloseTo(expected, 4)
    }
  })

  it('lays one map over another', () => {
    const [fixed, moved] = values.maps.map((map) => Float32Array.from(map.flat()))
    const aligned = fixed && moved && procrustes(fixed, moved)
    expect(aligned?.disparity).toBeCloseTo(values.disparity, 5)
  })
})
