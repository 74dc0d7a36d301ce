import { fork, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { FailureError, type Failure } from '../../contract/failure.ts'
import type {
  FinishReason,
  FromInference,
  GenerationRequest,
  ModelInfo,
  Piece,
  TokenCounts,
  ToInference,
} from './inferenceMessages.ts'
import { createLine, type Line } from './line.ts'
import { maxSequences } from './maxSequences.ts'

/**
 * The server's side of the process that runs local models. It is started with the first call and again after it died;
 * what it was doing then fails with `model-crashed`, who still waited in line goes on in the new one.
 */
export interface Inference {
  /** Rejects with a FailureError, or with `signal.reason` after an abort; nothing is delivered after that. */
  generate(modelPath: string, request: GenerationRequest, listener: InferenceListener): Promise<TokenCounts>
  inspect(modelPath: string): Promise<ModelInfo>
  close(): void
  readonly processId: number | undefined
}

interface InferenceListener {
  signal: AbortSignal
  onQueued(ahead: number): void
  onStarted(): void | Promise<void>
  onPiece(piece: Piece): void | Promise<void>
  onFinished(choice: number, reason: FinishReason): void | Promise<void>
}

interface Call {
  receive(message: FromInference): void
  fail(error: Error): void
}

export function createInference({ log }: { log: (line: string) => void }): Inference {
  const lines = new Map<string, Line>()
  const calls = new Map<number, Call>()
  let child: ChildProcess | undefined
  let lastId = 0
  let isClosed = false

  return {
    async generate(modelPath, request, listener) {
      const line = lines.get(modelPath) ?? createLine(maxSequences)
      lines.set(modelPath, line)
      const leave = await line.join(listener)
      const { signal } = listener
      const id = ++lastId
      const delivery = createDelivery(listener, () => tell({ type: 'taken', id }))
      const ended = ask({ type: 'generate', id, modelPath, request }, delivery.receive)
      // The place is free only when the process says so: until then its sequence is in use.
      void ended.then(leave, leave)
      const abort = () => tell({ type: 'abort', id })
      signal.addEventListener('abort', abort)
      try {
        const end = await Promise.race([ended, delivery.failed, aborted(signal)])
        await Promise.race([delivery.settled(), aborted(signal)])
        if (end.type !== 'ended') throw new Error(`Unexpected end ${end.type}`)
        return end.counts
      } catch (error) {
        delivery.stop()
        abort()
        throw error
      } finally {
        signal.removeEventListener('abort', abort)
      }
    },
    async inspect(modelPath) {
      const answer = await ask({ type: 'inspect', id: ++lastId, modelPath })
      if (answer.type !== 'inspected') throw new Error(`Unexpected answer ${answer.type}`)
      return answer.info
    },
    close() {
      isClosed = true
      failAll(closing)
      child?.kill()
    },
    get processId() {
      return child?.pid
    },
  }

  /** Sends a message and resolves with the one that ends its call. */
  function ask(
    message: ToInference & { id: number },
    onProgress?: (message: FromInference) => void,
  ): Promise<FromInference & { type: 'ended' | 'inspected' }> {
    return new Promise((resolve, reject) => {
      if (isClosed) {
        reject(new FailureError(closing))
        return
      }
      const settle = () => calls.delete(message.id)
      calls.set(message.id, {
        receive(answer) {
          if (answer.type === 'failed') this.fail(new FailureError(answer.failure))
          else if (answer.type === 'ended' || answer.type === 'inspected') {
            settle()
            resolve(answer)
          } else onProgress?.(answer)
        },
        fail(error) {
          settle()
          reject(error)
        },
      })
      start().send(message)
    })
  }

  function tell(message: ToInference): void {
    if (calls.has(message.id) && child?.connected) child.send(message)
  }

  function start(): ChildProcess {
    if (child !== undefined) return child
    const started = fork(path.join(import.meta.dirname, 'inferenceProcess.ts'), {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    child = started
    let lastWords = ''
    started.stderr?.on('data', (data: Buffer) => (lastWords = (lastWords + data.toString()).slice(-2000)))
    started.on('message', (message: FromInference) => calls.get(message.id)?.receive(message))
    started.on('error', (error) => ended(error.message))
    started.on('exit', (code, signal) => ended(signal ?? `exit code ${code}`))
    return started

    function ended(how: string): void {
      if (child !== started) return
      child = undefined
      // An error on the channel leaves the process running, with nobody to talk to.
      started.kill('SIGKILL')
      if (isClosed) return
      log(`The process that runs local models ended (${how}).${lastWords === '' ? '' : `\n${lastWords.trimEnd()}`}`)
      failAll(crashed(how))
    }
  }

  function failAll(failure: Failure): void {
    for (const call of calls.values()) call.fail(new FailureError(failure))
  }
}

const closing: Failure = {
  kind: 'server-closing',
  message: 'The server is closing. Retry when it is back.',
  isRetryable: true,
}

function crashed(how: string): Failure {
  const why = how === 'SIGKILL' ? `${how}, perhaps for want of memory` : how
  return {
    kind: 'model-crashed',
    message: `The process that runs local models ended (${why}). It starts again with the next call: retry.`,
    isRetryable: true,
  }
}

/** Passes messages on one by one, each after the one before was taken. */
function createDelivery(listener: InferenceListener, onTaken: () => void) {
  let last: Promise<void> = Promise.resolve()
  let isStopped = false
  const failure = Promise.withResolvers<never>()
  // Raced against, and unheard where the race is over.
  failure.promise.catch(() => undefined)
  return {
    failed: failure.promise,
    receive(message: FromInference) {
      last = deliver(last, message)
      last.catch(failure.reject)
    },
    settled: () => last,
    stop: () => (isStopped = true),
  }

  async function deliver(before: Promise<void>, message: FromInference): Promise<void> {
    await before
    if (isStopped || listener.signal.aborted) return
    if (message.type === 'started') await listener.onStarted()
    if (message.type === 'finished') await listener.onFinished(message.choice, message.reason)
    if (message.type !== 'piece') return
    await listener.onPiece(message.piece)
    onTaken()
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
