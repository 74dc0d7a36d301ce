import type { InvocationEnd } from './target.ts'

/** The inspector's record; a stream of any length stays readable and small enough to store, and 64 at once to hold. */
const maxEvents = 5000
const maxEventCharacters = 256 * 1024
const maxBodyCharacters = 4 * 1024 * 1024

export interface Recording extends Omit<InvocationEnd, 'reply'> {
  /** `redact` is asked only for what is kept: most of a long stream is counted only. */
  addEvent(atMs: number, data: string, redact: (text: string) => string): void
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
    addEvent(atMs, data, redact) {
      length += data.length
      if (this.events.length >= maxEvents || length > maxEventCharacters) this.eventsOmitted++
      else this.events.push({ atMs: Math.round(atMs * 10) / 10, data: redact(data) })
    },
    setBody(text) {
      this.body = text.length > maxBodyCharacters ? `${text.slice(0, maxBodyCharacters)}…` : text
    },
  }
}
