import type { Endpoint } from '../contract/endpoint.ts'
import type { QueryRequest } from '../contract/run.ts'
import type { Task } from '../contract/task.ts'
import { taskOf } from '../invoke/run.ts'
import type { RunStart } from '../invoke/runs.ts'

/**
 * One text for every endpoint. Nothing is refused here: where the body is meant for another task than the endpoint's, or
 * is no JSON at all, the endpoint's own task says which address it goes to, and the upstream says what is wrong.
 */
export function queryRun({ text, invocations, ...run }: QueryRequest, endpoints: Endpoint[]): RunStart {
  const body = objectOf(text)
  return {
    ...run,
    invocations: invocations.map((invocation) => ({
      ...invocation,
      body,
      text,
      task: taskFor(
        body,
        endpoints.find(({ name }) => name === invocation.endpoint),
      ),
    })),
  }
}

function taskFor(body: Record<string, unknown>, endpoint: Endpoint | undefined): Task {
  const meant = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'].some((key) => key in body)
    ? 'custom'
    : taskOf(body)
  const tasks = endpoint?.tasks ?? []
  return tasks.includes(meant) ? meant : (tasks[0] ?? meant)
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    // An object has string keys and values of any kind.
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {}
  } catch {
    return {}
  }
}
