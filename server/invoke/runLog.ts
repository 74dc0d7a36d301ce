import { msCoalescingWindow } from '../contract/limits.ts'
import type { InvocationEvent } from '../contract/reply.ts'
import { encodeFrame, encodeItem, isText, type RunStreamItem } from '../contract/runStream.ts'

/**
 * Everything a run has said, as frames ready to be written, and its readers.
 *
 * The log is the only buffer: a reader is a cursor into it and writes no faster than its socket drains, so sixteen
 * readers that do not read cost nothing (Fastify's CVE-2026-25224 was a write whose result nobody looked at). Where
 * every reader is stalled far behind, `pressure` holds the upstreams back; where nobody reads at all the run goes on,
 * because someone will come back for it.
 */
export interface RunLog {
  /** Text waits for the window; `isUrgent` (a pane's first token) goes out now with all that waits. */
  push(index: number, event: InvocationEvent, isUrgent: boolean): void
  pushItem(item: RunStreamItem): void
  flush(): void
  /** No frame follows: readers end when they have read all. */
  close(): void
  /** Frames after id `afterId` (0 = all), then live. */
  follow(afterId: number, reader: Reader): Follower
  /** Whether a pane's upstream must wait. Only those do whose text the readers are behind with. */
  pressure: (index: number) => Promise<void> | undefined
  /** Characters it holds. */
  length(): number
}

export interface Reader {
  /** False: the socket's buffer is full; `resume` is called when it has drained. */
  write(frame: string): boolean
  end(): void
  /** It did not read for too long. */
  destroy(): void
}

export interface Follower {
  resume: () => void
  isStalled: () => boolean
  leave: () => void
}

export interface RunLogOptions {
  nowMs: () => number
  /** The items of each frame, before it is written. */
  onFlush: (items: RunStreamItem[]) => void
  msWindow?: number
  /** Characters a stalled reader may be behind before it holds the upstream back. */
  maxUnread?: number
  /** A reader stalled for so long is dropped, so that the run can go on. */
  msStalled?: number
}

/**
 * A pane that sends little is never held back for one that floods: what its upstream sends before a reset is lost to a
 * server that does not take it. All 64 together may be this much further ahead.
 */
const panesThatMatter = 8
const charactersOfOthers = 100

type TextItem = Extract<RunStreamItem, unknown[]>

interface Cursor {
  reader: Reader
  next: number
  /** Characters before `next`. */
  read: number
  stalled: NodeJS.Timeout | undefined
}

export function createRunLog(options: RunLogOptions): RunLog {
  const { nowMs, onFlush, msWindow = msCoalescingWindow, maxUnread = 96 * 1024, msStalled = 60_000 } = options
  const frames: string[] = []
  let length = 0
  let isClosed = false
  let pending: RunStreamItem[] = []
  /** Each pane's newest pending item where it is text: the next delta is added to it. */
  const open: (TextItem | undefined)[] = []
  let timer: NodeJS.Timeout | undefined
  let urgent: NodeJS.Immediate | undefined
  let flushedAtMs = -Infinity
  const cursors = new Set<Cursor>()
  let release: PromiseWithResolvers<void> | undefined
  /** Characters of each pane since some reader last kept up. */
  let behind: number[] = []

  function push(index: number, event: InvocationEvent, isUrgent: boolean): void {
    if (isClosed) return
    const item = encodeItem(index, event)
    behind[index] = (behind[index] ?? 0) + ('text' in event ? event.text.length : charactersOfOthers)
    const last = open[index]
    if (isText(item)) {
      if (last !== undefined && last.length === item.length) {
        last[1] = item[1]
        last[2] += item[2]
      } else {
        pending.push(item)
        open[index] = item
      }
    } else {
      pending.push(item)
      open[index] = undefined
    }
    // After what else this turn of the event loop brings: a short answer is one frame, not three.
    if (isUrgent) urgent ??= setImmediate(flush)
    else schedule()
  }

  function schedule(): void {
    timer ??= setTimeout(flush, Math.max(0, flushedAtMs + msWindow - nowMs()))
  }

  function flush(): void {
    clearTimeout(timer)
    clearImmediate(urgent)
    timer = undefined
    urgent = undefined
    if (pending.length === 0) return
    const items = pending
    pending = []
    open.length = 0
    flushedAtMs = nowMs()
    onFlush(items)
    const frame = `id: ${frames.length + 1}\ndata: ${encodeFrame(items)}\n\n`
    frames.push(frame)
    length += frame.length
    for (const cursor of cursors) pump(cursor)
    weigh()
  }

  function pump(cursor: Cursor): void {
    while (cursor.stalled === undefined && cursor.next < frames.length) {
      const frame = frames[cursor.next++] ?? ''
      cursor.read += frame.length
      if (cursor.reader.write(frame)) continue
      cursor.stalled = setTimeout(() => {
        cursors.delete(cursor)
        cursor.reader.destroy()
        weigh()
      }, msStalled)
    }
    if (isClosed && cursor.next === frames.length && cursor.stalled === undefined) {
      cursors.delete(cursor)
      cursor.reader.end()
    }
  }

  /** Whether the upstreams must wait: somebody reads, and all who do are stalled far behind. */
  function weigh(): void {
    let mustWait = cursors.size > 0
    let isKeptUpWith = cursors.size === 0
    for (const cursor of cursors) {
      if (cursor.stalled === undefined || length - cursor.read < maxUnread) mustWait = false
      if (cursor.stalled === undefined) isKeptUpWith = true
    }
    if (isKeptUpWith) behind = []
    if (mustWait) release ??= Promise.withResolvers()
    else {
      release?.resolve()
      release = undefined
    }
  }

  return {
    push,
    pushItem(item) {
      pending.push(item)
      open.length = 0
      schedule()
    },
    flush,
    close() {
      flush()
      isClosed = true
      for (const cursor of cursors) pump(cursor)
    },
    follow(afterId, reader) {
      const next = Math.min(Math.max(0, afterId), frames.length)
      let read = 0
      for (let index = 0; index < next; index++) read += frames[index]?.length ?? 0
      const cursor: Cursor = { reader, next, read, stalled: undefined }
      cursors.add(cursor)
      pump(cursor)
      weigh()
      return {
        resume() {
          clearTimeout(cursor.stalled)
          cursor.stalled = undefined
          if (cursors.has(cursor)) pump(cursor)
          weigh()
        },
        isStalled: () => cursor.stalled !== undefined,
        leave() {
          clearTimeout(cursor.stalled)
          cursors.delete(cursor)
          weigh()
        },
      }
    },
    pressure: (index) => ((behind[index] ?? 0) > maxUnread / panesThatMatter ? release?.promise : undefined),
    length: () => length,
  }
}
