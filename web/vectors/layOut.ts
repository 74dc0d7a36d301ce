import { callAnalysis } from './callAnalysis.ts'
import type { View } from './analyses.ts'
import type { LayoutProgress } from './layoutWorker.ts'
// oxlint-disable-next-line import/default -- Vite makes the address
import workerUrl from './layoutWorker.ts?worker&url'
import { startWorker } from './startWorker.ts'

/** UMAP's neighbourhood, its own default. */
const neighbourhood = 15

/**
 * Lays the texts out by UMAP. `onProgress` gets x, y by position of the text (NaN without a vector) several times a
 * second. Undefined where there are too few texts to lay out. Rejects with the signal's reason after an abort.
 */
export async function layOut(
  view: View,
  count: number,
  onProgress: (points: Float32Array, fraction: number) => void,
  signal: AbortSignal,
): Promise<Float32Array | undefined> {
  const input = await callAnalysis('layoutInput', { view, k: neighbourhood }, { signal })
  if (input === undefined || input.texts.length < 4) return undefined
  const { texts } = input
  const worker = startWorker(workerUrl, 'map')
  const end = Promise.withResolvers<Float32Array>()
  const stop = () => end.reject(signal.reason)
  signal.addEventListener('abort', stop)
  worker.addEventListener('message', ({ data }: MessageEvent<LayoutProgress>) => {
    const points = new Float32Array(count * 2).fill(NaN)
    for (const [place, text] of texts.entries()) {
      points[text * 2] = data.points[place * 2] as number
      points[text * 2 + 1] = data.points[place * 2 + 1] as number
    }
    onProgress(points, data.fraction)
    if (data.fraction >= 1) end.resolve(points)
  })
  worker.addEventListener('error', ({ message }) => end.reject(new Error(`The map was not made: ${message}`)))
  worker.postMessage(input, [input.indices.buffer, input.distances.buffer, input.start.buffer] as Transferable[])
  try {
    return await end.promise
  } finally {
    signal.removeEventListener('abort', stop)
    worker.terminate()
  }
}
