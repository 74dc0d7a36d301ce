import type { InvocationEvent } from '../../server/contract/reply.ts'

/**
 * The same events with neighbouring pieces of text joined, so that a frame costs one reduction per pane, not one per
 * token. The first piece of each stretch stays alone: its time may be the reply's first token.
 */
export function mergeTextEvents(events: readonly InvocationEvent[]): InvocationEvent[] {
  const merged: InvocationEvent[] = []
  let pieces: string[] = []
  for (const [index, event] of events.entries()) {
    if (!isText(event) || !continues(events[index - 1], event)) {
      merged.push(event)
      continue
    }
    pieces.push(event.text)
    if (continues(event, events[index + 1])) continue
    merged.push({ ...event, text: pieces.join('') })
    pieces = []
  }
  return merged
}

type TextEvent = Extract<InvocationEvent, { type: 'text-delta' | 'reasoning-delta' }>

function isText(event: InvocationEvent | undefined): event is TextEvent {
  return event?.type === 'text-delta' || event?.type === 'reasoning-delta'
}

function continues(before: InvocationEvent | undefined, event: InvocationEvent | undefined): boolean {
  return isText(before) && isText(event) && before.type === event.type && (before.choice ?? 0) === (event.choice ?? 0)
}
