import type { Endpoint } from '../../../server/contract/endpoint.ts'
import type { Task } from '../../../server/contract/task.ts'
import { formatPercent } from '../../ui/formatNumber.ts'

const taskNames: Record<Task, string> = {
  'llm/v1/chat': 'chat',
  'llm/v1/completions': 'completions',
  'llm/v1/embeddings': 'embeddings',
  custom: 'custom',
}

const cannot: Record<Task, string> = {
  'llm/v1/chat': 'cannot chat',
  'llm/v1/completions': 'cannot complete text',
  'llm/v1/embeddings': 'cannot embed',
  custom: 'takes no scoring payload',
}

/** chat, completions: what an endpoint is for. */
export function taskLabel(tasks: Task[]): string {
  return tasks.map((task) => taskNames[task]).join(', ')
}

/** `any`: whatever an endpoint is for, it may be chosen. */
export type PickedTask = Task | 'any'

/** Why this endpoint cannot be asked for this task now; undefined where it can. */
export function whyUnusable(endpoint: Endpoint, task: PickedTask): string | undefined {
  if (task !== 'any' && !endpoint.tasks.includes(task)) return `${taskLabel(endpoint.tasks)} endpoint: ${cannot[task]}`
  switch (endpoint.state.type) {
    case 'ready':
      return undefined
    case 'downloading':
      return `downloading ${formatPercent(endpoint.state.fraction)}`
    case 'unavailable':
      return endpoint.state.reason
  }
}
