import { useEffect, useEffectEvent, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'
import { useColours } from './colours.ts'
import { drawMap } from './drawMap.ts'
import { fitView, pointAt, pointsInside, zoomAt, type MapView, type Size } from './mapView.ts'
import { useEmbed, useWorkbench } from './workbench.ts'

interface MapCanvasProps {
  /** x, y by position of the text. */
  points: Float32Array
  groups: Int8Array
  hue: number
  found: ReadonlySet<number> | undefined
  /** The model's, for the name of the picture. */
  name: string
}

type Drag = { type: 'pan'; left: number; top: number; hasMoved: boolean } | { type: 'ring' }

/**
 * Pinch zooms, and the wheel once the map was clicked: before that it scrolls the page, as a finger does until the map is
 * zoomed. Dragging moves, Shift (or the lasso) rings texts; + − 0 and the arrow keys do the same.
 */
export function MapCanvas({ points, groups, hue, found, name }: MapCanvasProps) {
  const workbench = useWorkbench()
  const texts = useEmbed(({ document }) => document.texts)
  const selectedId = useEmbed((state) => state.selectedTextId)
  const markedIds = useEmbed((state) => state.marked)
  const colours = useColours()
  const canvas = useRef<HTMLCanvasElement>(null)
  const drag = useRef<Drag>(undefined)
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  /** undefined: all in view, also when the points move. */
  const [chosenView, setView] = useState<MapView>()
  const [hovered, setHovered] = useState(-1)
  const [ring, setRing] = useState<number[]>([])
  const [isLasso, setIsLasso] = useState(false)
  const fitted = useMemo(() => fitView(points, size), [points, size])
  const view = chosenView ?? fitted
  const places = useMemo(() => new Map(texts.map(({ id }, at) => [id, at])), [texts])
  const selected = (selectedId === undefined ? undefined : places.get(selectedId)) ?? -1
  const marked = useMemo(
    () => new Set([...markedIds].map((id) => places.get(id) ?? -1).filter((at) => at >= 0)),
    [markedIds, places],
  )

  useEffect(() => {
    const element = canvas.current
    if (!element) return undefined
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (canvas.current && size.width > 0)
        drawMap(canvas.current, { points, view, size, groups, hue, found, marked, selected, hovered, ring, colours })
    })
    return () => cancelAnimationFrame(frame)
  }, [points, view, size, groups, hue, found, marked, selected, hovered, ring, colours])

  /** Never further away than all in view. */
  const zoomTo = (factor: number, left: number, top: number) => {
    const next = zoomAt(view, size, factor, left, top)
    setView(next.scale > fitted.scale ? next : undefined)
  }
  const onWheel = useEffectEvent((event: WheelEvent) => {
    // A pinch on a touchpad is a wheel with Ctrl.
    if (!event.ctrlKey && document.activeElement !== canvas.current) return
    event.preventDefault()
    zoomTo(Math.exp(-event.deltaY * 0.0015), event.offsetX, event.offsetY)
  })
  useEffect(() => {
    const element = canvas.current
    // Not passive: the page must not scroll meanwhile.
    const listen = (event: WheelEvent) => onWheel(event)
    element?.addEventListener('wheel', listen, { passive: false })
    return () => element?.removeEventListener('wheel', listen)
  }, [])

  function onPointerDown(event: PointerEvent<HTMLCanvasElement>) {
    event.currentTarget.setPointerCapture(event.pointerId)
    const { offsetX, offsetY } = event.nativeEvent
    if (isLasso || event.shiftKey) {
      drag.current = { type: 'ring' }
      setRing([offsetX, offsetY])
    } else drag.current = { type: 'pan', left: offsetX, top: offsetY, hasMoved: false }
  }

  function onPointerMove(event: PointerEvent<HTMLCanvasElement>) {
    const { offsetX, offsetY } = event.nativeEvent
    const dragging = drag.current
    if (!dragging) return setHovered(pointAt(points, view, size, offsetX, offsetY))
    if (dragging.type === 'ring') return setRing((before) => [...before, offsetX, offsetY])
    const [right, down] = [offsetX - dragging.left, offsetY - dragging.top]
    // A hand that clicks moves a little.
    if (!dragging.hasMoved && Math.hypot(right, down) < 4) return undefined
    drag.current = { type: 'pan', left: offsetX, top: offsetY, hasMoved: true }
    setView({ ...view, x: view.x - right / view.scale, y: view.y + down / view.scale })
    return undefined
  }

  function onPointerUp(event: PointerEvent<HTMLCanvasElement>) {
    const dragging = drag.current
    drag.current = undefined
    if (dragging?.type === 'ring') {
      const inside = pointsInside(points, view, size, ring)
      workbench.store.setState({ marked: new Set(inside.map((at) => texts[at]?.id ?? -1)) })
      setRing([])
      setIsLasso(false)
    } else if (dragging && !dragging.hasMoved) {
      const at = pointAt(points, view, size, event.nativeEvent.offsetX, event.nativeEvent.offsetY)
      if (at >= 0) workbench.store.setState({ selectedTextId: texts[at]?.id })
    }
  }

  const zoom = (factor: number) => zoomTo(factor, size.width / 2, size.height / 2)

  function onKeyDown(event: KeyboardEvent<HTMLCanvasElement>) {
    const pan = pans[event.key]
    if (event.key === '+' || event.key === '=') zoom(1.4)
    else if (event.key === '-') zoom(1 / 1.4)
    else if (event.key === '0') setView(undefined)
    else if (event.key === 'Enter') chooseNearMiddle()
    else if (pan) setView({ ...view, x: view.x + pan[0] / view.scale, y: view.y + pan[1] / view.scale })
    else return
    event.preventDefault()
  }

  function chooseNearMiddle() {
    const at = pointAt(points, view, size, size.width / 2, size.height / 2, Infinity)
    if (at >= 0) workbench.store.setState({ selectedTextId: texts[at]?.id })
  }

  const named = hovered >= 0 ? hovered : selected
  return (
    <div className="relative">
      <canvas
        ref={canvas}
        tabIndex={0}
        // oxlint-disable-next-line jsx-a11y/no-interactive-element-to-noninteractive-role -- it has keys of its own, as that role says
        role="application"
        aria-roledescription="map"
        aria-label={`Map of ${texts.length} texts by ${name}. Arrow keys move, plus and minus zoom, 0 shows all, Enter chooses the text in the middle.`}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        // The finger scrolls the page after all.
        onPointerCancel={() => {
          drag.current = undefined
          setRing([])
        }}
        onPointerLeave={() => setHovered(-1)}
        onKeyDown={onKeyDown}
        className={joinClasses(
          'block h-[300px] w-full rounded-inner',
          chosenView !== undefined || isLasso ? 'touch-none' : 'touch-pan-y',
          isLasso ? 'cursor-crosshair' : hovered >= 0 && 'cursor-pointer',
        )}
      />
      <div className="absolute top-1 right-1 grid gap-0.5">
        <IconButton label="Closer" size="small" onClick={() => zoom(1.6)}>
          <Icon name="plus" />
        </IconButton>
        <IconButton label="Further away" size="small" onClick={() => zoom(1 / 1.6)}>
          <Icon name="minus" />
        </IconButton>
        <IconButton label="All in view" size="small" onClick={() => setView(undefined)}>
          <Icon name="fit" />
        </IconButton>
        <IconButton label="Ring texts" size="small" aria-pressed={isLasso} onClick={() => setIsLasso(!isLasso)}>
          <Icon name="lasso" />
        </IconButton>
      </div>
      <p className="h-[18px] truncate text-note text-ink-2">
        {named >= 0 && `${named + 1}: ${texts[named]?.text ?? ''}`}
      </p>
    </div>
  )
}

const pans: Record<string, [number, number]> = {
  ArrowLeft: [-40, 0],
  ArrowRight: [40, 0],
  ArrowUp: [0, 40],
  ArrowDown: [0, -40],
}
