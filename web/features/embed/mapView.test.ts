import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitView, pointAt, pointsInside, toCanvas, toMap, zoomAt } from './mapView.ts'

const size = { width: 400, height: 300 }
const whole = fc.integer({ min: -1000, max: 1000 })

describe('the view of a map', () => {
  it('has all points within the canvas', () => {
    fc.assert(
      fc.property(fc.array(whole, { minLength: 2, maxLength: 40 }), (values) => {
        const points = Float32Array.from(values.slice(0, values.length & ~1))
        const view = fitView(points, size)
        for (let at = 0; at < points.length; at += 2) {
          const [x, y] = toCanvas(view, size, points[at] ?? 0, points[at + 1] ?? 0)
          expect(x).toBeGreaterThanOrEqual(0)
          expect(x).toBeLessThanOrEqual(400)
          expect(y).toBeGreaterThanOrEqual(0)
          expect(y).toBeLessThanOrEqual(300)
        }
      }),
    )
    expect(fitView(Float32Array.of(NaN, NaN), size)).toEqual({ x: 0, y: 0, scale: 1 })
  })

  it('keeps what is under the pointer while it zooms', () => {
    const view = { x: 3, y: -4, scale: 20 }
    const before = toMap(view, size, 120, 40)
    const after = toMap(zoomAt(view, size, 2.5, 120, 40), size, 120, 40)
    expect(after[0]).toBeCloseTo(before[0])
    expect(after[1]).toBeCloseTo(before[1])
  })

  it('finds the point under the pointer and those in a ring', () => {
    const points = Float32Array.of(0, 0, 10, 0, 0, 10, NaN, NaN)
    const view = { x: 0, y: 0, scale: 10 }
    expect(pointAt(points, view, size, 203, 151)).toBe(0)
    expect(pointAt(points, view, size, 250, 150)).toBe(-1)
    expect(pointsInside(points, view, size, [190, 140, 310, 140, 310, 160, 190, 160])).toEqual([0, 1])
    expect(pointsInside(points, view, size, [])).toEqual([])
  })
})
