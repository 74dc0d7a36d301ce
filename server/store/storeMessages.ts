import type { ForwardedPacket } from './forwardedPacket.ts'
import { sqlState } from './storeError.ts'
import type { RowWrite } from './storeLink.ts'

/** What the server and the store's thread say to each other. Answers carry the id of their request. */
export type ToStore =
  | { id: number; type: 'execute'; sql: string; parameters: readonly unknown[] }
  | { id: number; type: 'write'; rows: RowWrite[]; forwarded: ForwardedPacket | null }
  | { id: number; type: 'close' }

export type FromStore =
  | { type: 'opened' }
  /** It is not there yet; a sentence for the person who started the server. */
  | { type: 'waiting'; message: string }
  /** The file could not be opened; the sentence for the person who started the server. */
  | { type: 'refused'; message: string }
  | { id: number; type: 'rows'; rows: Record<string, unknown>[]; changes: number }
  | { id: number; type: 'written'; taken: string[]; failed: string[]; error?: SentError }
  | { id: number; type: 'closed' }
  | { id: number; type: 'failed'; error: SentError }

/** An error loses its own fields on the way between threads; SQLite's code and Postgres' are among them. */
interface SentError {
  message: string
  errcode?: number
  code?: string
}

export function toSentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { message: String(error) }
  const { message } = error
  const sent: SentError = { message }
  if ('errcode' in error && typeof error.errcode === 'number') sent.errcode = error.errcode
  const code = sqlState(error)
  if (code !== undefined) sent.code = code
  return sent
}

export function fromSentError({ message, ...codes }: SentError): Error {
  return Object.assign(new Error(message), codes)
}
