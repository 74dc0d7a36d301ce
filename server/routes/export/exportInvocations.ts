import type { ExportFormat } from '../../contract/invocationList.ts'
import type { InvocationRecord } from '../../store/schema.ts'
import { csvHead, csvLine } from './csv.ts'
import { exportRow } from './exportRow.ts'

export const exportTypes: Record<ExportFormat, string> = {
  jsonl: 'application/jsonl; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  parquet: 'application/vnd.apache.parquet',
}

/** The bytes of an export, made as they are read. */
export async function* exportBytes(
  pieces: AsyncIterable<InvocationRecord[]>,
  format: ExportFormat,
): AsyncGenerator<Uint8Array> {
  // Some fifty files that few starts of the server ever need.
  const parquet = format === 'parquet' ? (await import('./parquet.ts')).createParquetPieces() : undefined
  if (format === 'csv') yield Buffer.from(csvHead)
  for await (const piece of pieces) {
    const rows = piece.map(exportRow)
    if (parquet !== undefined) yield parquet.add(rows)
    else if (format === 'csv') yield Buffer.from(rows.map(csvLine).join(''))
    else yield Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  }
  if (parquet !== undefined) yield parquet.end()
}
