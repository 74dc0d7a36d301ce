import { useState } from 'react'
import type { OfferedCall } from '../../models/code/CodeDialog.tsx'
import { taskOfKeys } from '../../models/requestBody/bodyFields.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { part } from '../../ui/part.tsx'
import { PartBoundary } from '../../ui/PartBoundary.tsx'
import { useQuerySession, type Query } from './query.ts'

const CodeDialog = part(async () => (await import('../../models/code/CodeDialog.tsx')).CodeDialog)

/** The request as a program, for each endpoint it goes to. */
export function GetCode() {
  const query = useQuerySession()
  const [isOpen, setIsOpen] = useState(false)
  const [calls, setCalls] = useState<OfferedCall[]>()
  return (
    <>
      <Button
        kind="plain"
        onClick={() => {
          setCalls(callsOf(query))
          setIsOpen(true)
        }}
      >
        <Icon name="query" className="sm:hidden" />
        <span className="max-sm:sr-only">Get code</span>
      </Button>
      <PartBoundary>
        {calls && <CodeDialog isOpen={isOpen} onClose={() => setIsOpen(false)} calls={calls} />}
      </PartBoundary>
    </>
  )
}

function callsOf({ store }: Query): OfferedCall[] {
  const { text, panes } = store.getState().document
  const body = objectOf(text)
  const { origin } = window.location
  return panes.map(({ id, endpoint }): OfferedCall => {
    if (body === undefined)
      return { id, label: endpoint, call: { problem: 'The request is no JSON object, so no client can send it.' } }
    const task = taskOfKeys(Object.keys(body)) ?? 'custom'
    return { id, label: endpoint, call: { origin, endpoint, task, body, isStreamed: body['stream'] === true } }
  })
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    // An object has string keys and values of any kind.
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
