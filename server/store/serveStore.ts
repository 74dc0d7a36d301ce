import type { MessagePort } from 'node:worker_threads'
import { unpackForwarded } from './forwardedPacket.ts'
import type { Digest } from './invocationWriter.ts'
import { openSqlite } from './sqliteFile.ts'
import { createSqliteStore } from './sqliteStore.ts'
import { StoreError } from './storeError.ts'
import type { StoreLink } from './storeLink.ts'
import { toSentError, type FromStore, type ToStore } from './storeMessages.ts'

/** The store's side of its thread: opens the file and answers until it is told to close. */
export function serveStore(port: MessagePort, folder: string, digest: Digest): void {
  const say = (message: FromStore) => port.postMessage(message, message.type === 'rows' ? buffersOf(message.rows) : [])
  let store: StoreLink
  try {
    store = createSqliteStore(openSqlite(folder), digest)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    say({ type: 'refused', message: error.message })
    port.close()
    return
  }
  say({ type: 'opened' })

  async function answer(request: ToStore): Promise<FromStore> {
    const { id } = request
    switch (request.type) {
      case 'execute':
        try {
          return { id, type: 'rows', ...(await store.execute(request.sql, request.parameters)) }
        } finally {
          // They came here as copies. This thread makes little else that its collector would come for.
          for (const buffer of buffersOf([request.parameters])) buffer.transfer(0)
        }
      case 'write': {
        const forwarded = request.forwarded === null ? [] : unpackForwarded(request.forwarded)
        const { taken, failed, error } = await store.writeInvocations({ rows: request.rows, forwarded })
        const why = error === undefined ? {} : { error: toSentError(error) }
        return { id, type: 'written', taken, failed: [...failed], ...why }
      }
      case 'close':
        await store.close()
        return { id, type: 'closed' }
    }
  }

  port.on('message', (request: ToStore) => {
    answer(request).then(say, (error: unknown) => say({ id: request.id, type: 'failed', error: toSentError(error) }))
  })
}

/** Of a message, which alone holds them: they can be handed over or given up. */
function buffersOf(rows: object[]): ArrayBuffer[] {
  return rows.flatMap((row) =>
    Object.values(row).flatMap((value: unknown) =>
      value instanceof Uint8Array && value.buffer instanceof ArrayBuffer ? value.buffer : [],
    ),
  )
}
