/**
 * Lays one map over another: the shift, scale, turn and mirroring of `moved` that leave the least squared distance to
 * `fixed` (Gower, Generalized Procrustes Analysis, Psychometrika 40, 1975). In two dimensions the best turn is an angle, so
 * no decomposition is needed.
 */
export interface Alignment {
  /** x, y, x, y, … in the place and size of `fixed`. */
  points: Float32Array
  /** Share of `fixed`'s spread that is left as distance: 0 = the same map, 1 = nothing in common. As scipy.spatial.procrustes. */
  disparity: number
}

/** Maps as x, y, x, y, …; undefined where either has all points in one place. Throws RangeError on unequal lengths. */
export function procrustes(fixed: Float32Array, moved: Float32Array): Alignment | undefined {
  if (fixed.length !== moved.length)
    throw new RangeError(`The maps have ${fixed.length / 2} and ${moved.length / 2} points.`)
  const [a, b] = [centred(fixed), centred(moved)]
  if (a.size === 0 || b.size === 0) return undefined
  // Σ of a·b and a×b, for b as it is and for b mirrored at the x axis.
  let [dot, cross, mirroredDot, mirroredCross] = [0, 0, 0, 0]
  for (let at = 0; at < a.points.length; at += 2) {
    const [ax, ay] = [a.points[at] as number, a.points[at + 1] as number]
    const [bx, by] = [b.points[at] as number, b.points[at + 1] as number]
    dot += bx * ax + by * ay
    cross += bx * ay - by * ax
    mirroredDot += bx * ax - by * ay
    mirroredCross += bx * ay + by * ax
  }
  const isMirrored = Math.hypot(mirroredDot, mirroredCross) > Math.hypot(dot, cross)
  const [along, across] = isMirrored ? [mirroredDot, mirroredCross] : [dot, cross]
  const match = Math.hypot(along, across) / (a.size * b.size)
  const scale = (match * a.size) / b.size
  const angle = Math.atan2(across, along)
  const [cosine, sine] = [Math.cos(angle) * scale, Math.sin(angle) * scale]
  const points = new Float32Array(moved.length)
  for (let at = 0; at < points.length; at += 2) {
    const x = b.points[at] as number
    const y = (b.points[at + 1] as number) * (isMirrored ? -1 : 1)
    points[at] = cosine * x - sine * y + a.x
    points[at + 1] = sine * x + cosine * y + a.y
  }
  return { points, disparity: Math.max(0, 1 - match * match) }
}

/** Moved so that the mean is 0; `size` = root of the sum of squares. */
function centred(map: Float32Array): { points: Float64Array; x: number; y: number; size: number } {
  let [x, y] = [0, 0]
  for (let at = 0; at < map.length; at += 2) {
    x += map[at] as number
    y += map[at + 1] as number
  }
  x /= map.length / 2
  y /= map.length / 2
  const points = Float64Array.from(map, (value, at) => value - (at % 2 === 0 ? x : y))
  return { points, x, y, size: Math.sqrt(points.reduce((sum, value) => sum + value * value, 0)) }
}
