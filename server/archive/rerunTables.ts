import type { RerunDocument } from '../contract/rerunDocument.ts'
import type { SessionFile } from '../contract/sessionFile.ts'
import type { ViewPart } from './sessionView.ts'
import { rowsOf } from './vectorTables.ts'

/** Per model and text the cosine of the kept vector to every new one. */
export function rerunTables({ embedding, panes }: RerunDocument, vectors: SessionFile['vectors']): ViewPart[] {
  if (embedding === undefined) return []
  return embedding.models.flatMap(({ paneId, kept, repeats }): ViewPart[] => {
    const pane = panes.find(({ id }) => id === paneId)
    if (pane === undefined) return []
    const [own, ...others] = [kept, ...repeats].map((vectorsId) => rowsOf({ vectorsId }, vectors))
    return [
      {
        type: 'table',
        heading: `Cosine, kept to new: ${pane.kept}${pane.endpoint === pane.kept || pane.endpoint === null ? '' : ` → ${pane.endpoint}`}`,
        columns: ['#', 'Text', ...others.map((_, index) => `Repeat ${index + 1}`)],
        rows: embedding.texts.map(({ id, text }, index) => [
          String(index + 1),
          text,
          ...others.map((rows) => cosineWord(own?.get(id), rows.get(id))),
        ]),
      },
    ]
  })
}

function cosineWord(one: Float32Array | undefined, other: Float32Array | undefined): string {
  if (one === undefined || other === undefined || one.length !== other.length) return ''
  const scale = Math.sqrt(dot(one, one) * dot(other, other))
  return scale === 0 ? '' : (dot(one, other) / scale).toFixed(5)
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0
  for (const [index, value] of one.entries()) sum += value * (other[index] ?? 0)
  return sum
}
