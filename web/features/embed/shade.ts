import type { Metric } from '../../vectors/measures.ts'
import type { Colours, Rgb } from './colours.ts'

/**
 * How deep a value is drawn, −1 … 1: the square of a cosine, so that near ones stand out; other measures in relation to
 * the largest seen, distances the other way round.
 */
export function shade(value: number, metric: Metric, largest: number): number {
  if (Number.isNaN(value)) return 0
  if (metric === 'euclidean') return largest > 0 ? Math.max(0, 1 - value / largest) ** 2 : 1
  const share = metric === 'cosine' ? value : largest > 0 ? value / largest : 0
  const limited = Math.max(-1, Math.min(1, share))
  return Math.sign(limited) * limited * limited
}

/** The largest magnitude, which `shade` relates to. */
export function largestOf(values: Float32Array): number {
  let largest = 0
  for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value)
  return largest
}

interface CellColours {
  ground: Rgb
  text: Rgb
}

/** The ground of a cell and a text colour that is at least 4.5 : 1 on it (WCAG 2.2, 1.4.3): black or white always is. */
export function cellColours(depth: number, hue: number, { panes, surface, ink, ink3 }: Colours): CellColours {
  const near = panes[hue % 8] ?? ink3
  // The very same is the full hue, as on the diagonal; all else stays paler.
  const share = depth < 0 ? -0.45 * depth : depth > 0.98 ? 1 : 0.86 * depth
  const ground = mix(surface, depth < 0 ? ink3 : near, share)
  const text = [ink, surface, black, white].find((colour) => contrast(ground, colour) >= 4.5)
  return { ground, text: text ?? ink }
}

const black: Rgb = [0, 0, 0]
const white: Rgb = [255, 255, 255]

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (at: 0 | 1 | 2) => Math.round(from[at] + (to[at] - from[at]) * share)
  return [part(0), part(1), part(2)]
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio, read 2026-11-22. */
function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
