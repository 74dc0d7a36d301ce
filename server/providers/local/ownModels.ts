import type { LocalModel } from '../../contract/localModel.ts'
import { FailureError } from '../../contract/failure.ts'
import type { Inference } from './inference.ts'
import type { ModelInfo } from './inferenceMessages.ts'
import { findOwnFiles, type OwnFile } from './modelFolder.ts'

export interface OwnModel extends OwnFile {
  info: ModelInfo | null
  state: LocalModel['state']
}

export interface OwnModels {
  readonly models: OwnModel[]
  rescan(): Promise<void>
}

/** The GGUF files a person put into the models folder. */
export function createOwnModels({
  folder,
  known,
  inference,
  onChange,
}: {
  folder: string
  known: { files: string[]; names: string[] }
  inference: Inference
  onChange: () => void
}): OwnModels {
  let models: OwnModel[] = []
  return {
    get models() {
      return models
    },
    async rescan() {
      const before = models
      models = (await findOwnFiles(folder, known)).map(
        (file) =>
          before.find((model) => isSameFile(model, file)) ?? { ...file, info: null, state: { type: 'checking' } },
      )
      for (const model of models.filter(({ state }) => state.type === 'checking')) await inspect(model)
    },
  }

  async function inspect(model: OwnModel): Promise<void> {
    onChange()
    try {
      model.info = await inference.inspect(model.file)
      const reason = whyNotUsable(model.info)
      model.state = reason === null ? { type: 'ready' } : { type: 'failed', message: reason }
    } catch (error) {
      const words = error instanceof FailureError ? error.failure.message : String(error)
      model.state = { type: 'failed', message: words }
    }
    onChange()
  }
}

function isSameFile(one: OwnFile, other: OwnFile): boolean {
  return (
    one.name === other.name &&
    one.file === other.file &&
    one.byteLength === other.byteLength &&
    one.mtimeMs === other.mtimeMs
  )
}

function whyNotUsable({ architecture }: ModelInfo): string | null {
  const isEncoder = /bert|^t5encoder$|^clip$/.test(architecture)
  return isEncoder ? `This file holds a ${architecture} model, which reads text but writes none.` : null
}
