import os from 'node:os'
import { getLlama, LlamaLogLevel, type Llama } from 'node-llama-cpp'
import { byteLengthOfModel, loadModel, type LoadedModel } from './loadedModel.ts'

/** Two models answer side by side without loading again; a third takes the place of the one not used for longest. */
const maxModels = 2
/** Left for everything else on the machine. */
const bytesSpare = 256 * 1024 * 1024

export interface ModelShelf {
  /** Runs `use` with the model, loaded first if it is not; a model in use is never unloaded. */
  withModel<T>(path: string, use: (model: LoadedModel) => Promise<T>): Promise<T>
}

export function createModelShelf(): ModelShelf {
  /** In order of last use, oldest first. */
  const models = new Map<string, { model: Promise<LoadedModel>; users: number }>()
  let llama: Promise<Llama> | undefined
  let loading: Promise<unknown> = Promise.resolve()

  return {
    async withModel(path, use) {
      const entry = models.get(path) ?? { model: load(path), users: 0 }
      models.delete(path)
      models.set(path, entry)
      entry.users++
      try {
        return await use(await entry.model)
      } finally {
        entry.users--
      }
    },
  }

  /** One after another: two loads at once would each see the same free memory. */
  function load(path: string): Promise<LoadedModel> {
    const model = loading.then(async () => {
      const bytesNeeded = (await byteLengthOfModel(path)) + bytesSpare
      await makeRoom(bytesNeeded, path)
      llama ??= startLlama()
      return loadModel(await llama, path)
    })
    loading = model.catch(() => undefined)
    model.catch(() => models.delete(path))
    return model
  }

  async function makeRoom(bytesNeeded: number, forPath: string): Promise<void> {
    for (const [path, entry] of models) {
      const isFull = models.size > maxModels
      if (!isFull && process.availableMemory() > bytesNeeded) return
      if (entry.users > 0 || path === forPath) continue
      models.delete(path)
      await (await entry.model).dispose()
    }
  }
}

function startLlama(): Promise<Llama> {
  // One core stays for the server, so that streams of other panes do not stutter.
  const maxThreads = Math.max(1, os.availableParallelism() - 1)
  return getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error, maxThreads })
}
