import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { exportColumns, type ExportColumn, type ExportRow } from './exportRow.ts'

/** Parquet in pieces: each call gives the bytes that can leave, so that one row group at a time is in memory. */
export function createParquetPieces(): { add(rows: ExportRow[]): Uint8Array; end(): Uint8Array } {
  const writer = new ByteWriter()
  const parquet = new ParquetWriter({ writer, schema, createdBy: 'AI Playground' })
  const taken = () => {
    const bytes = writer.getBytes().slice()
    // `offset`, which the file's own pointers are made of, goes on.
    writer.index = 0
    return bytes
  }
  return {
    add(rows) {
      if (rows.length === 0) return taken()
      // Without pages' indexes, which would be kept for every row group until the end.
      const columnData = exportColumns.map(({ name, type }) => ({
        name,
        data: rows.map((row) => valueOf(row[name], type)),
        offsetIndex: false,
      }))
      void parquet.write({ columnData, rowGroupSize: rows.length })
      return taken()
    },
    end() {
      void parquet.finish()
      return taken()
    },
  }
}

type Type = (typeof exportColumns)[number]['type']
type Kind = Pick<SchemaElement, 'type' | 'converted_type'>

const kinds: Record<Type, Kind> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT64' },
  real: { type: 'DOUBLE' },
  date: { type: 'INT32', converted_type: 'DATE' },
  moment: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
}

const schema = [
  { name: 'root', num_children: exportColumns.length },
  ...exportColumns.map(({ name, type }) => ({ name, repetition_type: 'OPTIONAL' as const, ...kinds[type] })),
]

function valueOf(value: ExportRow[ExportColumn], type: Type): string | number | bigint | Date | null {
  if (value === null) return null
  switch (type) {
    case 'text':
    case 'real':
      return value
    case 'integer':
      return BigInt(Math.round(Number(value)))
    case 'date':
    case 'moment':
      return new Date(value)
  }
}
