import { decodeNpy } from './npy.ts'
import { readRecords, type FileRow } from './records.ts'

/** The rows of a file, by the end of its name. Throws an Error that says what is wrong, with the line where there is one. */
export async function readFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<FileRow[]> {
  const end = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  switch (end) {
    case 'npy': {
      const { values, count, dimensions } = decodeNpy(bytes)
      return Array.from({ length: count }, (_, at) => ({
        vector: values.subarray(at * dimensions, (at + 1) * dimensions),
      }))
    }
    case 'parquet': {
      const { parquetReadObjects } = await import('hyparquet')
      return readRecords(await parquetReadObjects({ file: bytes.buffer }))
    }
    case 'jsonl':
    case 'ndjson':
      return readRecords(jsonLines(textOf(bytes)))
    case 'json': {
      const value: unknown = JSON.parse(textOf(bytes))
      if (!Array.isArray(value)) throw new RangeError('The file holds no list of texts.')
      return readRecords(value)
    }
    case 'csv':
    case 'tsv':
      return readCsv(textOf(bytes))
    default:
      return textOf(bytes)
        .split(/\r\n|[\n\r]/)
        .filter((line) => line.trim() !== '')
        .map((line) => ({ text: line.trim() }))
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

function jsonLines(text: string): unknown[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    try {
      return [JSON.parse(line)]
    } catch {
      throw new RangeError(`Line ${index + 1} is not JSON.`)
    }
  })
}

async function readCsv(text: string): Promise<FileRow[]> {
  const { parse } = (await import('papaparse')).default
  const { data, errors } = parse<string[]>(text, { skipEmptyLines: 'greedy' })
  // One column has no delimiter to find, and that is fine.
  const error = errors.find(({ code }) => code !== 'UndetectableDelimiter')
  if (error) throw new RangeError(`Line ${(error.row ?? 0) + 1}: ${error.message}.`)
  const [head = [], ...rows] = data
  if (!isHead(head, rows)) return data.map(([first = '']) => ({ text: first }))
  return readRecords(rows.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at] ?? '']))))
}

/** A first line of short names is a head; one long sentence, or the only line, is a text. */
function isHead(head: string[], rows: string[][]): boolean {
  if (rows.length === 0) return false
  return head.length > 1
    ? head.every((name) => name.length <= 60 && name.trim() !== '')
    : /^\w{1,30}$/.test(head[0] ?? '')
}
