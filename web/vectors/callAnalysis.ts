import type { Analyses } from './analyses.ts'
import type { AnalysisAnswer, AnalysisCall } from './analysisWorker.ts'
// oxlint-disable-next-line import/default -- Vite makes the address
import workerUrl from './analysisWorker.ts?worker&url'
import { startWorker } from './startWorker.ts'

export type AnalysisName = keyof Analyses
export type AnalysisArgs<N extends AnalysisName> = Parameters<Analyses[N]>[0]
export type AnalysisResult<N extends AnalysisName> =
  ReturnType<Analyses[N]> extends Generator<void, infer R> ? R : ReturnType<Analyses[N]>

let worker: Worker | undefined
let lastId = 0
const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>()

/** Asks the worker that holds the vectors. `transfer`: buffers that are given away, not copied. */
export function callAnalysis<N extends AnalysisName>(
  name: N,
  args: AnalysisArgs<N>,
  { signal, transfer = [] }: { signal?: AbortSignal; transfer?: Transferable[] } = {},
): Promise<AnalysisResult<N>> {
  signal?.throwIfAborted()
  const id = ++lastId
  const answer = Promise.withResolvers<unknown>()
  waiting.set(id, answer)
  post({ id, name, args }, transfer)
  signal?.addEventListener('abort', () => {
    if (!waiting.delete(id)) return
    post({ id, cancel: true })
    answer.reject(signal.reason)
  })
  // The worker answers with what the method of this name returns.
  return answer.promise as Promise<AnalysisResult<N>>
}

function post(call: AnalysisCall, transfer: Transferable[] = []): void {
  worker ??= start()
  worker.postMessage(call, transfer)
}

function start(): Worker {
  const started = startWorker(workerUrl, 'vectors')
  started.addEventListener('message', ({ data }: MessageEvent<AnalysisAnswer>) => {
    const answer = waiting.get(data.id)
    waiting.delete(data.id)
    if ('error' in data) answer?.reject(new Error(data.error))
    else answer?.resolve(data.result)
  })
  started.addEventListener('error', ({ message }) => {
    worker = undefined
    for (const answer of waiting.values())
      answer.reject(
        new Error(
          `The vectors were too much for the browser (${message || 'out of memory'}). Reload the page; they are kept.`,
        ),
      )
    waiting.clear()
  })
  return started
}
