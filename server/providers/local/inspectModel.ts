import { stat } from 'node:fs/promises'
import { readGgufFileInfo } from 'node-llama-cpp'
import { FailureError } from '../../contract/failure.ts'
import type { ModelInfo } from './inferenceMessages.ts'

/** What a GGUF file says of itself, without loading its weights. Throws FailureError where it is no whole GGUF file. */
export async function inspectModel(path: string): Promise<ModelInfo> {
  const info = await readGgufFileInfo(path, { sourceType: 'filesystem', logWarnings: false }).catch(
    (error: unknown) => {
      throw broken(`The file is not a readable GGUF file (${error instanceof Error ? error.message : String(error)}).`)
    },
  )
  const end = Math.max(0, ...(info.fullTensorInfo ?? []).map(({ fileOffset }) => Number(fileOffset)))
  if (end === 0) throw broken('The file holds no weights.')
  // The last tensor's length depends on its quantisation; a file cut in the middle ends before that tensor begins.
  if ((await stat(path)).size <= end) throw broken('The file is cut off. Download it again.')
  const { general, tokenizer } = info.metadata
  return {
    architecture: general.architecture,
    title: general.name ?? null,
    licence: general.license ?? null,
    hasChatTemplate: typeof tokenizer?.chat_template === 'string' && tokenizer.chat_template !== '',
  }
}

function broken(message: string): FailureError {
  return new FailureError({ kind: 'model-not-ready', message, isRetryable: false })
}
