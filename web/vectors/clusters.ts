import { seededRandom } from './random.ts'

/**
 * k-means (Lloyd 1982) with k-means++ seeding (Arthur & Vassilvitskii 2007), for the colours of a map.
 *
 * `points`: `width` numbers each; a point with a NaN belongs to no cluster (−1). Clusters are numbered by size, largest
 * first. With fewer points than `wanted`, each is its own.
 */
export function* clusters(points: Float32Array, width: number, wanted: number, seed = 5): Generator<void, Int32Array> {
  const count = width > 0 ? points.length / width : 0
  const result = new Int32Array(count).fill(-1)
  const usable = Int32Array.from(result.keys()).filter((at) => !Number.isNaN(points[at * width]))
  const k = Math.min(wanted, usable.length)
  if (k === 0) return result
  const centres = yield* firstCentres(points, width, usable, k, seededRandom(seed))
  for (let round = 0; round < maxRounds; round++) {
    let changed = 0
    for (const at of usable) {
      const nearest = nearestCentre(points, width, at, centres)
      if (result[at] !== nearest) changed++
      result[at] = nearest
    }
    yield
    if (changed === 0) break
    moveCentres(points, width, usable, result, centres)
  }
  return bySize(result, k)
}

const maxRounds = 50

function* firstCentres(
  points: Float32Array,
  width: number,
  usable: Int32Array,
  k: number,
  random: () => number,
): Generator<void, Float64Array[]> {
  const centre = (at: number) => Float64Array.from(points.subarray(at * width, at * width + width))
  const centres = [centre(usable[Math.floor(random() * usable.length)] as number)]
  const distances = new Float64Array(usable.length).fill(Infinity)
  while (centres.length < k) {
    const latest = centres.at(-1) as Float64Array
    let sum = 0
    for (const [index, at] of usable.entries()) {
      const distance = Math.min(distances[index] as number, squaredDistance(points, width, at, latest))
      distances[index] = distance
      sum += distance
    }
    let left = random() * sum
    let index = 0
    while (index < usable.length - 1 && (left -= distances[index] as number) > 0) index++
    centres.push(centre(usable[index] as number))
    yield
  }
  return centres
}

function nearestCentre(points: Float32Array, width: number, at: number, centres: Float64Array[]): number {
  let [nearest, least] = [0, Infinity]
  for (const [index, centre] of centres.entries()) {
    const distance = squaredDistance(points, width, at, centre)
    if (distance < least) [nearest, least] = [index, distance]
  }
  return nearest
}

function squaredDistance(points: Float32Array, width: number, at: number, centre: Float64Array): number {
  let sum = 0
  for (let i = 0; i < width; i++) {
    const difference = (points[at * width + i] as number) - (centre[i] as number)
    sum += difference * difference
  }
  return sum
}

function moveCentres(
  points: Float32Array,
  width: number,
  usable: Int32Array,
  cluster: Int32Array,
  centres: Float64Array[],
): void {
  const sizes = new Float64Array(centres.length)
  const sums = centres.map(() => new Float64Array(width))
  for (const at of usable) {
    const index = cluster[at] as number
    const sum = sums[index] as Float64Array
    sizes[index] = (sizes[index] as number) + 1
    for (let i = 0; i < width; i++) sum[i] = (sum[i] as number) + (points[at * width + i] as number)
  }
  for (const [index, centre] of centres.entries()) {
    const size = sizes[index] as number
    // An empty cluster stays where it is.
    if (size > 0) for (let i = 0; i < width; i++) centre[i] = ((sums[index] as Float64Array)[i] as number) / size
  }
}

function bySize(cluster: Int32Array, k: number): Int32Array {
  const sizes = Array.from({ length: k }, () => 0)
  for (const index of cluster) if (index >= 0) sizes[index] = (sizes[index] ?? 0) + 1
  const order = sizes.map((_, index) => index).sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0))
  const place = new Map(order.map((index, rank) => [index, rank]))
  return cluster.map((index) => place.get(index) ?? -1)
}
