import { decodeVectorHeaders } from '../../../server/contract/vectorFrame.ts'
import { callAnalysis } from '../../vectors/callAnalysis.ts'
import { usualDimension } from '../../vectors/health.ts'
import { stripCells } from '../../vectors/strip.ts'
import type { TakenRows } from '../../vectors/vectorSet.ts'
import type { RowInfo, Rows, Workbench } from './workbench.ts'

/** Hands bytes of frames to the worker (they are given away) and notes what each vector is. */
export async function takeVectors(
  workbench: Workbench,
  vectorsId: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  if (bytes.length === 0) return
  const { texts } = workbench.store.getState().document
  const lengths = new Map(texts.map(({ id, text }) => [id, text.length]))
  const counts = decodeVectorHeaders(bytes).map(({ promptTokens }) => promptTokens)
  const taken = await callAnalysis('take', { vectorsId, bytes, expected: texts.length }, { transfer: [bytes.buffer] })
  workbench.store.setState(({ rows }) => ({
    rows: { ...rows, [vectorsId]: withTaken(rows[vectorsId], taken, counts, lengths) },
  }))
}

/** Lets go of vectors that are not looked at any more; the server still has them. */
export function forgetVectors({ store }: Workbench, vectorsIds: readonly string[]): void {
  for (const vectorsId of vectorsIds) void callAnalysis('forget', { vectorsId })
  const gone = new Set(vectorsIds)
  store.setState(({ rows }) => ({ rows: Object.fromEntries(Object.entries(rows).filter(([id]) => !gone.has(id))) }))
}

function withTaken(
  before: Rows | undefined,
  taken: TakenRows[],
  counts: (number | undefined)[],
  lengths: ReadonlyMap<number, number>,
): Rows {
  const byText = new Map(before?.byText)
  for (const [frame, rows] of taken.entries()) {
    const tokens = sharedOut(counts[frame], rows.textIds, lengths)
    for (const [index, textId] of rows.textIds.entries()) {
      const info: RowInfo = {
        state: rows.states[index] ?? 'missing',
        dimensions: rows.dimensions[index] ?? 0,
        norm: rows.norms[index] ?? NaN,
        strip: rows.strips.subarray(index * stripCells, (index + 1) * stripCells),
        isTokensEstimated: rows.textIds.length > 1,
      }
      const count = tokens?.[index]
      if (count !== undefined) info.tokens = count
      byText.set(textId, info)
    }
  }
  const isAsBefore = taken.every((rows) => rows.dimensions.every((length) => length === before?.dimensions))
  const dimensions =
    isAsBefore && before ? before.dimensions : usualDimension([...byText.values()].map((info) => info.dimensions))
  // Another length than most, seen beside all of them.
  if (!isAsBefore)
    for (const [textId, info] of byText)
      if (info.state === 'ok' && info.dimensions !== dimensions)
        byText.set(textId, { ...info, state: 'wrong-dimension' })
  return { byText, version: (before?.version ?? 0) + 1, dimensions }
}

/** Upstreams count a request, not its texts: several share the count by their length. */
function sharedOut(
  count: number | undefined,
  textIds: number[],
  lengths: ReadonlyMap<number, number>,
): number[] | undefined {
  if (count === undefined) return undefined
  const total = textIds.reduce((sum, id) => sum + (lengths.get(id) ?? 0), 0)
  return textIds.map((id) => (total === 0 ? 0 : Math.max(1, Math.round((count * (lengths.get(id) ?? 0)) / total))))
}
