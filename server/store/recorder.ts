import type { ForwardedInvocation } from '../contract/forwardedInvocation.ts'
import type { Invocation } from '../contract/invocation.ts'
import { emptyReply, isEnded, type Reply } from '../contract/reply.ts'
import type { Database } from './database.ts'
import { insertInvocations, invocationOf, readReplies, updateInvocations, type ReplyRow } from './invocations.ts'
import type { InvocationUpdate } from './invocations.ts'
import type { InvocationRecord } from './schema.ts'
import { whyNotSaved } from './storeError.ts'

/**
 * Where invocations go while they happen.
 *
 * Nothing a disk does may stop a stream: no call here throws or waits. What arrives is kept in memory, written within a
 * second while text comes and within 10 ms when it ends, all that changed meanwhile in one commit: a commit waits for the
 * disk, and whatever else this process does waits with it. An answer that comes whole within 50 ms is written once. What could not be written stays in
 * memory, is tried again with growing pauses, and is read from memory meanwhile; `saving` says so to the page.
 */
type SavingState = { type: 'ok' } | { type: 'failed'; reason: string; waiting: number }

export interface Recorder {
  begin(row: Beginning): void
  progress(id: string, reply: Reply): void
  end(id: string, record: Ending): void
  /** An API client's invocation, once it is over. What it holds belongs to the recorder from here on. */
  recordForwarded(record: ForwardedInvocation): void
  saving(): SavingState
  /** Newest first: what is in memory, else what is stored. */
  replies(ids: string[]): Promise<ReplyRow[]>
  /** An invocation not yet (wholly) stored. */
  unsaved(id: string): Invocation | undefined
  /** Tries to write everything once; resolves whether or not it could. */
  flush(): Promise<void>
  /** Writes what is left and stops trying. */
  close(): Promise<void>
}

type Beginning = Pick<
  Invocation,
  'id' | 'runId' | 'sessionId' | 'endpoint' | 'model' | 'providerLabel' | 'task' | 'startedAt'
> & { servedModel: string; requestBody: Record<string, unknown> }

type Ending = Pick<Invocation, 'reply' | 'request' | 'response' | 'events' | 'eventsOmitted' | 'body'>

type ForwardedEnding = Ending & { requestBody: string; userAgent: string | null }

/** Reads the bytes of a forwarded invocation; handed in, since it knows every dialect. */
type Digest = (record: ForwardedInvocation) => ForwardedEnding

interface Unsaved {
  beginning: Beginning
  forwarded?: ForwardedInvocation & { requestBody: string }
  reply: Reply
  ending?: Ending
  isInserted: boolean
  /** Grows with each change, so that a change during a write is not taken for written. */
  revision: number
  savedRevision: number
}

const msBetweenSaves = 1000
const msUntilBegun = 50
const msUntilEnded = 10
const msLongestPause = 30_000

export function createRecorder(database: Database, { digest }: { digest?: Digest } = {}): Recorder {
  const open = new Map<string, Unsaved>()
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
    // While the disk refuses, only the retry timer writes: 64 panes must not hammer it.
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

  async function writeDue(): Promise<void> {
    const due = [...open.values()].filter((row) => row.revision > row.savedRevision)
    if (due.length > 0) await writeRows(due)
  }

  async function writeRows(due: Unsaved[]): Promise<void> {
    const failed = (await save(due)) === undefined ? undefined : await saveOneByOne(due)
    if (failed === undefined) {
      failures = 0
      saving = { type: 'ok' }
      return
    }
    failures++
    saving = { type: 'failed', reason: whyNotSaved(failed), waiting: countUnsaved() }
    later(pause())
  }

  /** One row the database cannot take (too large for it, say) must not keep the others out. */
  async function saveOneByOne(due: Unsaved[]): Promise<unknown> {
    let failed: unknown
    for (const row of due) failed = (await save([row])) ?? failed
    return failed
  }

  /** The error, or undefined when all rows are on the disk. */
  async function save(rows: Unsaved[]): Promise<unknown> {
    const revisions = rows.map((row) => row.revision)
    const inserts = rows.filter((row) => !row.isInserted)
    const updates = rows.filter((row) => row.isInserted)
    try {
      if (inserts.length > 0) {
        const inserted = await insertInvocations(database, inserts.map(recordOf))
        for (const row of inserts) {
          row.isInserted = true
          if (!inserted.has(row.beginning.id)) open.delete(row.beginning.id)
        }
      }
      // A row inserted a moment ago may have ended since its record was made; its revision tells.
      if (updates.length > 0) await updateInvocations(database, updates.map(updateOf))
    } catch (error) {
      return error ?? new Error('unknown')
    }
    for (const [index, row] of rows.entries()) {
      row.savedRevision = revisions[index] ?? 0
      if (row.savedRevision === row.revision && row.ending !== undefined) open.delete(row.beginning.id)
    }
    return undefined
  }

  const countUnsaved = () => [...open.values()].filter((row) => row.revision > row.savedRevision).length

  return {
    begin(beginning) {
      open.set(beginning.id, { beginning, reply: emptyReply, isInserted: false, revision: 0, savedRevision: -1 })
      changed(beginning.id, () => {}, msUntilBegun)
    },
    progress(id, reply) {
      changed(id, (row) => (row.reply = reply), msBetweenSaves)
    },
    end(id, ending) {
      changed(id, (row) => Object.assign(row, { ending, reply: ending.reply }), msUntilEnded)
    },
    recordForwarded(record) {
      if (digest === undefined) return
      const { requestBody, userAgent, ...ending } = digest(record)
      const beginning = { ...record, runId: record.id, sessionId: null, requestBody: {} }
      const forwarded = { ...record, requestBody, userAgent }
      open.set(record.id, {
        beginning,
        forwarded,
        reply: ending.reply,
        ending,
        isInserted: false,
        revision: 0,
        savedRevision: -1,
      })
      changed(record.id, () => {}, msUntilEnded)
    },
    saving: () => (saving.type === 'ok' ? saving : { ...saving, waiting: countUnsaved() }),
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
      return row === undefined ? undefined : invocationOf(recordOf(row))
    },
    flush: write,
    async close() {
      await write()
      isClosed = true
      clearTimeout(timer)
    },
  }
}

function recordOf({ beginning, forwarded, reply, ending }: Unsaved): InvocationRecord {
  return {
    id: beginning.id,
    run_id: beginning.runId,
    session_id: beginning.sessionId,
    endpoint: beginning.endpoint,
    model: beginning.model,
    provider_label: beginning.providerLabel,
    task: beginning.task,
    started_at: beginning.startedAt,
    origin: forwarded === undefined ? 'page' : 'api',
    served_model: beginning.servedModel,
    client_request_id: forwarded?.clientRequestId ?? null,
    requester: forwarded?.requester ?? null,
    user_agent: forwarded?.userAgent ?? null,
    remark: null,
    ...replyColumns(reply),
    ...(forwarded === undefined ? {} : { status_code: forwarded.statusCode }),
    request_body: forwarded?.requestBody ?? JSON.stringify(beginning.requestBody),
    ...endColumns(ending),
  }
}

function updateOf({ beginning, reply, ending }: Unsaved): InvocationUpdate {
  return {
    id: beginning.id,
    ...replyColumns(reply),
    ...(ending !== undefined && isEnded(reply.status) ? endColumns(ending) : {}),
  }
}

function replyColumns(reply: Reply) {
  return {
    status: reply.status,
    status_code: reply.httpStatus ?? null,
    prompt_tokens: reply.usage?.promptTokens ?? null,
    completion_tokens: reply.usage?.completionTokens ?? null,
    ms_to_first_token: reply.timings?.msToFirstToken ?? null,
    ms_total: reply.timings?.msTotal ?? null,
    reply: JSON.stringify(reply),
  }
}

function endColumns(
  ending: Ending | undefined,
): Pick<InvocationRecord, 'request' | 'response' | 'events' | 'events_omitted' | 'body'> {
  return {
    request: ending?.request ? JSON.stringify(ending.request) : null,
    response: ending?.response ? JSON.stringify(ending.response) : null,
    events: JSON.stringify(ending?.events ?? []),
    events_omitted: ending?.eventsOmitted ?? 0,
    body: ending?.body ?? null,
  }
}
