import type { EmbedDocument, EmbedModel } from '../contract/embedDocument.ts'
import type { SessionFile } from '../contract/sessionFile.ts'
import { decodeVectorFrames } from '../contract/vectorFrame.ts'
import type { ViewPart } from './sessionView.ts'

/** A matrix of more texts is no longer read from a page. */
const maxMatrixTexts = 24

/** Per model what its vectors are, and how like the first texts are to each other (cosine). */
export function vectorTables({ texts, models }: EmbedDocument, vectors: SessionFile['vectors']): ViewPart[] {
  const sets = models.map((model) => ({ model, rows: rowsOf(model, vectors) }))
  const hasPrefix = models.some(({ prefix }) => prefix !== '')
  const hasFields = models.some(({ extra }) => extra !== '')
  const summary: ViewPart = {
    type: 'table',
    heading: 'Models',
    columns: [
      'Model',
      'Texts',
      'Dimensions',
      'Norm',
      ...(hasPrefix ? ['Prefix'] : []),
      ...(hasFields ? ['Fields'] : []),
    ],
    rows: sets.map(({ model, rows }) => {
      const found = texts.flatMap(({ id }) => rows.get(id) ?? [])
      const norms = found.map(normOf)
      const dimensions = [...new Set(found.map(({ length }) => length))].join(', ')
      const range = norms.length === 0 ? '' : `${shortest(norms).toFixed(3)} … ${longest(norms).toFixed(3)}`
      const { prefix, extra } = model
      const settings = [...(hasPrefix ? [prefix] : []), ...(hasFields ? [extra] : [])]
      return [nameOf(model), String(found.length), dimensions, range, ...settings]
    }),
  }
  const shown = texts.slice(0, maxMatrixTexts)
  const heading = texts.length > maxMatrixTexts ? `Cosine of the first ${maxMatrixTexts} texts` : 'Cosine'
  const matrices = sets.flatMap(({ model, rows }): ViewPart[] => {
    if (!shown.some(({ id }) => rows.has(id))) return []
    return [
      {
        type: 'table',
        heading: `${heading}: ${nameOf(model)}`,
        columns: ['#', ...shown.map((_, index) => String(index + 1))],
        rows: shown.map((one, index) => [
          String(index + 1),
          ...shown.map((other) => cosineWord(rows.get(one.id), rows.get(other.id))),
        ]),
      },
    ]
  })
  return [summary, ...matrices]
}

function nameOf({ endpoint, file }: EmbedModel): string {
  return endpoint ?? file ?? 'No endpoint'
}

/** By text id; a later frame about the same text stands in front. */
export function rowsOf(
  { vectorsId, cut }: Pick<EmbedModel, 'vectorsId' | 'cut'>,
  vectors: SessionFile['vectors'],
): Map<number, Float32Array> {
  const rows = new Map<number, Float32Array>()
  const frames = vectors.find((set) => set.vectorsId === vectorsId)?.frames ?? ''
  for (const { header, values } of decodeVectorFrames(Buffer.from(frames, 'base64'))) {
    let at = 0
    for (const [index, length] of header.dimensions.entries()) {
      const row = values.subarray(at, at + length)
      at += length
      const textId = header.textIds[index]
      if (length > 0 && textId !== undefined) rows.set(textId, cut === undefined ? row : row.subarray(0, cut))
    }
  }
  return rows
}

function cosineWord(one: Float32Array | undefined, other: Float32Array | undefined): string {
  if (one === undefined || other === undefined || one.length !== other.length) return ''
  const length = normOf(one) * normOf(other)
  return length === 0 ? '0.00' : (dot(one, other) / length).toFixed(2)
}

function normOf(row: Float32Array): number {
  return Math.sqrt(dot(row, row))
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0
  for (let index = 0; index < one.length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0)
  return sum
}

function shortest(norms: number[]): number {
  return norms.reduce((least, norm) => Math.min(least, norm))
}

function longest(norms: number[]): number {
  return norms.reduce((most, norm) => Math.max(most, norm))
}
