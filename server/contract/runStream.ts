import type { InvocationEvent } from './reply.ts'

/**
 * The bytes of a run's event stream (text/event-stream).
 *
 * One server-sent event holds everything that happened in one coalescing window, in all panes:
 *
 *   id: 17
 *   data: [813,0,1,"Hello",-4,0,"hm",{"i":5,"type":"done",…}]
 *
 * `id` grows by one and is what Last-Event-ID resumes after. Text, by far the most of it, is three values in a row: the
 * invocation's index in the run (for reasoning −1 − index), milliseconds before the number that the frame begins with,
 * and the text; every other event is an object with the index as `i`. A frame without text begins without a number. The
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
  const values: unknown[] = [moment]
  for (const item of items)
    if (isText(item)) values.push(item.length === 4 ? -1 - item[0] : item[0], moment - item[1], item[2])
    else values.push(item)
  return JSON.stringify(values)
}

/** Throws SyntaxError where it is no frame: a page may be older than the server it speaks to. */
export function decodeFrame(data: string): RunStreamItem[] {
  const parsed: unknown = JSON.parse(data)
  if (!Array.isArray(parsed)) throw new SyntaxError('A frame is a list.')
  const values: unknown[] = parsed
  const [moment] = values
  const items: RunStreamItem[] = []
  let at = typeof moment === 'number' ? 1 : 0
  while (at < values.length) {
    const value = values[at]
    const before = values[at + 1]
    const text = values[at + 2]
    if (typeof value !== 'number') {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new SyntaxError('No item of a run.')
      // Our own server's, of the shape described above.
      items.push(value as RunStreamItem)
      at += 1
      continue
    }
    if (typeof moment !== 'number' || typeof before !== 'number' || typeof text !== 'string')
      throw new SyntaxError('A text of a frame lacks its time or itself.')
    items.push(value < 0 ? [-1 - value, moment - before, text, 1] : [value, moment - before, text])
    at += 3
  }
  return items
}

type TextItem = Extract<RunStreamItem, unknown[]>

export function isText(item: RunStreamItem): item is TextItem {
  return Array.isArray(item)
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
