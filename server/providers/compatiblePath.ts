import type { Task } from '../contract/task.ts'
import type { ProviderRow } from './providerRow.ts'

/** Where below its base URL an upstream takes a task. */
export function pathOf({ paths }: ProviderRow, task: Task | 'responses', model: string): string {
  // A model's name is a person's text: as one segment it cannot climb out of its place in the path.
  return pathFor(paths, task).replace('{model}', () => encodeURIComponent(model).replace(/^\.+$/, '_'))
}

function pathFor(paths: ProviderRow['paths'], task: Task | 'responses'): string {
  switch (task) {
    case 'llm/v1/completions':
      return paths.completions
    case 'llm/v1/embeddings':
      return paths.embeddings
    case 'responses':
      return paths.responses ?? paths.chat
    default:
      return paths.chat
  }
}
