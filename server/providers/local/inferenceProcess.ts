import { FailureError, type Failure } from '../../contract/failure.ts'
import { generate } from './generate.ts'
import { inspectModel } from './inspectModel.ts'
import { maxPiecesUnderway, type FromInference, type ToInference } from './inferenceMessages.ts'
import { createModelShelf } from './modelShelf.ts'

/**
 * The process that runs local models. A native crash, a model that is too large or a kill end this process and nothing
 * else; the server starts it again with the next call (inference.ts).
 */
const shelf = createModelShelf()
const running = new Map<number, { abort: AbortController; credit: Credit }>()

process.on('message', (message: ToInference) => {
  switch (message.type) {
    case 'generate':
      void runGeneration(message)
      return
    case 'inspect':
      void answer(message.id, async () => {
        send({ type: 'inspected', id: message.id, info: await inspectModel(message.modelPath) })
      })
      return
    case 'taken':
      running.get(message.id)?.credit.add()
      return
    case 'abort':
      running.get(message.id)?.abort.abort()
  }
})
// The server is gone: nobody is left to answer.
process.on('disconnect', () => process.exit())
// Ctrl+C in a terminal reaches the whole process group; the server decides when this process ends.
process.on('SIGINT', () => undefined)

async function runGeneration({ id, modelPath, request }: ToInference & { type: 'generate' }): Promise<void> {
  const abort = new AbortController()
  const credit = createCredit(maxPiecesUnderway)
  running.set(id, { abort, credit })
  abort.signal.addEventListener('abort', () => credit.add())
  await answer(id, async () => {
    const counts = await shelf.withModel(modelPath, (model) =>
      generate(model, request, {
        signal: abort.signal,
        onStarted: () => send({ type: 'started', id }),
        onPiece: async (piece) => {
          await credit.take()
          if (!abort.signal.aborted) send({ type: 'piece', id, piece })
        },
        onFinished: (choice, reason) => send({ type: 'finished', id, choice, reason }),
      }),
    )
    send({ type: 'ended', id, counts })
  })
  running.delete(id)
}

async function answer(id: number, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    send({ type: 'failed', id, failure: toFailure(error) })
  }
}

function toFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure
  const words = error instanceof Error ? error.message : String(error)
  return {
    kind: 'model-crashed',
    message: `The local model failed: ${words.replace(/\.?$/, '.')} Retry; if it fails again, choose another model.`,
    isRetryable: true,
  }
}

function send(message: FromInference): void {
  if (process.connected) process.send?.(message)
}

interface Credit {
  take(): Promise<void>
  add(): void
}

function createCredit(start: number): Credit {
  let left = start
  let waiting: (() => void) | undefined
  return {
    async take() {
      if (left === 0) await new Promise<void>((resolve) => (waiting = resolve))
      left--
    },
    add() {
      left++
      waiting?.()
      waiting = undefined
    },
  }
}
