export interface Table {
  columns: string[]
  rows: string[][]
}

/** Cells longer than this are cut in the table; the body has them whole. */
const maxCell = 200

/**
 * Predictions of a custom model, and embeddings (one row a vector, its length and its first numbers), as a table.
 * Undefined where the answer is no list of rows.
 */
export function tableOf(body: string): Table | undefined {
  const value = parse(body)
  if (value === undefined) return undefined
  const { data, predictions, outputs } = value
  if (Array.isArray(data) && data.length > 0 && data.every((item) => isRecord(item) && 'embedding' in item))
    return embeddingTable(data)
  const rows = predictions ?? outputs
  if (!Array.isArray(rows) || rows.length === 0) return undefined
  if (rows.every(isRecord)) {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    return { columns, rows: rows.map((row) => columns.map((column) => cell(row[column]))) }
  }
  if (rows.every(Array.isArray)) {
    const width = Math.max(...rows.map((row) => row.length))
    return {
      columns: Array.from({ length: width }, (_, index) => String(index)),
      rows: rows.map((row) => row.map(cell)),
    }
  }
  return { columns: ['prediction'], rows: rows.map((row) => [cell(row)]) }
}

function embeddingTable(data: Record<string, unknown>[]): Table {
  return {
    columns: ['index', 'dimensions', 'first values'],
    rows: data.map(({ index, embedding }, position) => [
      cell(index ?? position),
      Array.isArray(embedding) ? String(embedding.length) : 'base64',
      Array.isArray(embedding) ? `${embedding.slice(0, 4).join(', ')}, …` : cell(embedding),
    ]),
  }
}

function cell(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length > maxCell ? `${text.slice(0, maxCell)}…` : text
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
