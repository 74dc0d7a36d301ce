/** What a file of texts, of vectors, or of both holds. */
export interface FileRow {
  text?: string
  label?: string
  vector?: Float32Array
}

const textNames = ['text', 'input', 'sentence', 'content', 'document', 'prompt', 'question', 'query', 'title', 'body']
const labelNames = ['label', 'class', 'category', 'group', 'topic', 'cluster', 'intent']
const vectorNames = ['embedding', 'vector', 'embeddings', 'values', 'dense']

/**
 * Texts, labels and vectors in the fields of records, found by the usual names; without one, the first field that holds
 * words is the text. A vector may be an array, its JSON as text, or a column for each number.
 */
export function readRecords(records: readonly unknown[]): FileRow[] {
  const first = records.find(isFields)
  const names = first ? Object.keys(first) : []
  const find = (usual: string[]) => usual.flatMap((name) => names.filter((own) => own.trim().toLowerCase() === name))[0]
  const vector = find(vectorNames)
  const label = find(labelNames)
  const spread = vector === undefined ? spreadColumns(names) : []
  const text =
    find(textNames) ??
    names.find((name) => name !== vector && name !== label && !spread.includes(name) && hasWords(records, name))
  return records.map((record): FileRow => {
    if (typeof record === 'string') return { text: record }
    if (Array.isArray(record)) return withVector({}, toVector(record))
    if (!isFields(record)) return {}
    const row: FileRow = {}
    const ownText = text === undefined ? undefined : textOf(record[text])
    const ownLabel = label === undefined ? undefined : textOf(record[label])
    if (ownText !== undefined) row.text = ownText
    if (ownLabel !== undefined && ownLabel !== '') row.label = ownLabel
    return withVector(
      row,
      vector === undefined ? toVector(spread.map((name) => record[name])) : toVector(record[vector]),
    )
  })
}

/** dim_0, dim_1, …; e1, e2, …; 0, 1, …: at least two columns that count. */
function spreadColumns(names: string[]): string[] {
  const counted = names.filter((name) => /^(?:[a-z_ ]*\D)?\d+$/i.test(name.trim()))
  return counted.length >= 2 ? counted : []
}

function hasWords(records: readonly unknown[], name: string): boolean {
  return records.slice(0, 20).some((record) => isFields(record) && /\p{L}/u.test(textOf(record[name]) ?? ''))
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  return undefined
}

function withVector(row: FileRow, vector: Float32Array | undefined): FileRow {
  return vector === undefined ? row : { ...row, vector }
}

function toVector(value: unknown): Float32Array | undefined {
  if (value instanceof Float32Array) return value
  if (value instanceof Float64Array) return Float32Array.from(value)
  if (typeof value === 'string') {
    const parts = value
      .trim()
      .replace(/^\[|\]$/g, '')
      .split(/[\s,;]+/)
      .filter(Boolean)
    return parts.length > 1 ? Float32Array.from(parts, (part) => Number(part)) : undefined
  }
  if (!Array.isArray(value) || value.length === 0) return undefined
  const numbers = value.map((item) => (item === null || item === '' || item === undefined ? NaN : Number(item)))
  return numbers.every((item) => Number.isNaN(item)) && value.every((item) => item === undefined || item === '')
    ? undefined
    : Float32Array.from(numbers)
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
