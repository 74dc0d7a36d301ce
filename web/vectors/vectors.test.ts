import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agreement } from './agreement.ts'
import { clusters } from './clusters.ts'
import { cuts } from './cutting.ts'
import { duplicates } from './duplicates.ts'
import { finish } from './finish.testing.ts'
import { constantDimensions, stateOf, unitLengths, usualDimension } from './health.ts'
import { cosine, dot, euclidean, isUnit, measure, norm } from './measures.ts'
import { nearestOfEach } from './nearestOfEach.ts'
import { neighboursOf, neighboursOfVector } from './neighbours.ts'
import { principal } from './principal.ts'
import { procrustes } from './procrustes.ts'
import { pearson, ranks, spearman } from './ranks.ts'
import { seededRandom } from './random.ts'
import { stripOf } from './strip.ts'
import { makeTable, tableOf } from './vectorTable.ts'

/** Sixteenths: exact in float32, and far from what rounds to nothing. */
const number = fc.integer({ min: -128, max: 128 }).map((value) => value / 16)
const floats = (...values: number[]) => Float32Array.from(values)
const sets = (rows: { min: number; max: number }, width = { min: 1, max: 9 }) =>
  fc.integer(width).chain((length) =>
    fc.array(fc.array(number, { minLength: length, maxLength: length }), {
      minLength: rows.min,
      maxLength: rows.max,
    }),
  )

function randomRows(count: number, width: number, seed = 1): number[][] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => Array.from({ length: width }, () => random() - 0.5))
}

describe('measures', () => {
  it('hold for any two vectors', () => {
    fc.assert(
      fc.property(sets({ min: 2, max: 2 }), ([a = [], b = []]) => {
        const [x, y] = [floats(...a), floats(...b)]
        const angle = cosine(x, y)
        expect(dot(x, y)).toBeCloseTo(dot(y, x), 6)
        expect(euclidean(x, y)).toBeCloseTo(euclidean(y, x), 6)
        expect(euclidean(x, y) ** 2).toBeCloseTo(norm(x) ** 2 + norm(y) ** 2 - 2 * dot(x, y), 2)
        expect(Math.abs(angle ?? 0)).toBeLessThanOrEqual(1)
        expect(angle === undefined).toBe(norm(x) * norm(y) === 0)
      }),
    )
  })

  it('are not defined, rather than NaN, without an angle', () => {
    expect(cosine(floats(0, 0), floats(1, 2))).toBeUndefined()
    expect(cosine(floats(NaN, 0), floats(1, 2))).toBeUndefined()
    expect(cosine(floats(), floats())).toBeUndefined()
    expect(norm(floats())).toBe(0)
  })

  it('refuse vectors of unequal lengths', () => {
    expect(() => cosine(floats(1), floats(1, 2))).toThrow('1 and 2 numbers')
    expect(() => euclidean(floats(1), floats(1, 2))).toThrow('1 and 2 numbers')
    expect(() => tableOf([[1], [1, 2]])).toThrow('Vector 2 has 2 numbers, not 1')
  })

  it('count as unit within the tolerance', () => {
    expect([0.9989, 0.9991, 1, 1.001, 1.0011].map((length) => isUnit(length))).toEqual([false, true, true, true, false])
    expect(isUnit(1.05, 0.1)).toBe(true)
  })

  it('of a normalised table are those of unit vectors', () => {
    fc.assert(
      fc.property(sets({ min: 2, max: 6 }), (rows) => {
        const lengths = rows.map((row) => Math.hypot(...row))
        fc.pre(lengths.every((length) => length > 0.01))
        const divided = tableOf(rows.map((row, at) => row.map((value) => value / (lengths[at] ?? 1))))
        const normalised = tableOf(rows, { isNormalised: true })
        for (const metric of ['cosine', 'dot', 'euclidean'] as const)
          expect(measure(normalised, 0, 1, metric)).toBeCloseTo(measure(divided, 0, 1, metric), 3)
      }),
    )
  })

  it('of a cut table see the first dimensions only', () => {
    const table = tableOf(
      [
        [3, 4, 100],
        [6, 8, -100],
      ],
      { dimensions: 2 },
    )
    expect(measure(table, 0, 1, 'cosine')).toBeCloseTo(1)
    expect(measure(table, 0, 1, 'euclidean')).toBeCloseTo(5)
    expect(tableOf([[3, 4]], { dimensions: 99 }).dimensions).toBe(2)
  })
})

describe('neighbours', () => {
  it('are those a sort would find', () => {
    fc.assert(
      fc.property(sets({ min: 1, max: 12 }), fc.integer({ min: 1, max: 14 }), (rows, k) => {
        const table = tableOf(rows)
        const values = rows.map((_, other) => measure(table, other, 0, 'euclidean'))
        const expected = values
          .slice(1)
          .toSorted((a, b) => a - b)
          .slice(0, k)
        expect(neighboursOf(table, 0, k, 'euclidean').map(({ value }) => value)).toEqual(expected)
      }),
    )
  })

  it('leave out texts without a vector and those without an angle', () => {
    const rows = Int32Array.of(0, -1, 1, 2)
    const table = makeTable({ values: floats(1, 0, 0, 0, 1, 1), stride: 2, rows })
    expect(neighboursOf(table, 0, 5, 'cosine').map(({ text }) => text)).toEqual([3])
    expect(neighboursOf(table, 1, 5, 'cosine')).toEqual([])
    expect(neighboursOfVector(table, floats(0, 1), 1, 'dot')).toEqual([{ text: 3, value: 1 }])
    expect(neighboursOfVector(table, floats(1), 1, 'dot')).toEqual([])
  })
})

describe('nearestOfEach', () => {
  it('agrees with asking for each text, itself first', () => {
    for (const isNormalised of [false, true]) {
      const table = tableOf(randomRows(30, 6), { isNormalised })
      const texts = Int32Array.from(table.rows.keys())
      const { indices, distances } = finish(nearestOfEach(table, texts, 5))
      for (const text of texts) {
        const expected = neighboursOf(table, text, 4, 'euclidean')
        expect([...indices.subarray(text * 5, text * 5 + 5)]).toEqual([text, ...expected.map((one) => one.text)])
        expect(distances[text * 5 + 4]).toBeCloseTo(expected[3]?.value ?? NaN, 4)
      }
    }
  })
})

describe('ranks', () => {
  it('of any values add up, and change nothing under a growing function', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 30 }), (values) => {
        const ranked = ranks(Float64Array.from(values))
        expect(ranked.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo((values.length * (values.length + 1)) / 2)
        expect([...ranks(Float64Array.from(values, (value) => value * 2 + 1))]).toEqual([...ranked])
      }),
    )
  })

  it('have no correlation with what never changes, or with one value', () => {
    expect(spearman(Float64Array.of(1, 1, 1), Float64Array.of(1, 2, 3))).toBeUndefined()
    expect(pearson(Float64Array.of(1), Float64Array.of(2))).toBeUndefined()
    expect(() => pearson(Float64Array.of(1), Float64Array.of())).toThrow('1 and 0 values')
  })
})

describe('agreement', () => {
  it('is whole with itself, with a turned copy, and with a scaled one', () => {
    const rows = randomRows(12, 5)
    const turned = rows.map(([a = 0, b = 0, ...rest]) => [-b, a, ...rest].map((value) => value * 3))
    const seen = finish(agreement([tableOf(rows), tableOf(turned)], 3, 'cosine'))
    expect(seen).toMatchObject({ k: 3, fromTexts: 12, fromPairs: 66 })
    expect(seen?.overlap).toBeCloseTo(1)
    expect(seen?.correlation).toBeCloseTo(1)
  })

  it('names the pair that only one model finds near', () => {
    const rows = [
      [1, 0],
      [0.9, 0.1],
      [0, 1],
      [-1, 0.2],
    ]
    const other = [
      [1, 0],
      [-0.9, 0.1],
      [0, 1],
      [-1, 0.2],
    ]
    const seen = finish(agreement([tableOf(rows), tableOf(other)], 2, 'cosine'))
    expect(seen?.disagreements[0]).toMatchObject({ one: 0, other: 1 })
  })

  it('has nothing to say about two texts', () => {
    const table = tableOf(randomRows(2, 3))
    expect(finish(agreement([table, table], 3, 'cosine'))).toBeUndefined()
  })

  it('takes a sample of very many', () => {
    const [a, b] = [tableOf(randomRows(300, 4)), tableOf(randomRows(300, 4, 2))]
    const limits = { maxTexts: 50, maxPairs: 1000 }
    expect(finish(agreement([a, b], 5, 'cosine', limits))).toMatchObject({ fromTexts: 50, fromPairs: 1000 })
  })
})

describe('principal', () => {
  it('keeps all distances where there are as many components as dimensions', () => {
    fc.assert(
      fc.property(sets({ min: 2, max: 12 }, { min: 2, max: 5 }), (rows) => {
        const width = rows[0]?.length ?? 0
        const found = finish(principal(tableOf(rows), width))
        if (found === undefined) return
        const at = (text: number) => [...found.scores.subarray(text * found.components, (text + 1) * found.components)]
        const apart = (a: number[], b: number[]) => Math.hypot(...a.map((value, index) => value - (b[index] ?? 0)))
        expect(apart(at(0), at(1))).toBeCloseTo(apart(rows[0] ?? [], rows[1] ?? []), 2)
        expect(found.shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1.0001)
      }),
    )
  })

  it('finds equal components too', () => {
    const rows = Array.from({ length: 6 }, (_, at) => Array.from({ length: 6 }, (_, column) => Number(at === column)))
    const found = finish(principal(tableOf(rows), 5))
    for (const share of found?.shares ?? []) expect(share).toBeCloseTo(0.2)
  })

  it('has no answer for one text, for none, and for equal ones', () => {
    expect(finish(principal(tableOf([[1, 2]]), 2))).toBeUndefined()
    expect(finish(principal(tableOf([]), 2))).toBeUndefined()
    expect(
      finish(
        principal(
          tableOf([
            [1, 2],
            [1, 2],
            [1, 2],
          ]),
          2,
        ),
      ),
    ).toBeUndefined()
  })
})

describe('procrustes', () => {
  it('finds any turn, mirroring, scale and shift again', () => {
    const map = fc.array(number, { minLength: 6, maxLength: 20 }).map((values) => values.slice(0, values.length & ~1))
    fc.assert(
      fc.property(map, fc.float({ min: 0, max: 6, noNaN: true }), fc.boolean(), (values, angle, isMirrored) => {
        const fixed = floats(...values)
        fc.pre(stateOf(fixed.map((value, at) => value - (fixed[at % 2] ?? 0))) === 'ok')
        const moved = fixed.slice()
        for (let at = 0; at < moved.length; at += 2) {
          const [x, y] = [fixed[at] ?? 0, (fixed[at + 1] ?? 0) * (isMirrored ? -1 : 1)]
          moved[at] = 3 * (Math.cos(angle) * x - Math.sin(angle) * y) + 5
          moved[at + 1] = 3 * (Math.sin(angle) * x + Math.cos(angle) * y) - 2
        }
        const aligned = procrustes(fixed, moved)
        for (const [at, value] of fixed.entries()) expect(aligned?.points[at]).toBeCloseTo(value, 2)
      }),
    )
  })

  it('has no answer where a map is one point', () => {
    expect(procrustes(floats(1, 1, 1, 1), floats(0, 0, 1, 1))).toBeUndefined()
    expect(() => procrustes(floats(1, 1), floats())).toThrow('1 and 0 points')
  })
})

describe('duplicates', () => {
  it('are all pairs that comparing each with each finds', () => {
    const sameness = fc.double({ min: 0.5, max: 0.999, noNaN: true })
    fc.assert(
      fc.property(sets({ min: 0, max: 14 }, { min: 1, max: 3 }), sameness, (rows, least) => {
        const table = tableOf(rows)
        const groups = new Map<number, number>()
        for (const [index, group] of finish(duplicates(table, least)).groups.entries())
          for (const text of group) groups.set(text, index)
        const indices = [...rows.keys()]
        const near = indices.flatMap((one) =>
          indices
            .filter((other) => one < other && measure(table, one, other, 'cosine') >= least + 1e-6)
            .map((other) => [one, other]),
        )
        expect(near.filter(([one = -1, other = -1]) => (groups.get(one) ?? -1) !== (groups.get(other) ?? -2))).toEqual(
          [],
        )
      }),
    )
    expect(
      finish(
        duplicates(
          tableOf([
            [1, 0],
            [0, 1],
            [2, 0],
          ]),
        ),
      ).groups,
    ).toEqual([[0, 2]])
  })

  it('are equal texts in thousands without comparing all', () => {
    const table = tableOf(Array.from({ length: 5000 }, () => [1, 2, 3]))
    expect(finish(duplicates(table)).groups).toHaveLength(1)
  })

  it('are not zero vectors', () => {
    expect(
      finish(
        duplicates(
          tableOf([
            [0, 0],
            [0, 0],
            [1, 0],
          ]),
        ),
      ).groups,
    ).toEqual([])
  })
})

describe('health', () => {
  it('tells what a vector is', () => {
    expect([floats(), floats(0, 0), floats(1, NaN), floats(1, Infinity), floats(0, 1)].map(stateOf)).toEqual([
      'missing',
      'zero',
      'nan',
      'nan',
      'ok',
    ])
    expect([usualDimension([8, 8, 7]), usualDimension([7, 8]), usualDimension([0, 0])]).toEqual([8, 8, 0])
  })

  it('finds dimensions that never change, and counts unit lengths', () => {
    const table = tableOf([
      [1, 0, 5],
      [0, 0, 5],
      [0, 0, 5],
    ])
    expect(constantDimensions(table)).toEqual([1, 2])
    expect(constantDimensions(tableOf([[1, 2]]))).toBeUndefined()
    expect(
      unitLengths(
        tableOf([
          [1, 0],
          [3, 4],
        ]),
        1e-3,
      ),
    ).toEqual({ unit: 1, of: 2 })
  })
})

describe('cuts', () => {
  it('lose nothing where the rest of a vector is empty', () => {
    const rows = randomRows(20, 8).map((row) => [...row, ...Array.from({ length: 24 }, () => 0)])
    const seen = finish(cuts(tableOf(rows), 3, 'cosine'))
    expect(seen.map(({ dimensions }) => dimensions)).toEqual([16, 8])
    expect(seen.every(({ overlap }) => overlap === 1)).toBe(true)
  })
})

describe('clusters', () => {
  it('part what lies apart, largest first, and leave out what has no place', () => {
    const points = floats(9, 9, 9.1, 9, 0, 0, 0.1, 0, 0, 0.1, NaN, NaN)
    expect([...finish(clusters(points, 2, 2))]).toEqual([1, 1, 0, 0, 0, -1])
    expect([...finish(clusters(floats(1, 1), 2, 5))]).toEqual([0])
    expect([...finish(clusters(floats(), 2, 3))]).toEqual([])
  })
})

describe('stripOf', () => {
  it('pictures any vector, and an empty one as nothing', () => {
    expect([...stripOf(floats(1, -1))]).toEqual([42, -42])
    expect(stripOf(new Float32Array(1024).fill(1))).toHaveLength(96)
    expect([...stripOf(floats(0, 0, NaN))]).toEqual([0, 0, 0])
    expect(stripOf(floats())).toHaveLength(0)
  })
})
