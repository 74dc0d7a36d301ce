import { useMemo } from 'react'
import type { Invocation } from '../../../server/contract/invocation.ts'
import { isPlainObject, type CodeCall } from '../code/codeCall.ts'
import { CodeView } from '../code/CodeView.tsx'

/** The same request as a program that asks this server, by the endpoint's name. */
export function CodeTab({ invocation }: { invocation: Invocation }) {
  const { endpoint, task, requestBody } = invocation
  const call = useMemo(() => callOf({ endpoint, task, requestBody }), [endpoint, task, requestBody])
  if (call === undefined) {
    return (
      <p className="text-note text-ink-2">
        What was recorded of this request is not a whole JSON object: no code says it.
      </p>
    )
  }
  return <CodeView call={call} />
}

function callOf({
  endpoint,
  task,
  requestBody,
}: Pick<Invocation, 'endpoint' | 'task' | 'requestBody'>): CodeCall | undefined {
  let body: unknown
  try {
    body = JSON.parse(requestBody)
  } catch {
    return undefined
  }
  if (!isPlainObject(body) || Object.keys(body).length === 0) return undefined
  return { origin: window.location.origin, endpoint, task, body, isStreamed: body['stream'] === true }
}
