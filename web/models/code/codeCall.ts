import type { Task } from '../../../server/contract/task.ts'

/** One request to one endpoint, to be written as a program. */
export interface CodeCall {
  /** This server as the browser reaches it: the address the program uses where DATABRICKS_HOST is not set. */
  origin: string
  endpoint: string
  task: Task
  body: Record<string, unknown>
  isStreamed: boolean
}

/** A program, or why this language cannot say the call. */
export type Code = { type: 'code'; text: string } | { type: 'impossible'; reason: string }

export type Field = [name: string, value: unknown]

export function code(...lines: string[]): Code {
  return { type: 'code', text: `${lines.join('\n')}\n` }
}

export function impossible(reason: string): Code {
  return { type: 'impossible', reason }
}

/** What the body says beside the endpoint and streaming, in its own order; those two are said in each client's way. */
export function fieldsOf({ body }: CodeCall): Field[] {
  return Object.entries(body).filter(([name, value]) => name !== 'model' && name !== 'stream' && value !== undefined)
}

/** Several answers come back: `n`, or one per prompt or text. */
export function hasSeveralAnswers({ body, task }: CodeCall): boolean {
  if (task === 'llm/v1/embeddings') return Array.isArray(body['input']) && body['input'].length !== 1
  return (typeof body['n'] === 'number' && body['n'] > 1) || Array.isArray(body['prompt'])
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
