import type { InvocationEvent } from './reply.ts'

/**
 * The bytes of a run's event stream (text/event-stream).
 *
 * One server-sent event holds everything that happened in one coalescing window, in all panes:
 *
 *   id: 17
 *   data: [813,[0,1,"Hello"],[3,0,"hm",1],{"i":5,"type":"done",…}]
 *
 * `id` grows by one and is what Last-Event-ID resumes after. Text, by far the most of it, is a tuple
 * [invocation's index in the run, milliseconds before the number that the frame begins with, text] with a trailing 1 for
 * reasoning; every other event is an object with the index as `i`. A frame without text begins without a number. The
 * first frame says which run it is: `{"run":id,"invocationIds":[…]}`; when invocations join, a frame with the longer
 * list precedes their events. `{"end":true}` is the last item of the last frame: a stream that closes without it was cut
 * and is resumed. Comment lines are heartbeats.
 */
export type RunStreamItem =
  | { run: string; invocationIds: string[] }
  | { end: true }
  | [index: number, atMs: number, text: string]
  | [index: number, atMs: number, text: string, reasoning: 1]
  | ({ i: number } & InvocationEvent)

/** The data of one frame: with one moment for all its text, or times of day would be a quarter of a token's bytes. */
export function encodeFrame(items: RunStreamItem[]): string {
  let moment = -1
  for (const item of items) if (isText(item) && item[1] > moment) moment = item[1]
  if (moment === -1) return JSON.stringify(items)
  return JSON.stringify([moment, ...items.map((item) => (isText(item) ? at(item, moment - item[1]) : item))])
}

export function decodeFrame(data: string): RunStreamItem[] {
  // Our own server's frame, of the shape described above.
  const [first, ...rest] = JSON.parse(data) as [number | RunStreamItem, ...RunStreamItem[]]
  if (typeof first !== 'number') return first === undefined ? [] : [first, ...rest]
  return rest.map((item) => (isText(item) ? at(item, first - item[1]) : item))
}

type TextItem = Extract<RunStreamItem, unknown[]>

export function isText(item: RunStreamItem): item is TextItem {
  return Array.isArray(item)
}

function at(item: TextItem, ms: number): TextItem {
  return item.length === 4 ? [item[0], ms, item[2], item[3]] : [item[0], ms, item[2]]
}

/** `atMs` is rounded: a tenth of a millisecond is below what the network adds, and digits are bytes. */
export function encodeItem(index: number, event: InvocationEvent): RunStreamItem {
  const atMs = Math.round(event.atMs)
  if (event.type === 'text-delta' && !event.choice) return [index, atMs, event.text]
  if (event.type === 'reasoning-delta' && !event.choice) return [index, atMs, event.text, 1]
  return { i: index, ...event, atMs }
}

/** The event of an item that carries one; undefined for the run's own items. */
export function decodeItem(item: RunStreamItem): { index: number; event: InvocationEvent } | undefined {
  if (isText(item)) {
    const [index, atMs, text, reasoning] = item
    return { index, event: { type: reasoning ? 'reasoning-delta' : 'text-delta', atMs, text } }
  }
  if (!('i' in item)) return undefined
  const { i: index, ...event } = item
  return { index, event }
}
