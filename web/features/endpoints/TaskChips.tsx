import type { Task } from '../../../server/contract/task.ts'
import { Chip } from '../../ui/Chip.tsx'

const names: Record<Task, string> = {
  'llm/v1/chat': 'chat',
  'llm/v1/completions': 'completions',
  'llm/v1/embeddings': 'embeddings',
  custom: 'custom',
}

export function TaskChips({ tasks }: { tasks: Task[] }) {
  return tasks.map((task) => <Chip key={task}>{names[task]}</Chip>)
}
