import { decodeVectorFrames, encodeVectorFrame } from '../../../server/contract/vectorFrame.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { keepVectors } from '../../api/embeddings.ts'
import { formatCount } from '../../ui/formatNumber.ts'
import { showToast } from '../../ui/Toast.tsx'
import { readVectorFile } from '../../vectors/callFiles.ts'
import type { ReadAnswer } from '../../vectors/fileWorker.ts'
import { addModel } from './models.ts'
import { takeVectors } from './takeVectors.ts'
import { addTexts } from './texts.ts'
import type { Workbench } from './workbench.ts'

/** Adds a file's texts, and its vectors as a model of their own. Never throws: it says what happened. */
export async function importFile(workbench: Workbench, file: File): Promise<void> {
  try {
    const read = await readVectorFile(file)
    const ids = textIdsFor(workbench, read)
    const texts = `${formatCount(read.rows.length)} ${read.rows.length === 1 ? 'text' : 'texts'}`
    if (read.vectorCount > 0) await importVectors(workbench, file.name, read, ids)
    showToast({
      message:
        read.vectorCount > 0
          ? `Read ${texts} and ${formatCount(read.vectorCount)} vectors from ${file.name}.`
          : `Read ${texts} from ${file.name}.`,
    })
  } catch (error) {
    showToast({ message: `${file.name} was not read. ${failureMessage(error)}` })
  }
}

/** Vectors alone belong to the texts that are here, in their order; with none here, each gets a name. */
function textIdsFor(workbench: Workbench, { rows, vectorCount }: ReadAnswer): number[] {
  if (rows.length === 0) throw new Error('There is nothing in it.')
  const hasTexts = rows.some(({ text }) => text !== undefined)
  const { texts } = workbench.store.getState().document
  if (hasTexts || texts.length === 0)
    return addTexts(
      workbench,
      rows.map(({ text, label }, at) => ({ text: text ?? `Row ${at + 1}`, ...(label !== undefined && { label }) })),
    )
  if (vectorCount !== texts.length)
    throw new Error(
      `It has ${formatCount(vectorCount)} vectors without texts, and the page has ${formatCount(texts.length)} texts: they do not belong together.`,
    )
  return texts.map(({ id }) => id)
}

async function importVectors(workbench: Workbench, name: string, read: ReadAnswer, ids: number[]): Promise<void> {
  const model = addModel(workbench, { file: name.slice(0, 200), endpoint: null })
  if (!model) return
  const place = { vectorsId: model.vectorsId, sessionId: workbench.sessionId }
  for (const bytes of read.frames) {
    const [frame] = decodeVectorFrames(bytes)
    if (!frame) continue
    // Rows beyond the limit of texts were left out.
    const textIds = frame.header.textIds.map((row) => ids[row] ?? -1)
    const kept = textIds.findIndex((id) => id < 0)
    const count = kept < 0 ? textIds.length : kept
    const dimensions = frame.header.dimensions.slice(0, count)
    const numbers = dimensions.reduce((sum, length) => sum + length, 0)
    const header = { invocationId: null, textIds: textIds.slice(0, count), dimensions }
    const framed = encodeVectorFrame({ header, values: frame.values.subarray(0, numbers) })
    await keepVectors(place, framed)
    await takeVectors(workbench, model.vectorsId, framed)
  }
}
