import type { InvocationEnd } from './target.ts'

/** The inspector's record; a stream of any length stays readable and small enough to store. */
const maxEvents = 5000
const maxEventCharacters = 2 * 1024 * 1024
const maxBodyCharacters = 4 * 1024 * 1024

export interface Recording extends Omit<InvocationEnd, 'reply'> {
  /** `data` with its secrets removed. */
  addEvent(atMs: number, data: string): void
  setBody(text: string): void
}

export function createRecording(): Recording {
  let length = 0
  return {
    request: null,
    response: null,
    events: [],
    eventsOmitted: 0,
    body: null,
    addEvent(atMs, data) {
      length += data.length
      if (this.events.length >= maxEvents || length > maxEventCharacters) this.eventsOmitted++
      else this.events.push({ atMs: Math.round(atMs * 10) / 10, data })
    },
    setBody(text) {
      this.body = text.length > maxBodyCharacters ? `${text.slice(0, maxBodyCharacters)}…` : text
    },
  }
}
