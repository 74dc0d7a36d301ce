import { Worker } from 'node:worker_threads'
import { packForwarded } from './forwardedPacket.ts'
import { buffersGivenAway } from './givenAway.ts'
import { StoreError } from './storeError.ts'
import type { BatchOutcome, StoreLink } from './storeLink.ts'
import type { StorePlace } from './storePlace.ts'
import { fromSentError, type FromStore, type ToStore } from './storeMessages.ts'

/**
 * The database in a thread of its own: waiting for the disk, reading recorded bytes and searching never hold up a stream.
 *
 * Should the thread end by a mistake, what it was doing is rejected, and the next request starts it again: SQLite's file
 * is whole whenever a writer ends. A transaction under way is refused from then on, or its second half would be written
 * without its first.
 */
export interface StoreThread extends StoreLink {
  /** The database is open; rejects with a StoreError where it cannot be. */
  opened: Promise<void>
}

interface Options {
  /** The file that the thread runs; it is given the place and calls `serveStore`. */
  entry: string
  place: StorePlace
  /** The thread ended by itself. */
  onCrash: (error: unknown) => void
  onWaiting?: (why: string) => void
}

type Waiting = PromiseWithResolvers<FromStore>
type Asked = ToStore extends infer One ? (One extends unknown ? Omit<One, 'id'> : never) : never

export function startStoreThread({ entry, place, onCrash, onWaiting }: Options): StoreThread {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let isClosed = false
  let isInTransaction = false
  let isTransactionLost = false
  let current = start()

  function start(): { worker: Worker; opened: Promise<void> } {
    const opened = Promise.withResolvers<void>()
    // Who asks hears of it; nobody may be asking.
    opened.promise.catch(() => undefined)
    const worker = new Worker(entry, { workerData: place, execArgv: [], name: 'store', resourceLimits })
    let failure: unknown
    let isRefused = false
    worker.on('message', (message: FromStore) => {
      if (message.type === 'opened') return opened.resolve()
      if (message.type === 'waiting') return onWaiting?.(message.message)
      if (message.type === 'refused') {
        isRefused = true
        return opened.reject(new StoreError(message.message))
      }
      const request = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.type === 'failed') request?.reject(fromSentError(message.error))
      else request?.resolve(message)
    })
    worker.on('error', (error) => (failure = error))
    worker.on('exit', () => {
      if (isClosed) return
      const error = failure ?? new Error('The thread of the database ended.')
      opened.reject(error)
      isTransactionLost = isInTransaction
      ended.add(worker)
      for (const request of waiting.values()) request.reject(error)
      waiting.clear()
      if (!isRefused) onCrash(error)
    })
    return { worker, opened: opened.promise }
  }

  async function ask(request: Asked, transfer: ArrayBuffer[] = []): Promise<FromStore> {
    if (isClosed) throw new Error('The database is closed.')
    if (ended.has(current.worker)) current = start()
    await current.opened
    const id = ++lastId
    const answer = Promise.withResolvers<FromStore>()
    waiting.set(id, answer)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
    current.worker.postMessage({ id, ...request }, transfer)
    return answer.promise
  }

  return {
    dialect: place.dialect,
    opened: current.opened,
    async execute(sql, parameters) {
      // Kysely sends one transaction at a time, and nothing else between its statements.
      if (sql === 'begin') isInTransaction = true
      else if (sql === 'commit' || sql === 'rollback') isInTransaction = false
      if (isTransactionLost) {
        isTransactionLost = isInTransaction
        if (sql === 'rollback') return { rows: [], changes: 0 }
        throw new Error('The transaction was lost with the thread of the database.')
      }
      const answer = await ask({ type: 'execute', sql, parameters }, buffersGivenAway(parameters))
      if (answer.type !== 'rows') throw new Error('unexpected answer')
      return answer
    },
    async writeInvocations({ rows, forwarded }): Promise<BatchOutcome> {
      const packet = forwarded.length === 0 ? null : packForwarded(forwarded)
      const answer = await ask({ type: 'write', rows, forwarded: packet }, packet === null ? [] : [packet.bytes.buffer])
      if (answer.type !== 'written') throw new Error('unexpected answer')
      const error = answer.error === undefined ? {} : { error: fromSentError(answer.error) }
      return { taken: answer.taken, failed: new Set(answer.failed), ...error }
    },
    async close() {
      if (isClosed) return
      if (!ended.has(current.worker)) await ask({ type: 'close' }).catch(() => undefined)
      isClosed = true
      await current.worker.terminate()
    },
  }
}

const ended = new WeakSet<Worker>()

/** Its memory is its own: a search or a record that is far too large ends this thread and not the server. */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 1024 }
