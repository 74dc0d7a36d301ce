import path from 'node:path'
import { catalogue } from './catalogue.ts'
import { createLocalModels } from './localModels.ts'

/** The checkout's own data folder, so that the app and the tests fetch the file once. */
const folder = path.join(import.meta.dirname, '../../../data/models')

/** The path of the real SmolLM2 file, fetched through the real sources where it is not there. Throws with what was tried. */
export async function smolModelFile(): Promise<string> {
  const [row] = catalogue
  if (row === undefined) throw new Error('The catalogue is empty.')
  const models = createLocalModels({
    folder,
    // Tests reach no other host; the Python package index is pip's own way.
    openDownload: () => Promise.reject(new Error('tests do not go to Hugging Face')),
    log: () => undefined,
    now: () => 0,
    onChange: () => undefined,
    rows: [row],
  })
  await models.start()
  try {
    for (;;) {
      const state = models.list()[0]?.state
      if (state?.type === 'ready') return path.join(folder, row.file)
      if (state?.type === 'failed') throw new Error(state.message)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  } finally {
    await models.close()
  }
}
