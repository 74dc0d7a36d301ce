import { css, type Colours, type Rgb } from './colours.ts'
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
  colours: Colours
}

/** Few enough to stand beside each other with their numbers. */
const maxNumbered = 60

export function drawMap(canvas: HTMLCanvasElement, drawing: MapDrawing): void {
  const { points, view, size, marked } = drawing
  const ratio = window.devicePixelRatio || 1
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)]
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  const context = canvas.getContext('2d')
  if (!context) return
  const count = points.length / 2
  const radius = (count > 4000 ? 2 : count > 800 ? 2.75 : count > 100 ? 3.5 : 5.5) * ratio
  drawPoints(context, drawing, radius, ratio)
  const { ink, ink3, focus } = drawing.colours
  const place = (text: number) => {
    const [x, y] = toCanvas(view, size, points[text * 2] as number, points[text * 2 + 1] as number)
    return [x * ratio, y * ratio] as const
  }
  const ringAround = (text: number, colour: string, by: number) => {
    const [x, y] = place(text)
    if (Number.isNaN(x)) return
    context.strokeStyle = colour
    context.beginPath()
    context.arc(x, y, radius + by * ratio, 0, Math.PI * 2)
    context.stroke()
  }
  context.lineWidth = 1.5 * ratio
  for (const text of marked) ringAround(text, css(ink), 1.5)
  if (drawing.hovered >= 0) ringAround(drawing.hovered, css(ink3), 3)
  if (drawing.selected >= 0) ringAround(drawing.selected, css(focus), 3.5)
  if (count <= maxNumbered) {
    context.fillStyle = css(ink)
    context.font = `${12 * ratio}px "Inter Variable", sans-serif`
    context.textBaseline = 'middle'
    for (let text = 0; text < count; text++) {
      const [x, y] = place(text)
      if (!Number.isNaN(x)) context.fillText(String(text + 1), x + radius + 4 * ratio, y)
    }
  }
  drawRing(context, drawing.ring, ratio, focus)
}

/**
 * Ten thousand points in a few milliseconds, with or without a graphics card: the pixels of each are blended into one
 * picture here, and the picture is handed over once.
 */
function drawPoints(context: CanvasRenderingContext2D, drawing: MapDrawing, radius: number, ratio: number): void {
  const { points, view, size, groups, found, hue } = drawing
  const { panes, surface, ink3 } = drawing.colours
  const { width, height } = context.canvas
  const image = context.createImageData(width, height)
  const pixels = image.data
  new Uint32Array(pixels.buffer).fill(littleEndian(surface))
  const hasGroups = groups.some((group) => group >= 0)
  const single = panes[hue % 8] ?? ink3
  const mask = discOf(radius)
  const half = (mask.side - 1) / 2
  // The pale first, so that they cover nothing.
  for (const isFront of found === undefined ? [true] : [false, true])
    for (let text = 0; text < points.length / 2; text++) {
      if (found !== undefined && found.has(text) !== isFront) continue
      const x = Math.round(((points[text * 2] as number) - view.x) * view.scale * ratio + (size.width * ratio) / 2)
      const y = Math.round((size.height * ratio) / 2 - ((points[text * 2 + 1] as number) - view.y) * view.scale * ratio)
      if (!(x >= half && y >= half && x < width - half && y < height - half)) continue
      const group = groups[text] as number
      const colour = hasGroups ? (group < 0 ? ink3 : (panes[group] as Rgb)) : single
      stamp(pixels, width, x - half, y - half, mask, colour, isFront ? 0.9 : 0.15)
    }
  context.putImageData(image, 0, 0)
}

interface Mask {
  side: number
  /** How much of each pixel the disc covers, 0 … 1. */
  shares: Float32Array
}

let disc: { radius: number; mask: Mask } | undefined

function discOf(radius: number): Mask {
  if (disc?.radius === radius) return disc.mask
  const side = Math.ceil(radius) * 2 + 1
  const middle = (side - 1) / 2
  const shares = Float32Array.from({ length: side * side }, (_, at) => {
    const distance = Math.hypot((at % side) - middle, Math.floor(at / side) - middle)
    return Math.max(0, Math.min(1, radius + 0.5 - distance))
  })
  disc = { radius, mask: { side, shares } }
  return disc.mask
}

function stamp(
  pixels: Uint8ClampedArray,
  width: number,
  left: number,
  top: number,
  { side, shares }: Mask,
  [red, green, blue]: Rgb,
  alpha: number,
): void {
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const share = (shares[row * side + column] as number) * alpha
      if (share === 0) continue
      const at = ((top + row) * width + left + column) * 4
      pixels[at] = (pixels[at] as number) + (red - (pixels[at] as number)) * share
      pixels[at + 1] = (pixels[at + 1] as number) + (green - (pixels[at + 1] as number)) * share
      pixels[at + 2] = (pixels[at + 2] as number) + (blue - (pixels[at + 2] as number)) * share
    }
}

function littleEndian([red, green, blue]: Rgb): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
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
