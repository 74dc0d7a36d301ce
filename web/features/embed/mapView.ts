/** Where on the map one looks: a point of the map at the middle of the canvas, and pixels a unit. */
export interface MapView {
  x: number
  y: number
  scale: number
}

export interface Size {
  width: number
  height: number
}

/** All points in view with room around, and at the right for the buttons there; one point, or all in one place, stand in the middle. */
export function fitView(points: Float32Array, { width, height }: Size): MapView {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [points[at] as number, points[at + 1] as number]
    if (Number.isNaN(x)) continue
    left = Math.min(left, x)
    right = Math.max(right, x)
    low = Math.min(low, y)
    high = Math.max(high, y)
  }
  if (left > right) return { x: 0, y: 0, scale: 1 }
  const wide = (width - 2 * margin - buttons) / (right - left || 1e-9)
  const tall = (height - 2 * margin) / (high - low || 1e-9)
  const scale = Math.min(Math.max(Math.min(wide, tall), 1e-6), 1e6)
  return { x: (left + right) / 2 + buttons / 2 / scale, y: (low + high) / 2, scale }
}

const margin = 22
/** Width of the zoom buttons over the map. */
const buttons = 30

/** Map to canvas; up is up. */
export function toCanvas(view: MapView, { width, height }: Size, x: number, y: number): [number, number] {
  return [(x - view.x) * view.scale + width / 2, height / 2 - (y - view.y) * view.scale]
}

export function toMap(view: MapView, { width, height }: Size, left: number, top: number): [number, number] {
  return [(left - width / 2) / view.scale + view.x, (height / 2 - top) / view.scale + view.y]
}

/** `factor` times closer, with the point under the pointer kept in its place. */
export function zoomAt(view: MapView, size: Size, factor: number, left: number, top: number): MapView {
  const [x, y] = toMap(view, size, left, top)
  const scale = Math.min(Math.max(view.scale * factor, 1e-6), 1e9)
  const share = view.scale / scale
  return { x: x + (view.x - x) * share, y: y + (view.y - y) * share, scale }
}

/** The point nearest to a place on the canvas, within `reach` pixels; −1 = none. */
export function pointAt(
  points: Float32Array,
  view: MapView,
  size: Size,
  left: number,
  top: number,
  reach = 12,
): number {
  const [x, y] = toMap(view, size, left, top)
  let [nearest, least] = [-1, (reach / view.scale) ** 2]
  for (let at = 0; at < points.length; at += 2) {
    const distance = ((points[at] as number) - x) ** 2 + ((points[at + 1] as number) - y) ** 2
    if (distance <= least) [nearest, least] = [at / 2, distance]
  }
  return nearest
}

/** Positions of the points inside a ring drawn on the canvas (x, y, x, y, …), by the even-odd rule. */
export function pointsInside(points: Float32Array, view: MapView, size: Size, ring: readonly number[]): number[] {
  const inside: number[] = []
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = toCanvas(view, size, points[at] as number, points[at + 1] as number)
    let isInside = false
    for (let here = 0, before = ring.length - 2; here < ring.length; before = here, here += 2) {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = [ring[here], ring[here + 1], ring[before], ring[before + 1]]
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) isInside = !isInside
    }
    if (isInside) inside.push(at / 2)
  }
  return inside
}
