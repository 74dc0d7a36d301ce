import { flushCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { digestForwarded } from './invoke/digestForwarded.ts'
import { serveStore } from './store/serveStore.ts'
import type { StorePlace } from './store/storePlace.ts'

/** The thread of the store. Joins the rooms it needs, as `startServer.ts` does for the server's own. */
if (parentPort !== null) await serveStore(parentPort, workerData as StorePlace, digestForwarded)

// A thread that is terminated at the end writes none.
setTimeout(flushCompileCache, 1000).unref()
