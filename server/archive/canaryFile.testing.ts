import { filledSessionFile, onlyId, onlyTextId } from '../../e2e/simulator/filledSessionFile.ts'
import type { SessionDocument } from '../contract/session.ts'
import type { SessionFile } from '../contract/sessionFile.ts'
import { encodeVectorFrame } from '../contract/vectorFrame.ts'

/** A session file with a word of its own in every text the schema has: which members come out is a question of looking for words. */
export interface CanaryFile {
  file: SessionFile
  /** Where each word stands: `invocations.reply.failure.message`. */
  paths: Map<string, string>
  /** And each number that has no narrow bounds. */
  numbers: Map<number, string>
}

export function canaryFile(page: SessionDocument['page']): CanaryFile {
  const paths = new Map<string, string>()
  const numbers = new Map<number, string>()
  const wordFor = (path: string): string => {
    const word = `cnry${paths.size + 100}x`
    paths.set(word, path)
    return word
  }
  const numberFor = (path: string): number => {
    const number = 700_000 + numbers.size
    numbers.set(number, path)
    return number
  }
  const file = filledSessionFile({ page, text: wordFor, number: numberFor })
  for (const one of file.invocations) {
    one.reply.status = 'failed'
    const said = (name: string) => wordFor(`requestBody.${name}`)
    one.requestBody = JSON.stringify({
      model: said('model'),
      prompt: said('prompt'),
      instructions: said('instructions'),
      user: said('user'),
      messages: [
        { role: 'system', content: said('system') },
        { role: 'user', content: said('prompt of the user') },
      ],
    })
  }
  const header = { invocationId: onlyId, textIds: [onlyTextId], dimensions: [2] }
  const frame = encodeVectorFrame({ header, values: Float32Array.of(1, 0) })
  for (const set of file.vectors) set.frames = Buffer.from(frame).toString('base64')
  return { file, paths, numbers }
}
