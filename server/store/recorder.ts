import type { ForwardedInvocation } from '../contract/forwardedInvocation.ts'
import type { Invocation } from '../contract/invocation.ts'
import { emptyReply, type Reply } from '../contract/reply.ts'
import type { Database } from './database.ts'
import { endColumns, pageRecord, replyColumns, textOf, type Beginning, type Ending } from './invocationRecord.ts'
import { invocationOf, readReplies, type ReplyRow } from './invocations.ts'
import { createForwardedQueue } from './forwardedQueue.ts'
import { withoutBodies } from './invocationRemarks.ts'
import { createMemoryLimit, type MemoryLimits } from './memoryLimit.ts'
import type { RowWrite } from './storeLink.ts'
import { whyNotSaved } from './storeError.ts'

/**
 * Where invocations go while they happen.
 *
 * Nothing a disk does may stop a stream: no call here throws or waits. What arrives is kept in memory and handed to the
 * thread of the store: a beginning and an end within 10 ms, text within a second, all that changed meanwhile in one
 * commit. What could not be written stays in memory, is tried again with growing pauses, and is read from memory
 * meanwhile; `saving` says so to the page. Memory is bounded: of what waits beyond the limit, first the bodies are given
 * up (the row says so), then whole rows (they are counted, and the page is told).
 */
type SavingState = { type: 'ok' } | { type: 'failed'; reason: string; waiting: number }

export interface Recorder {
  begin(row: Beginning): void
  progress(id: string, reply: Reply): void
  end(id: string, record: Ending): void
  /** An API client's invocation, once it is over. What it holds belongs to the recorder from here on. */
  recordForwarded(record: ForwardedInvocation): void
  saving(): SavingState
  /** Invocations of which something is not on the disk yet. */
  unwritten(): number
  /** Newest first: what is in memory, else what is stored. */
  replies(ids: string[]): Promise<ReplyRow[]>
  /** A run's invocation not yet (wholly) stored. */
  unsaved(id: string): Invocation | undefined
  /** Tries to write everything once; resolves whether or not it could. */
  flush(): Promise<void>
  /** Writes what is left and stops trying. */
  close(): Promise<void>
}

interface Unsaved {
  beginning: Beginning
  reply: Reply
  ending?: Ending
  remark: string | null
  /** `unknown`: the store's thread ended before it could say. */
  inserted: 'no' | 'yes' | 'unknown'
  /** Grows with each change, so that a change during a write is not taken for written. */
  revision: number
  savedRevision: number
  /** What it counts for in the memory limit, once it has ended. */
  byteLength: number
}

const msBetweenSaves = 1000
const msUntilWritten = 10
const msLongestPause = 30_000
/** Enough that a commit's wait for the disk is shared by many, little enough that a reader of the store hardly waits. */
const maxRowsPerCommit = 500
/** What is copied from thread to thread at once. */
const maxCharactersPerCommit = 1024 * 1024

export function createRecorder(database: Database, limits: Partial<MemoryLimits> = {}): Recorder {
  const open = new Map<string, Unsaved>()
  const memory = createMemoryLimit(limits)
  const forwarded = createForwardedQueue(memory)
  let saving: SavingState = { type: 'ok' }
  let timer: NodeJS.Timeout | undefined
  let timerDue = Infinity
  let writing = Promise.resolve()
  let failures = 0
  let isClosed = false

  function changed(id: string, change: (row: Unsaved) => void, ms: number): void {
    const row = open.get(id)
    if (row === undefined) return
    change(row)
    row.revision++
    writeWithin(ms)
  }

  /** While the disk refuses, only the retry timer writes: 64 panes must not hammer it. */
  function writeWithin(ms: number): void {
    later(failures === 0 ? ms : pause())
  }

  function later(ms: number): void {
    const due = performance.now() + ms
    if (isClosed || due >= timerDue) return
    clearTimeout(timer)
    timerDue = due
    timer = setTimeout(() => {
      timer = undefined
      timerDue = Infinity
      void write()
    }, ms)
    timer.unref()
  }

  const pause = () => Math.min(msLongestPause, 1000 * 2 ** Math.min(failures - 1, 10))
  const isDue = (row: Unsaved) => row.revision > row.savedRevision

  async function write(): Promise<void> {
    // One write at a time, in order: each call puts itself behind the last.
    const earlier = writing
    const mine = (async () => {
      await earlier
      await writeDue()
    })()
    writing = mine
    await mine
  }

  /** Each that is due now, once; the store is asked no further where it took nothing of a whole commit. */
  async function writeDue(): Promise<void> {
    const due = [...open.values()].filter(isDue)
    let error: unknown
    for (let at = 0; error === undefined && at < due.length;) {
      const rows = oneCommit(due, at)
      at += rows.length
      error = await writeRows(rows)
    }
    for (let left = forwarded.count(); error === undefined && left > 0;) {
      const batch = forwarded.next()
      left -= batch.length
      error = await writeForwarded(batch)
    }
    if (error === undefined) {
      failures = 0
      saving = { type: 'ok' }
      return
    }
    failures++
    saving = { type: 'failed', reason: whyNotSaved(error), waiting: countUnsaved() }
    later(pause())
  }

  /** The error of those that failed, or undefined when all are on the disk. */
  async function writeRows(rows: Unsaved[]): Promise<unknown> {
    const revisions = rows.map((row) => row.revision)
    const { taken, failed, error } = await database
      .writeInvocations({ rows: rows.map(rowWrite), forwarded: [] })
      .catch((error: unknown) => {
        for (const row of rows) if (row.inserted === 'no') row.inserted = 'unknown'
        return { taken: [], failed: new Set(rows.map((row) => row.beginning.id)), error: error ?? new Error('unknown') }
      })
    for (const id of taken) forget(id)
    for (const [index, row] of rows.entries()) {
      if (failed.has(row.beginning.id)) continue
      row.inserted = 'yes'
      row.savedRevision = revisions[index] ?? 0
      if (row.savedRevision === row.revision && row.ending !== undefined) forget(row.beginning.id)
    }
    return error
  }

  async function writeForwarded(batch: ForwardedInvocation[]): Promise<unknown> {
    const { failed, error } = await database
      .writeInvocations({ rows: [], forwarded: batch })
      .catch((error: unknown) => {
        forwarded.blame()
        return { failed: new Set(batch.map(({ id }) => id)), error: error ?? new Error('unknown') }
      })
    forwarded.settle(failed)
    return error
  }

  function forget(id: string): void {
    memory.release(open.get(id)?.byteLength ?? 0)
    open.delete(id)
  }

  const countUnsaved = () => [...open.values()].filter(isDue).length + forwarded.count()

  return {
    begin(beginning) {
      open.set(beginning.id, {
        beginning,
        reply: emptyReply,
        remark: beginning.remark ?? null,
        inserted: 'no',
        revision: 0,
        savedRevision: -1,
        byteLength: 0,
      })
      writeWithin(msUntilWritten)
    },
    progress(id, reply) {
      changed(id, (row) => (row.reply = reply), msBetweenSaves)
    },
    end(id, ending) {
      const row = open.get(id)
      if (row === undefined) return
      const [bytesOfAll, bytesOfRow] = bytesOf(row.beginning, ending)
      const admitted = memory.admit(bytesOfAll, bytesOfRow)
      // Still there is its beginning, where that was written: it is marked as interrupted at the next start.
      if (admitted === 'nothing') return void open.delete(id)
      row.byteLength = admitted === 'bodies' ? bytesOfAll : bytesOfRow
      row.reply = ending.reply
      row.ending = ending
      if (admitted === 'row') stripBodies(row, ending)
      row.revision++
      writeWithin(msUntilWritten)
    },
    recordForwarded(record) {
      if (forwarded.add(record)) writeWithin(msUntilWritten)
    },
    unwritten: countUnsaved,
    saving() {
      const lost = memory.lost()
      if (saving.type === 'failed')
        return {
          ...saving,
          reason: lost === undefined ? saving.reason : `${saving.reason}; ${lost}`,
          waiting: countUnsaved(),
        }
      return lost === undefined ? saving : { type: 'failed', reason: lost, waiting: 0 }
    },
    async replies(ids) {
      const inMemory = ids.flatMap((id) => {
        const row = open.get(id)
        return row === undefined
          ? []
          : [{ id, runId: row.beginning.runId, endpoint: row.beginning.endpoint, reply: row.reply }]
      })
      const known = new Set(inMemory.map((row) => row.id))
      const stored = await readReplies(
        database,
        ids.filter((id) => !known.has(id)),
      )
      return [...inMemory, ...stored]
    },
    unsaved(id) {
      const row = open.get(id)
      return row === undefined ? undefined : invocationOf(pageRecord(row.beginning, row))
    },
    flush: write,
    async close() {
      await write()
      isClosed = true
      clearTimeout(timer)
    },
  }
}

const bytesOfHeads = 2048

/** With its bodies, and without. */
function bytesOf({ requestBody }: Beginning, { reply, request, events, body }: Ending): [number, number] {
  const row = bytesOfHeads + charactersOf(reply)
  // The caller's body and what was sent say the same.
  let all = row + 2 * (request?.body.length ?? textOf(requestBody).length) + (body?.length ?? 0)
  for (const event of events) all += event.data.length + 32
  return [all, row]
}

function stripBodies(row: Unsaved, ending: Ending): void {
  const eventsOmitted = ending.eventsOmitted + ending.events.length
  row.ending = { ...ending, request: null, events: [], eventsOmitted, body: null }
  row.beginning = { ...row.beginning, requestBody: {} }
  row.remark = withoutBodies
}

/** As many rows from `start` on as one commit takes, one at least. */
function oneCommit(due: Unsaved[], start: number): Unsaved[] {
  let characters = 0
  let end = start
  while (end < Math.min(due.length, start + maxRowsPerCommit)) {
    const row = due[end]
    if (row !== undefined) characters += row.byteLength + charactersOf(row.reply)
    if (end > start && characters > maxCharactersPerCommit) break
    end++
  }
  return due.slice(start, end)
}

function rowWrite(row: Unsaved): RowWrite {
  const { beginning, reply, ending, remark, inserted } = row
  // As JSON a long text would be a second large string in this thread, once a second and for every pane.
  const isLong = charactersOf(reply) > maxCharactersHere
  const toText = isLong ? () => '' : JSON.stringify
  const long = isLong ? { reply } : {}
  if (inserted === 'yes') {
    const end = ending === undefined ? {} : { ...endColumns(ending), remark }
    return { type: 'update', update: { id: beginning.id, ...replyColumns(reply, toText), ...end }, ...long }
  }
  return { type: 'insert', record: pageRecord(beginning, row, toText), isRepeated: inserted === 'unknown', ...long }
}

const maxCharactersHere = 16 * 1024

function charactersOf(reply: Reply): number {
  return reply.choices.reduce((sum, choice) => sum + choice.text.length + choice.reasoning.length, 0)
}
