import { useEffect, useRef } from 'react'
import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import { Dot } from '../../ui/Dot.tsx'
import { css, useColours, type Colours } from './colours.ts'
import { measureText } from './figures.ts'
import { fitView, toCanvas, type Size } from './mapView.ts'
import { modelName } from './models.ts'
import { useAnalysis, viewOf } from './useAnalysis.ts'
import { useEmbed } from './workbench.ts'

/** Beyond this the lines between the twins hide the points. */
const maxLines = 600

/** Both maps in one: the second turned, mirrored and scaled onto the first, each text joined to its twin. */
export function AlignedMap({ one, other }: { one: EmbedModel; other: EmbedModel }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const colours = useColours()
  const texts = useEmbed(({ document }) => document.texts)
  const selectedId = useEmbed((state) => state.selectedTextId)
  const { data, isPending } = useAnalysis('aligned', { views: [viewOf(one), viewOf(other)] }, { models: [one, other] })
  const selected = texts.findIndex(({ id }) => id === selectedId)
  useEffect(() => {
    const element = canvas.current
    if (!element || !data) return undefined
    const draw = () =>
      drawAligned(element, {
        maps: [data.fixed.points, data.moved.points],
        hues: [one.hue, other.hue],
        selected,
        colours,
      })
    const observer = new ResizeObserver(draw)
    observer.observe(element)
    draw()
    return () => observer.disconnect()
  }, [data, one.hue, other.hue, selected, colours])
  return (
    <figure className="grid content-start gap-2">
      <canvas
        ref={canvas}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a picture, although it is drawn
        role="img"
        aria-label={`Maps of ${modelName(one)} and ${modelName(other)} laid over each other`}
        className="block h-[260px] w-full"
      />
      <figcaption className="flex flex-wrap items-center gap-x-3 gap-y-1 text-note text-ink-2">
        {[one, other].map((model) => (
          <span key={model.id} className="flex items-center gap-1.5">
            <Dot hue={model.hue} /> {modelName(model)}
          </span>
        ))}
        <span className="text-ink-3">
          {data
            ? `Aligned maps; distance left ${measureText(data.moved.disparity)} of 1`
            : isPending
              ? 'Laying the maps over each other…'
              : 'A map needs two different texts.'}
        </span>
      </figcaption>
    </figure>
  )
}

interface AlignedDrawing {
  maps: [Float32Array, Float32Array]
  hues: [number, number]
  selected: number
  colours: Colours
}

function drawAligned(canvas: HTMLCanvasElement, { maps, hues, selected, colours }: AlignedDrawing): void {
  const ratio = window.devicePixelRatio || 1
  const size: Size = { width: canvas.clientWidth, height: canvas.clientHeight }
  canvas.width = Math.round(size.width * ratio)
  canvas.height = Math.round(size.height * ratio)
  const context = canvas.getContext('2d')
  if (!context) return
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  const { panes, ink, ink3 } = colours
  const both = new Float32Array(maps[0].length + maps[1].length)
  both.set(maps[0])
  both.set(maps[1], maps[0].length)
  const view = fitView(both, size)
  const count = maps[0].length / 2
  const radius = count > 2000 ? 1.5 : count > 200 ? 2.5 : 4.5
  const place = (map: Float32Array, text: number) =>
    toCanvas(view, size, map[text * 2] ?? NaN, map[text * 2 + 1] ?? NaN)
  for (let text = 0; text < count; text++) {
    const isSelected = text === selected
    if (count > maxLines && !isSelected) continue
    const [from, to] = [place(maps[0], text), place(maps[1], text)]
    context.strokeStyle = css(isSelected ? ink : ink3, isSelected ? 1 : 0.4)
    context.lineWidth = isSelected ? 1.5 : 1
    context.beginPath()
    context.moveTo(...from)
    context.lineTo(...to)
    context.stroke()
  }
  for (const [side, map] of maps.entries()) {
    context.fillStyle = css(panes[(hues[side] ?? 0) % 8] ?? ink3, 0.85)
    context.beginPath()
    for (let text = 0; text < count; text++) {
      const [x, y] = place(map, text)
      if (Number.isNaN(x)) continue
      context.moveTo(x + radius, y)
      context.arc(x, y, radius, 0, Math.PI * 2)
    }
    context.fill()
  }
}
