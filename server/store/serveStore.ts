import type { MessagePort } from 'node:worker_threads'
import { unpackForwarded } from './forwardedPacket.ts'
import type { Digest } from './invocationWriter.ts'
import { openSqlite } from './sqliteFile.ts'
import { createSqliteStore } from './sqliteStore.ts'
import { StoreError } from './storeError.ts'
import type { StoreLink } from './storeLink.ts'
import type { StorePlace } from './storePlace.ts'
import { toSentError, type FromStore, type ToStore } from './storeMessages.ts'

/** The store's side of its thread: opens the database and answers until it is told to close. */
export async function serveStore(port: MessagePort, place: StorePlace, digest: Digest): Promise<void> {
  const say = (message: FromStore) => port.postMessage(message, message.type === 'rows' ? buffersOf(message.rows) : [])
  let store: StoreLink
  try {
    store = await open(place, digest, (message) => say({ type: 'waiting', message }))
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

/** A server that is started at the same time as this program, as containers are. */
const msToOpen = 30_000

async function open(place: StorePlace, digest: Digest, onWaiting: (why: string) => void): Promise<StoreLink> {
  if (place.dialect === 'sqlite') return createSqliteStore(openSqlite(place.folder), digest)
  // Its driver is loaded only where it is used.
  const { createPostgresStore } = await import('./postgresStore.ts')
  const store = createPostgresStore(place.url, { digest, msToOpen, onWaiting })
  await store.opened
  return store
}

/** Of a message, which alone holds them: they can be handed over or given up. */
function buffersOf(rows: object[]): ArrayBuffer[] {
  return rows.flatMap((row) =>
    Object.values(row).flatMap((value: unknown) =>
      value instanceof Uint8Array && value.buffer instanceof ArrayBuffer ? value.buffer : [],
    ),
  )
}
