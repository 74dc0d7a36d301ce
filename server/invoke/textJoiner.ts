import type { InvocationEvent } from '../contract/reply.ts'

/**
 * Joins the text of all events that arrive together. A read of a fast upstream's socket holds hundreds of events of a few
 * characters: one by one each would go through the log, and each would live until the next frame is written.
 */
export function createTextJoiner(emit: (event: InvocationEvent) => void): (event: InvocationEvent) => void {
  let first: TextEvent | undefined
  let parts: string[] = []

  function flush(): void {
    if (first === undefined) return
    const event = parts.length === 1 ? first : { ...first, text: parts.join('') }
    first = undefined
    parts = []
    emit(event)
  }

  return (event) => {
    if (event.type !== 'text-delta' && event.type !== 'reasoning-delta') {
      flush()
      return emit(event)
    }
    if (first !== undefined && (first.type !== event.type || first.choice !== event.choice)) flush()
    if (first === undefined) {
      first = event
      // After everything that this read of the socket brings.
      queueMicrotask(flush)
    }
    parts.push(event.text)
  }
}

type TextEvent = Extract<InvocationEvent, { type: 'text-delta' | 'reasoning-delta' }>
