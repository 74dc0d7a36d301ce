import { constants, copyFileSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './child.ts'

/** The checkout's own models folder, where the unit tests put the file as well: `npm test` fetches it once. */
const shared = join(root, 'data/models')

export const localModel = { name: 'smollm2-135m-instruct', file: 'SmolLM2-135M-Instruct.Q4_1.gguf' }

/** A data folder with the model's file in it under this name, where it has been fetched before; else an empty one. */
export function dataFolderWithModel(name = localModel.file): string {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'))
  if (!existsSync(join(shared, localModel.file))) return folder
  const target = join(folder, 'models', name)
  mkdirSync(join(folder, 'models'))
  // A copy: a test may spoil its file, and a link would spoil everyone's.
  copyFileSync(join(shared, localModel.file), target, constants.COPYFILE_FICLONE)
  return folder
}

/** Keeps what a test had to fetch, so that the next run need not. */
export function keepModel(dataFolder: string): void {
  const fetched = join(dataFolder, 'models', localModel.file)
  if (existsSync(join(shared, localModel.file)) || !existsSync(fetched)) return
  mkdirSync(shared, { recursive: true })
  copyFileSync(fetched, join(shared, localModel.file), constants.COPYFILE_FICLONE)
}
