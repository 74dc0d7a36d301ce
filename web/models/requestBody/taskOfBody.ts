import type { Task } from '../../../server/contract/task.ts'
import { taskOfKeys } from './bodyFields.ts'

/** From the text's beginning, valid or not: while somebody types it is not. */
export function taskOfBody(text: string): Task | undefined {
  const keys = Array.from(text.slice(0, 20_000).matchAll(/"(\w+)"\s*:/g), ([, key]) => key ?? '')
  return taskOfKeys(keys)
}
