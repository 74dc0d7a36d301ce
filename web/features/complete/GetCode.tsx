import { useState } from 'react'
import type { OfferedCall } from '../../models/code/CodeDialog.tsx'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { part } from '../../ui/part.tsx'
import { PartBoundary } from '../../ui/PartBoundary.tsx'
import { continueBody } from './buildBody.ts'
import { shownText, useComplete, type Complete } from './complete.ts'

const CodeDialog = part(async () => (await import('../../models/code/CodeDialog.tsx')).CodeDialog)

/** The next request as a program, for each endpoint it goes to. */
export function GetCode({ caretOf }: { caretOf: () => number }) {
  const complete = useComplete()
  const [isOpen, setIsOpen] = useState(false)
  const [calls, setCalls] = useState<OfferedCall[]>()
  return (
    <>
      <Button
        kind="plain"
        onClick={() => {
          setCalls(callsOf(complete, caretOf()))
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

function callsOf(complete: Complete, caret: number): OfferedCall[] {
  const { panes, parameters, fillsIn } = complete.store.getState().document
  const text = shownText(complete)
  const at = fillsIn ? Math.min(caret, text.length) : text.length
  const built = continueBody(parameters, {
    prompt: text.slice(0, at),
    ...(fillsIn && at < text.length && { suffix: text.slice(at) }),
  })
  const { origin } = window.location
  return panes.map(({ id, endpoint }): OfferedCall => {
    if (built.type === 'blocked') return { id, label: endpoint, call: { problem: built.message } }
    return {
      id,
      label: endpoint,
      call: { origin, endpoint, task: 'llm/v1/completions', body: built.body, isStreamed: false },
    }
  })
}
