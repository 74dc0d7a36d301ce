import { UMAP } from 'umap-js'
import type { LayoutInput } from './analyses.ts'
import { seededRandom } from './random.ts'

/** UMAP (McInnes, Healy & Melville 2018) by umap-js, from neighbours found exactly and starting at the flat map. */
export interface LayoutProgress {
  /** x, y of each laid-out text. */
  points: Float32Array
  /** 0 … 1. */
  fraction: number
}

/** A picture this often: each costs a copy of all points. */
const msBetweenPictures = 60
/** Spread of the start, as the reference implementation scales its own (umap/umap_.py, 0.5.7). */
const startSpread = 10

self.addEventListener('message', ({ data }: MessageEvent<LayoutInput>) => layOut(data))

function layOut({ start, indices, distances, k }: LayoutInput): void {
  const count = start.length / 2
  const umap = new UMAP({
    nNeighbors: k,
    nEpochs: epochsFor(count),
    random: seededRandom(1),
  })
  const rowsOf = (flat: Int32Array | Float32Array) =>
    Array.from({ length: count }, (_, at) => Array.from(flat.subarray(at * k, at * k + k)))
  umap.setPrecomputedKNN(rowsOf(indices), rowsOf(distances))
  // It reads only how many there are, the neighbours being known.
  const epochs = umap.initializeFit(Array.from({ length: count }, () => [0]))
  startAt(umap.getEmbedding(), start)
  let lastPicture = performance.now()
  for (let epoch = 1; epoch <= epochs; epoch++) {
    umap.step()
    if (epoch < epochs && performance.now() - lastPicture < msBetweenPictures) continue
    lastPicture = performance.now()
    const progress: LayoutProgress = { points: flatten(umap.getEmbedding()), fraction: epoch / epochs }
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
    self.postMessage(progress)
  }
}

/** The reference implementation's 500 and 200, less in between: beyond a few thousand texts each epoch moves enough. */
function epochsFor(count: number): number {
  return count <= 2500 ? 300 : 150
}

/** umap-js hands out the very rows it works on. From a flat map instead of noise it ends alike every time. */
function startAt(rows: number[][], start: Float32Array): void {
  let furthest = 0
  for (const value of start) furthest = Math.max(furthest, Math.abs(value))
  const scale = furthest > 0 ? startSpread / furthest : 0
  for (const [at, row] of rows.entries()) {
    row[0] = (start[at * 2] ?? 0) * scale
    row[1] = (start[at * 2 + 1] ?? 0) * scale
  }
}

function flatten(rows: number[][]): Float32Array {
  const points = new Float32Array(rows.length * 2)
  for (const [at, row] of rows.entries()) {
    points[at * 2] = row[0] ?? 0
    points[at * 2 + 1] = row[1] ?? 0
  }
  return points
}
