import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { FailureError } from '../contract/failure.ts'
import type { FromImport, ToImport } from './importMessages.ts'
import type { ImportStep } from './importStep.ts'
import { tooLarge } from './refused.ts'

/**
 * Files are read in a thread of its own: parsing and checking 50 MB takes half a second, in which no other pane would
 * get a token. Its memory is its own too: a file that takes too much ends the thread, is refused, and nothing else.
 */
export interface ImportThread {
  /**
   * What is to be written, in order. The next steps are read when those before are taken; what is wrong with the file is
   * thrown as a FailureError. One file at a time.
   */
  read(chunks: AsyncIterable<Uint8Array>, options: { name: string | undefined; now: Date }): AsyncGenerator<ImportStep>
  /** The last file was read to its end, or to what is wrong with it: another can be. */
  isFree(): boolean
  close(): Promise<void>
}

/** Twice what a file that is read whole takes as text and parsed; a young heap like the store's thread. */
const memory = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 640 }

export function startImportThread(limits: Partial<typeof memory> = {}): ImportThread {
  const worker = new Worker(fileURLToPath(new URL('importWorker.ts', import.meta.url)), {
    execArgv: [],
    name: 'import',
    resourceLimits: { ...memory, ...limits },
  })
  // A server that has nothing else to do ends.
  worker.unref()
  const heard: FromImport[] = []
  let wake: (() => void) | undefined
  let failure: unknown
  let isFree = true
  worker.on('message', (message: FromImport) => {
    heard.push(message)
    wake?.()
  })
  worker.on('error', (error) => (failure = error))
  worker.on('exit', () => {
    failure ??= new Error('The thread that reads files ended.')
    wake?.()
  })

  async function hear(): Promise<FromImport> {
    for (;;) {
      const message = heard.shift()
      if (message !== undefined) return message
      if (failure !== undefined) throw failureOf(failure)
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }

  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
  const say = (message: ToImport, transfer: ArrayBuffer[] = []) => worker.postMessage(message, transfer)

  return {
    async *read(chunks, { name, now }) {
      const iterator = chunks[Symbol.asyncIterator]()
      isFree = false
      say({ type: 'begin', name, now: now.toISOString() })
      try {
        for (;;) {
          const message = await hear()
          switch (message.type) {
            case 'want': {
              const next = await iterator.next()
              if (next.done) {
                say({ type: 'end' })
                break
              }
              const bytes = new Uint8Array(next.value)
              say({ type: 'chunk', bytes }, [bytes.buffer])
              break
            }
            case 'steps':
              yield* message.steps
              say({ type: 'go' })
              break
            case 'refused':
              isFree = true
              throw new FailureError(message.failure)
            case 'done':
              isFree = true
              return
          }
        }
      } finally {
        // Whoever gives the chunks must know that no more are wanted: the rest of an upload is thrown away then.
        await iterator.return?.()
      }
    },
    isFree: () => isFree && failure === undefined,
    async close() {
      await worker.terminate()
    },
  }
}

function failureOf(error: unknown): Error {
  if ((Object(error) as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY')
    return tooLarge('The file takes more memory to read than an import may use.')
  return error instanceof Error ? error : new Error(String(error))
}
