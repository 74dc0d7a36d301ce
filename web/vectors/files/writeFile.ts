import { numberText } from '../numberText.ts'
import { encodeNpy } from './npy.ts'

export type FileFormat = 'csv' | 'jsonl' | 'parquet' | 'npy'

export interface FileContent {
  texts: { text: string; label?: string }[]
  /** A row for each text; NaN in all places where a text has no vector. */
  values: Float32Array<ArrayBuffer>
  dimensions: number
}

/** Everything that `readFile` reads again. */
export async function writeFile(format: FileFormat, content: FileContent): Promise<Blob> {
  switch (format) {
    case 'npy':
      return new Blob([
        encodeNpy({ values: content.values, count: content.texts.length, dimensions: content.dimensions }),
      ])
    case 'jsonl':
      return new Blob(pieces(content, jsonLine), { type: 'application/jsonl' })
    case 'csv': {
      const { unparse } = (await import('papaparse')).default
      const line = (at: number) => {
        const { text = '', label = '' } = content.texts[at] ?? {}
        return unparse([[text, label, vectorText(content, at)]], { newline: '\n' })
      }
      return new Blob(['text,label,embedding\n', ...pieces(content, (_, at) => line(at))], { type: 'text/csv' })
    }
    case 'parquet':
      return writeParquet(content)
  }
}

/** Many lines a piece: a string of all would be larger than strings may be. */
function pieces(content: FileContent, line: (content: FileContent, at: number) => string): string[] {
  const parts: string[] = []
  for (let start = 0; start < content.texts.length; start += 100) {
    const end = Math.min(content.texts.length, start + 100)
    parts.push(Array.from({ length: end - start }, (_, at) => `${line(content, start + at)}\n`).join(''))
  }
  return parts
}

function jsonLine(content: FileContent, at: number): string {
  const { text = '', label } = content.texts[at] ?? {}
  const fields = [`"text":${JSON.stringify(text)}`]
  if (label !== undefined) fields.push(`"label":${JSON.stringify(label)}`)
  const vector = vectorText(content, at)
  if (vector !== '') fields.push(`"embedding":${vector}`)
  return `{${fields.join(',')}}`
}

function rowOf({ values, dimensions }: FileContent, at: number): Float32Array | undefined {
  const row = values.subarray(at * dimensions, (at + 1) * dimensions)
  return row.every((value) => Number.isNaN(value)) ? undefined : row
}

function vectorText(content: FileContent, at: number): string {
  const row = rowOf(content, at)
  return row ? `[${Array.from(row, numberText).join(',')}]` : ''
}

async function writeParquet(content: FileContent): Promise<Blob> {
  const { parquetWriteBuffer } = await import('hyparquet-writer')
  const { texts } = content
  const bytes = parquetWriteBuffer({
    schema: [
      { name: 'root', num_children: 3 },
      { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      { name: 'label', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      { name: 'embedding', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
    ],
    columnData: [
      { name: 'text', data: texts.map(({ text }) => text) },
      { name: 'label', data: texts.map(({ label }) => label ?? null) },
      { name: 'embedding', data: texts.map((_, at) => Array.from(rowOf(content, at) ?? [])) },
    ],
  })
  return new Blob([bytes], { type: 'application/vnd.apache.parquet' })
}
