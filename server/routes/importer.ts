import { importedRow } from '../archive/importStep.ts'
import { startImportThread, type ImportThread } from '../archive/importThread.ts'
import { FailureError } from '../contract/failure.ts'
import type { ImportProgress, SessionsImported } from '../contract/sessionFile.ts'
import type { Database } from '../store/database.ts'
import { createImportWriter } from '../store/importWriter.ts'
import { saved } from '../store/saved.ts'

/** Files to sessions: read in a thread, written as they are read. */
export interface Importer {
  /**
   * A file of all sessions comes in session by session: what ends it early is said, and those before stay. Of any other
   * everything comes in or nothing. Throws a FailureError where nothing did.
   */
  take(chunks: Chunks, options?: TakeOptions): Promise<SessionsImported>
  progress(id: string): ImportProgress | undefined
  close(): Promise<void>
}

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

interface TakeOptions {
  /** Of the file. */
  name?: string | undefined
  /** The client's name for this import. */
  progress?: string | undefined
}

interface Deps {
  database: Database
  now: () => Date
  onError: (error: unknown) => void
  startThread?: () => ImportThread
}

/** Each may take hundreds of megabytes, and they wait for one disk. */
const maxAtOnce = 2
/** After which a thread without a file is given back. */
const msIdle = 10_000
/** Imports somebody may still ask about. */
const maxRemembered = 16
/** What an answer lists. */
const maxListed = 1000
const maxSentences = 100

export function createImporter({ database, now, onError, startThread = () => startImportThread() }: Deps): Importer {
  const remembered = new Map<string, ImportProgress>()
  const busy = new Set<ImportThread>()
  let idle: { thread: ImportThread; timer: NodeJS.Timeout } | undefined

  function borrow(): ImportThread {
    if (busy.size >= maxAtOnce) throw tooMany()
    clearTimeout(idle?.timer)
    const thread = idle?.thread ?? startThread()
    idle = undefined
    busy.add(thread)
    return thread
  }

  /** One that stopped in the middle of a file, or a second one, is of no more use. */
  async function giveBack(thread: ImportThread): Promise<void> {
    busy.delete(thread)
    if (!thread.isFree() || idle !== undefined) return thread.close()
    const timer = setTimeout(() => {
      idle = undefined
      void thread.close()
    }, msIdle)
    timer.unref()
    idle = { thread, timer }
  }

  function remember(id: string | undefined): ImportProgress {
    const progress: ImportProgress = { byteLength: 0, count: 0 }
    if (id === undefined) return progress
    const [oldest] = remembered.keys()
    if (oldest !== undefined && remembered.size >= maxRemembered) remembered.delete(oldest)
    remembered.set(id, progress)
    return progress
  }

  async function takeWith(thread: ImportThread, chunks: Chunks, { name, progress }: Taking): Promise<SessionsImported> {
    const at = now()
    const writer = createImportWriter(database, at)
    const imported: SessionsImported = { sessions: [], count: 0, leftOut: [] }
    const leftOut = new Set<string>()
    let read: SessionsImported['sessions'] = []
    try {
      for await (const step of thread.read(counted(chunks, progress), { name, now: at })) {
        switch (step.type) {
          case 'invocation':
            await saved(writer.addInvocation(step.record))
            break
          case 'vectors':
            await saved(writer.addVectors(step.vectors))
            break
          case 'version':
            await saved(writer.addVersion(step.version))
            break
          case 'session':
            writer.addSession(step.session)
            read.push(importedRow(step.session))
            break
          case 'commit':
            await saved(writer.commit())
            imported.count += read.length
            imported.sessions.push(...read.slice(0, maxListed - imported.sessions.length))
            progress.count = imported.count
            read = []
            break
          case 'left-out':
            if (leftOut.size < maxSentences) leftOut.add(step.sentence.slice(0, 500))
        }
      }
    } catch (error) {
      if (imported.count === 0) throw withNothing(error)
      if (!(error instanceof FailureError)) onError(error)
      imported.stopped = error instanceof FailureError ? error.failure.message : 'The file could not be read on.'
    } finally {
      // What cannot be removed now, the next start removes.
      await writer.abandon().catch(onError)
      await giveBack(thread)
    }
    return { ...imported, leftOut: [...leftOut] }
  }

  return {
    async take(chunks, { name, progress: id } = {}) {
      const thread = borrow()
      const progress = remember(id)
      try {
        const imported = await takeWith(thread, chunks, { name, progress })
        progress.outcome = { imported }
        return imported
      } catch (error) {
        const failure = error instanceof FailureError ? error.failure : notRead.failure
        progress.outcome = { failure }
        throw error
      }
    },
    progress: (id) => remembered.get(id),
    async close() {
      clearTimeout(idle?.timer)
      await Promise.all([...busy, ...(idle === undefined ? [] : [idle.thread])].map((thread) => thread.close()))
    },
  }
}

interface Taking {
  name: string | undefined
  progress: ImportProgress
}

async function* counted(chunks: Chunks, progress: ImportProgress): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    progress.byteLength += chunk.byteLength
    yield chunk
  }
}

const notRead = new FailureError({
  kind: 'internal',
  message: 'The file could not be read. Nothing was imported.',
  isRetryable: true,
})

function withNothing(error: unknown): unknown {
  if (!(error instanceof FailureError)) return error
  const { failure } = error
  return new FailureError({ ...failure, message: `${failure.message} Nothing was imported.` }, { cause: error })
}

function tooMany(): FailureError {
  return new FailureError({
    kind: 'rate-limited',
    message: `${maxAtOnce} files are being imported. Wait until one of them is in, then import this one.`,
    isRetryable: true,
    retryAfterMs: 5000,
  })
}
