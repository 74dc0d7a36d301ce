import type { InvocationRecord } from './schema.ts'

export const largeColumns = ['reply', 'request_body', 'request', 'response', 'events', 'body'] as const
export type LargeColumn = (typeof largeColumns)[number]

/**
 * An invocation with its large columns in UTF-8: on the way from thread to thread they take no room among this thread's
 * own values, where they would wait for its collector.
 */
export type ImportedInvocation = Omit<InvocationRecord, LargeColumn> &
  Record<LargeColumn, Uint8Array<ArrayBuffer> | null>

/** In bytes, about. */
export function sizeOf(record: ImportedInvocation): number {
  return largeColumns.reduce((sum, column) => sum + (record[column]?.byteLength ?? 0), 500)
}
