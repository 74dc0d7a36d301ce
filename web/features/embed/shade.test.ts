import { describe, expect, it } from 'vitest'
import type { Colours, Rgb } from './colours.ts'
import { cellColours, largestOf, shade } from './shade.ts'

/** The two themes, as tokens.css has them, in sRGB. */
const panes: Rgb[] = [
  [22, 110, 206],
  [178, 83, 31],
  [17, 128, 66],
]
const light: Colours = {
  panes,
  surface: [255, 255, 255],
  raised: [244, 244, 242],
  line: [230, 229, 226],
  ink: [27, 26, 24],
  ink3: [111, 107, 101],
  focus: [22, 110, 206],
}
const dark: Colours = {
  ...light,
  panes: [
    [98, 164, 243],
    [237, 147, 88],
    [91, 196, 130],
  ],
  surface: [24, 24, 23],
  ink: [241, 240, 238],
  ink3: [147, 142, 135],
}

function luminance(colour: Rgb): number {
  const [r = 0, g = 0, b = 0] = colour.map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

describe('cellColours', () => {
  it('can be read at every depth, in every hue, in both themes', () => {
    for (const colours of [light, dark])
      for (let hue = 0; hue < 3; hue++)
        for (let depth = -1; depth <= 1; depth += 0.01) {
          const { ground, text } = cellColours(depth, hue, colours)
          const [a = 0, b = 0] = [luminance(ground), luminance(text)].sort((one, other) => other - one)
          expect((a + 0.05) / (b + 0.05)).toBeGreaterThanOrEqual(4.5)
        }
  })
})

describe('shade', () => {
  it('is deepest for what is nearest, by every measure, and nothing where there is no value', () => {
    expect(shade(1, 'cosine', 1)).toBe(1)
    expect(shade(-0.5, 'cosine', 1)).toBe(-0.25)
    expect(shade(0, 'euclidean', 2)).toBe(1)
    expect(shade(2, 'euclidean', 2)).toBe(0)
    expect(shade(0, 'euclidean', 0)).toBe(1)
    expect(shade(4, 'dot', 8)).toBe(0.25)
    expect(shade(NaN, 'cosine', 1)).toBe(0)
    expect(largestOf(Float32Array.of(1, -3, NaN))).toBe(3)
  })
})
