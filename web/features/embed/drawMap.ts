import { css, readColours, type Rgb } from './colours.ts'
import { toCanvas, type MapView, type Size } from './mapView.ts'

interface MapDrawing {
  points: Float32Array
  view: MapView
  size: Size
  /** By position of the text: hue of its group; −1 = of no group. */
  groups: Int8Array
  /** Of the points where there are no groups. */
  hue: number
  /** Others are pale. */
  found: ReadonlySet<number> | undefined
  marked: ReadonlySet<number>
  selected: number
  hovered: number
  /** The ring being drawn. */
  ring: readonly number[]
}

/** Few enough to stand beside each other with their numbers. */
const maxNumbered = 60

/** Ten thousand points in some milliseconds: each is the copy of a small picture, not a path. */
export function drawMap(canvas: HTMLCanvasElement, drawing: MapDrawing): void {
  const { points, view, size, groups, found, marked } = drawing
  const ratio = window.devicePixelRatio || 1
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)]
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  const context = canvas.getContext('2d')
  if (!context) return
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, width, height)
  const { panes, ink, ink3, focus } = readColours()
  const count = points.length / 2
  const hasGroups = groups.some((group) => group >= 0)
  const radius = (count > 4000 ? 2 : count > 800 ? 2.75 : count > 100 ? 3.5 : 5.5) * ratio
  const picture = (colour: Rgb, alpha: number) => sprite(colour, alpha, radius)
  const colourOf = (text: number): Rgb => {
    if (!hasGroups) return panes[drawing.hue % 8] ?? ink3
    const group = groups[text] ?? -1
    return group < 0 ? ink3 : (panes[group] ?? ink3)
  }
  const half = Math.ceil(radius) + 1
  const isPale = (text: number) => found !== undefined && !found.has(text)
  const place = (text: number) => {
    const [x, y] = toCanvas(view, size, points[text * 2] as number, points[text * 2 + 1] as number)
    return [x * ratio, y * ratio] as const
  }
  // The pale first, so that they cover nothing.
  for (const isFront of found === undefined ? [true] : [false, true])
    for (let text = 0; text < count; text++) {
      if (isPale(text) === isFront) continue
      const [x, y] = place(text)
      if (!(x > -half && y > -half && x < width + half && y < height + half)) continue
      context.drawImage(picture(colourOf(text), isFront ? 0.9 : 0.15), Math.round(x - half), Math.round(y - half))
    }
  context.lineWidth = 1.5 * ratio
  const ringAround = (text: number, colour: string, by: number) => {
    const [x, y] = place(text)
    if (Number.isNaN(x)) return
    context.strokeStyle = colour
    context.beginPath()
    context.arc(x, y, radius + by * ratio, 0, Math.PI * 2)
    context.stroke()
  }
  for (const text of marked) ringAround(text, css(ink), 1.5)
  if (drawing.hovered >= 0) ringAround(drawing.hovered, css(ink3), 3)
  if (drawing.selected >= 0) ringAround(drawing.selected, css(focus), 3.5)
  if (count <= maxNumbered) {
    context.fillStyle = css(ink)
    context.font = `${12 * ratio}px "Inter Variable", sans-serif`
    context.textBaseline = 'middle'
    for (let text = 0; text < count; text++) {
      const [x, y] = place(text)
      if (!Number.isNaN(x) && !isPale(text)) context.fillText(String(text + 1), x + radius + 4 * ratio, y)
    }
  }
  drawRing(context, drawing.ring, ratio, focus)
}

function drawRing(context: CanvasRenderingContext2D, ring: readonly number[], ratio: number, colour: Rgb): void {
  if (ring.length < 4) return
  context.beginPath()
  for (let at = 0; at < ring.length; at += 2) context.lineTo((ring[at] ?? 0) * ratio, (ring[at + 1] ?? 0) * ratio)
  context.closePath()
  context.fillStyle = css(colour, 0.08)
  context.fill()
  context.strokeStyle = css(colour)
  context.stroke()
}

const sprites = new Map<string, OffscreenCanvas>()

function sprite(colour: Rgb, alpha: number, radius: number): OffscreenCanvas {
  const key = `${colour.join(',')} ${alpha} ${radius}`
  const known = sprites.get(key)
  if (known) return known
  if (sprites.size > 64) sprites.clear()
  const half = Math.ceil(radius) + 1
  const made = new OffscreenCanvas(half * 2, half * 2)
  const context = made.getContext('2d')
  if (context) {
    context.fillStyle = css(colour, alpha)
    context.beginPath()
    context.arc(half, half, radius, 0, Math.PI * 2)
    context.fill()
  }
  sprites.set(key, made)
  return made
}
