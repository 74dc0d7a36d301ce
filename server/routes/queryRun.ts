import type { Endpoint } from '../contract/endpoint.ts'
import { JsonError } from '../contract/jsonText.ts'
import type { QueryRequest } from '../contract/run.ts'
import type { Task } from '../contract/task.ts'
import { ExtraParamsError, withoutOwnMembers } from '../invoke/ownMembers.ts'
import { taskOf } from '../invoke/run.ts'
import type { RunStart } from '../invoke/runs.ts'

/**
 * One text for every endpoint. Nothing is refused here: where the body is meant for another task than the endpoint's, or
 * is no JSON at all, the endpoint's own task says which address it goes to, and the upstream says what is wrong.
 */
export function queryRun({ text, invocations, ...run }: QueryRequest, endpoints: Endpoint[]): RunStart {
  const sent = sentText(text)
  const body = objectOf(sent)
  return {
    ...run,
    invocations: invocations.map((invocation) => ({
      ...invocation,
      body,
      text: { written: text, sent },
      task: taskFor(
        body,
        endpoints.find(({ name }) => name === invocation.endpoint),
      ),
    })),
  }
}

/** As an endpoint passes a body on: Databricks' own members are for the endpoint, all else stays as it is written. */
function sentText(text: string): string {
  try {
    return Buffer.from(withoutOwnMembers(Buffer.from(text)).bytes).toString()
  } catch (error) {
    if (error instanceof JsonError || error instanceof ExtraParamsError) return text
    throw error
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
