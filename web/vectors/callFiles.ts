import type { FileAnswer, FileCall, ReadAnswer } from './fileWorker.ts'
// oxlint-disable-next-line import/default -- Vite makes the address
import workerUrl from './fileWorker.ts?worker&url'
import type { FileContent, FileFormat } from './files/writeFile.ts'
import { startWorker } from './startWorker.ts'

/** Throws an Error that says what is wrong with the file. */
export function readVectorFile(file: File): Promise<ReadAnswer> {
  return call<ReadAnswer>({ type: 'read', file })
}

export function writeVectorFile(format: FileFormat, content: FileContent): Promise<Blob> {
  return call<Blob>({ type: 'write', format, content })
}

/** One worker a file: it is needed seldom, and its memory goes with it. */
async function call<Result extends ReadAnswer | Blob>(message: FileCall): Promise<Result> {
  const worker = startWorker(workerUrl, 'files')
  const answer = Promise.withResolvers<FileAnswer>()
  worker.addEventListener('message', ({ data }: MessageEvent<FileAnswer>) => answer.resolve(data))
  worker.addEventListener('error', ({ message: words }) =>
    answer.resolve({ error: `The file was too much for the browser: ${words || 'out of memory'}` }),
  )
  // A worker's postMessage takes no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  worker.postMessage(message)
  const data = await answer.promise
  worker.terminate()
  if ('error' in data) throw new Error(data.error)
  // What it was asked decides what it answers.
  return data.result as Result
}
