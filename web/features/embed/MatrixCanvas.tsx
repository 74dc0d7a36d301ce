import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import type { EmbedModel, EmbedText, Metric } from '../../../server/contract/embedDocument.ts'
import { useColours } from './colours.ts'
import { drawMatrix, headSize, type Span, type Tile } from './drawMatrix.ts'
import { measureText, wideMeasureText } from './figures.ts'
import { modelName } from './models.ts'
import { useAnalysis, viewOf } from './useAnalysis.ts'
import { useEmbed, useWorkbench } from './workbench.ts'

interface MatrixCanvasProps {
  model: EmbedModel
  metric: Metric
  /** Pixels. */
  cell: number
}

/** Rows and columns beyond the edges that are asked for with those in view. */
const overscan = 8
const maxHeight = 420

/**
 * A matrix of any size: the box scrolls over its whole extent, and the worker is asked for the cells in view only. Arrow
 * keys move a cursor, Enter chooses its text.
 */
export function MatrixCanvas({ model, metric, cell }: MatrixCanvasProps) {
  const workbench = useWorkbench()
  const texts = useEmbed(({ document }) => document.texts)
  const selectedId = useEmbed((state) => state.selectedTextId)
  const colours = useColours()
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [view, setView] = useState({ left: 0, top: 0, width: 0, height: 0 })
  const [cursor, setCursor] = useState<{ row: number; column: number }>()
  const [shown, setShown] = useState<Tile>()
  const rows = spanOf(view.top, view.height, cell, texts.length)
  const columns = spanOf(view.left, view.width, cell, texts.length)
  const { data } = useAnalysis(
    'tile',
    { view: viewOf(model), metric, rows, columns },
    { models: [model], isEnabled: view.width > 0 },
  )
  // An answer belongs to the spans it was asked for, which its length tells.
  const isCurrent = data?.length === (rows.end - rows.start) * (columns.end - columns.start)
  if (data && isCurrent && shown?.values !== data) setShown({ values: data, rows, columns })

  useEffect(() => {
    const element = box.current
    if (!element) return undefined
    const measure = () =>
      setView({
        left: element.scrollLeft,
        top: element.scrollTop,
        width: element.clientWidth - headSize,
        height: element.clientHeight - headSize,
      })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [])

  const selected = texts.findIndex(({ id }) => id === selectedId)
  useEffect(() => {
    if (canvas.current && shown)
      drawMatrix(canvas.current, { tile: shown, view, cell, metric, hue: model.hue, cursor, selected, colours })
  }, [shown, view, cell, metric, model.hue, cursor, selected, colours])

  function onPointer(event: MouseEvent<HTMLCanvasElement>) {
    const place = event.currentTarget.getBoundingClientRect()
    const column = Math.floor((event.clientX - place.left - headSize + view.left) / cell)
    const row = Math.floor((event.clientY - place.top - headSize + view.top) / cell)
    const isInside = row >= 0 && column >= 0 && row < texts.length && column < texts.length
    setCursor(isInside ? { row, column } : undefined)
    return isInside ? { row, column } : undefined
  }

  function choose(row: number | undefined) {
    const id = row === undefined ? undefined : texts[row]?.id
    if (id !== undefined) workbench.store.setState({ selectedTextId: id })
  }

  function onKeyDown(event: KeyboardEvent<HTMLCanvasElement>) {
    const step = steps[event.key]
    if (event.key === 'Enter') return choose(cursor?.row)
    if (!step) return
    event.preventDefault()
    const clamp = (value: number) => Math.max(0, Math.min(texts.length - 1, value))
    const next = cursor
      ? { row: clamp(cursor.row + step[0]), column: clamp(cursor.column + step[1]) }
      : { row: rows.start, column: columns.start }
    setCursor(next)
    scrollTo(box.current, next, cell)
  }

  return (
    <div className="grid gap-2">
      <div
        ref={box}
        className="relative overflow-auto rounded-[3px]"
        style={{ height: Math.min(maxHeight, texts.length * cell + headSize + 16) }}
      >
        <canvas
          ref={canvas}
          // oxlint-disable-next-line jsx-a11y/no-interactive-element-to-noninteractive-role -- it has keys of its own, as that role says
          role="application"
          aria-roledescription="matrix"
          aria-label={`${metric} matrix of ${modelName(model)}, ${texts.length} texts. Arrow keys move, Enter chooses.`}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onMouseMove={onPointer}
          onMouseLeave={() => setCursor(undefined)}
          onClick={(event) => choose(onPointer(event)?.row)}
          className="sticky top-0 left-0 block"
        />
        <div
          className="pointer-events-none absolute top-0 left-0"
          style={{ width: texts.length * cell + headSize, height: texts.length * cell + headSize }}
        />
      </div>
      <CellNote texts={texts} cursor={cursor} tile={shown} metric={metric} />
    </div>
  )
}

const steps: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-20, 0],
  PageDown: [20, 0],
}

function spanOf(offset: number, length: number, cell: number, count: number): Span {
  const start = Math.max(0, Math.floor(offset / cell) - overscan)
  const end = Math.min(count, Math.ceil((offset + Math.max(0, length)) / cell) + overscan)
  return { start: Math.min(start, count), end: Math.max(end, Math.min(start, count)) }
}

function scrollTo(box: HTMLDivElement | null, { row, column }: { row: number; column: number }, cell: number): void {
  if (!box) return
  const [height, width] = [box.clientHeight - headSize, box.clientWidth - headSize]
  if (row * cell < box.scrollTop) box.scrollTop = row * cell
  if ((row + 1) * cell > box.scrollTop + height) box.scrollTop = (row + 1) * cell - height
  if (column * cell < box.scrollLeft) box.scrollLeft = column * cell
  if ((column + 1) * cell > box.scrollLeft + width) box.scrollLeft = (column + 1) * cell - width
}

interface CellNoteProps {
  texts: EmbedText[]
  cursor: { row: number; column: number } | undefined
  tile: Tile | undefined
  metric: Metric
}

/** What is under the pointer, in words; its lines keep their place. */
function CellNote({ texts, cursor, tile, metric }: CellNoteProps) {
  const value = cursor && tile && valueAt(tile, cursor.row, cursor.column)
  return (
    <p aria-live="polite" className="grid h-[54px] grid-cols-[minmax(0,1fr)] text-note text-ink-2">
      {cursor ? (
        <>
          <span className="font-mono text-measure tabular-nums">
            {cursor.row + 1} × {cursor.column + 1}: {metric}{' '}
            <b className="font-semibold text-ink">
              {value === undefined ? '…' : metric === 'cosine' ? measureText(value, 3) : wideMeasureText(value)}
            </b>
          </span>
          <span className="truncate">{texts[cursor.row]?.text}</span>
          <span className="truncate">{texts[cursor.column]?.text}</span>
        </>
      ) : (
        <span className="text-ink-3">Point at a cell, or move with the arrow keys.</span>
      )}
    </p>
  )
}

function valueAt({ values, rows, columns }: Tile, row: number, column: number): number | undefined {
  if (row < rows.start || row >= rows.end || column < columns.start || column >= columns.end) return undefined
  return values[(row - rows.start) * (columns.end - columns.start) + column - columns.start]
}
