import { useEffect, useRef } from 'react'
import { useColours, type Colours, type Rgb } from './colours.ts'

/** The picture of a vector: the model's hue where it is positive, its opposite where negative, the deeper the further. */
export function Strip({ strip, hue }: { strip: Int8Array; hue: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const colours = useColours()
  useEffect(() => {
    if (canvas.current) draw(canvas.current, strip, hue, colours)
  }, [strip, hue, colours])
  return (
    <canvas
      ref={canvas}
      aria-hidden="true"
      width={strip.length}
      height={1}
      className="block h-full w-full rounded-[3px] bg-raised [image-rendering:pixelated]"
    />
  )
}

function draw(canvas: HTMLCanvasElement, strip: Int8Array, hue: number, { panes, raised }: Colours): void {
  const context = canvas.getContext('2d')
  if (!context || strip.length === 0) return
  const [above, below] = [panes[hue % 8] ?? raised, panes[hue % 8 === 1 ? 0 : 1] ?? raised]
  const image = context.createImageData(strip.length, 1)
  for (const [at, cell] of strip.entries())
    image.data.set(
      mix(raised, cell >= 0 ? above : below, (Math.abs(cell) / 127) * 0.85 + (cell === 0 ? 0 : 0.05)),
      at * 4,
    )
  context.putImageData(image, 0, 0)
}

function mix(from: Rgb, to: Rgb, share: number): number[] {
  const [r, g, b] = from.map((value, at) => value + ((to[at] ?? value) - value) * share)
  return [r ?? 0, g ?? 0, b ?? 0, 255]
}
