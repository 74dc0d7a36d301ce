import { exportColumns, type ExportRow } from './exportRow.ts'

export const csvHead = `${exportColumns.map(({ name }) => name).join(',')}\r\n`

/**
 * RFC 4180: CRLF, quotes doubled, quoted where there is a comma, a quote or a line break. A text that a spreadsheet would
 * run as a formula gets an apostrophe in front (OWASP, "CSV Injection", read 2026-11-22): what a model or a client wrote
 * must not become code in Excel. It is the only change to any value; JSONL and Parquet have none.
 */
export function csvLine(row: ExportRow): string {
  return `${exportColumns.map(({ name }) => csvField(row[name])).join(',')}\r\n`
}

function csvField(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = startsFormula.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Full-width forms count for a spreadsheet too. */
const startsFormula = /^[=+\-@\t\r\n＝＋－＠]/
