import type { FileVectors } from '../contract/sessionFile.ts'
import { encodeVectorFrame } from '../contract/vectorFrame.ts'
import { rowsOf } from './vectorTables.ts'

/**
 * The vectors of the texts that are shown, as one frame a model, without what else the frames tell: whose invocation, how
 * long it took, texts that are gone.
 */
export function sharedVectors(
  models: { from: string; as: string }[],
  textIds: number[],
  vectors: FileVectors[],
): FileVectors[] {
  return models.flatMap((model): FileVectors[] => {
    const rows = rowsOf({ vectorsId: model.from }, vectors)
    const held = textIds.filter((id) => rows.has(id))
    if (held.length === 0) return []
    const shown = held.map((id) => rows.get(id) ?? new Float32Array())
    const dimensions = shown.map(({ length }) => length)
    const values = new Float32Array(dimensions.reduce((sum, length) => sum + length, 0))
    let at = 0
    for (const row of shown) {
      values.set(row, at)
      at += row.length
    }
    const frame = encodeVectorFrame({ header: { invocationId: null, textIds: held, dimensions }, values })
    return [{ vectorsId: model.as, frames: Buffer.from(frame).toString('base64') }]
  })
}
