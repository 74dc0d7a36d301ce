import { applyEdits, format } from 'jsonc-parser'
import type { Endpoint } from '../../../server/contract/endpoint.ts'
import type { Invocation } from '../../../server/contract/invocation.ts'
import type { Task } from '../../../server/contract/task.ts'
import { request } from '../../api/request.ts'

interface Example {
  text: string
  /** Where it is from. */
  words: string
}

/** A body the endpoint takes: the last one that it answered, else one for its task. */
export async function exampleFor(endpoint: Endpoint | undefined): Promise<Example> {
  if (endpoint === undefined)
    return { text: examples['llm/v1/chat'], words: 'An example of a chat. Choose an endpoint to see one of its own.' }
  const logged = await lastAnswered(endpoint.name)
  if (logged !== undefined) return { text: logged, words: `The last request that ${endpoint.name} answered.` }
  return { text: examples[endpoint.tasks[0] ?? 'llm/v1/chat'], words: `An example for ${endpoint.name}.` }
}

/** Undefined where there is none, or where the server cannot say: an example is no reason to fail. */
async function lastAnswered(endpoint: string): Promise<string | undefined> {
  try {
    const search = new URLSearchParams({ endpoint, status: 'done', limit: '1' })
    const { invocations } = await request<{ invocations: { id: string }[] }>(`/api/invocations?${search.toString()}`)
    const [last] = invocations
    if (last === undefined) return undefined
    const { requestBody } = await request<Invocation>(`/api/invocations/${last.id}`)
    return requestBody.includes('\n') ? requestBody : applyEdits(requestBody, format(requestBody, undefined, layout))
  } catch {
    return undefined
  }
}

/** Only white space changes: numbers stay as they were written. */
const layout = { insertSpaces: true, tabSize: 2, eol: '\n' }

/** From the documentation of each task. */
export const examples: Record<Task, string> = {
  'llm/v1/chat': `{
  "messages": [
    { "role": "system", "content": "You are a helpful assistant." },
    { "role": "user", "content": "What is a mixture of experts model?" }
  ],
  "max_tokens": 100,
  "temperature": 0.1,
  "stream": true
}`,
  'llm/v1/completions': `{
  "prompt": "What is MLflow?",
  "max_tokens": 100,
  "temperature": 0.1,
  "stop": ["Human:"],
  "n": 1,
  "stream": false
}`,
  'llm/v1/embeddings': `{
  "input": ["embedding text", "another text"]
}`,
  custom: `{
  "dataframe_split": {
    "columns": ["sepal length (cm)", "sepal width (cm)"],
    "data": [[5.1, 3.5], [4.9, 3.0]]
  }
}`,
}
