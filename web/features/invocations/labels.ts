import type { ReplyStatus } from '../../../server/contract/reply.ts'
import type { Task } from '../../../server/contract/task.ts'

export const taskLabels: Record<Task, string> = {
  'llm/v1/chat': 'chat',
  'llm/v1/completions': 'completions',
  'llm/v1/embeddings': 'embeddings',
  custom: 'custom',
}

export const statusLabels: Record<ReplyStatus, string> = {
  queued: 'in line',
  waiting: 'waiting',
  streaming: 'streaming',
  done: 'done',
  stopped: 'stopped',
  failed: 'failed',
  interrupted: 'interrupted',
}
