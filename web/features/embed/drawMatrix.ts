import type { Metric } from '../../vectors/measures.ts'
import { css, type Colours } from './colours.ts'
import { measureText, wideMeasureText } from './figures.ts'
import { cellColours, largestOf, shade } from './shade.ts'

export interface Span {
  start: number
  end: number
}

export interface Tile {
  values: Float32Array
  rows: Span
  columns: Span
}

interface MatrixDrawing {
  tile: Tile
  view: { left: number; top: number; width: number; height: number }
  cell: number
  metric: Metric
  hue: number
  cursor: { row: number; column: number } | undefined
  /** Position of the chosen text; −1 = none. */
  selected: number
  colours: Colours
}

/** Room for the numbers of rows and columns. */
export const headSize = 34

/** A number needs this much of a cell. */
const cellWithNumber = 36

export function drawMatrix(canvas: HTMLCanvasElement, drawing: MatrixDrawing): void {
  const { tile, view, cell } = drawing
  const ratio = window.devicePixelRatio || 1
  const [width, height] = [Math.max(1, view.width + headSize), Math.max(1, view.height + headSize)]
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio)
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio)
  canvas.style.width = `${width}px`
  canvas.style.height = `${height}px`
  const context = canvas.getContext('2d')
  if (!context) return
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const x = (column: number) => headSize + column * cell - view.left
  const y = (row: number) => headSize + row * cell - view.top
  context.save()
  context.beginPath()
  context.rect(headSize, headSize, view.width, view.height)
  context.clip()
  drawCells(context, drawing, x(tile.columns.start), y(tile.rows.start))
  if (cell >= cellWithNumber) drawNumbers(context, drawing, x, y)
  const { ink, focus } = drawing.colours
  context.lineWidth = 1.5
  if (drawing.selected >= 0) {
    context.strokeStyle = css(ink, 0.55)
    context.strokeRect(headSize - 2, y(drawing.selected), view.width + 4, cell)
  }
  if (drawing.cursor) {
    context.strokeStyle = css(focus)
    context.strokeRect(x(drawing.cursor.column), y(drawing.cursor.row), cell, cell)
  }
  context.restore()
  drawHeads(context, drawing, x, y)
}

/** One pixel a cell, enlarged without smoothing: a screen of 3 px cells is 20,000 of them. */
function drawCells(
  context: CanvasRenderingContext2D,
  { tile, cell, metric, hue, colours }: MatrixDrawing,
  left: number,
  top: number,
): void {
  const [columns, rows] = [tile.columns.end - tile.columns.start, tile.rows.end - tile.rows.start]
  if (columns === 0 || rows === 0) return
  const image = new ImageData(columns, rows)
  const largest = largestOf(tile.values)
  for (const [at, value] of tile.values.entries()) {
    const ground = Number.isNaN(value)
      ? colours.raised
      : cellColours(shade(value, metric, largest), hue, colours).ground
    image.data.set([...ground, 255], at * 4)
  }
  const small = new OffscreenCanvas(columns, rows)
  small.getContext('2d')?.putImageData(image, 0, 0)
  context.imageSmoothingEnabled = false
  context.drawImage(small, left, top, columns * cell, rows * cell)
}

function drawNumbers(
  context: CanvasRenderingContext2D,
  { tile, cell, metric, hue, colours }: MatrixDrawing,
  x: (column: number) => number,
  y: (row: number) => number,
): void {
  const largest = largestOf(tile.values)
  const columns = tile.columns.end - tile.columns.start
  context.font = `500 11px "JetBrains Mono Variable", monospace`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  for (const [at, value] of tile.values.entries()) {
    context.fillStyle = css(cellColours(shade(value, metric, largest), hue, colours).text)
    const text = metric === 'cosine' ? measureText(value) : wideMeasureText(value)
    context.fillText(
      text,
      x(tile.columns.start + (at % columns)) + cell / 2,
      y(tile.rows.start + Math.floor(at / columns)) + cell / 2,
    )
  }
}

function drawHeads(
  context: CanvasRenderingContext2D,
  { tile, view, cell, cursor, selected, colours: { ink, ink3 } }: MatrixDrawing,
  x: (column: number) => number,
  y: (row: number) => number,
): void {
  // Every number where there is room, else every tenth, hundredth …
  const every = cell >= 22 ? 1 : cell >= 10 ? 5 : cell >= 6 ? 10 : 25
  const isShown = (index: number) => (index + 1) % every === 0 || index === 0
  context.font = `500 10.5px "JetBrains Mono Variable", monospace`
  context.textBaseline = 'middle'
  context.textAlign = 'right'
  for (let row = tile.rows.start; row < tile.rows.end; row++) {
    const place = y(row) + cell / 2
    if (place < headSize || place > headSize + view.height || !isShown(row)) continue
    context.fillStyle = css(row === cursor?.row || row === selected ? ink : ink3)
    context.fillText(String(row + 1), headSize - 6, place)
  }
  context.textAlign = 'center'
  for (let column = tile.columns.start; column < tile.columns.end; column++) {
    const place = x(column) + cell / 2
    if (place < headSize || place > headSize + view.width || !isShown(column)) continue
    context.fillStyle = css(column === cursor?.column ? ink : ink3)
    context.fillText(String(column + 1), place, headSize / 2)
  }
}
