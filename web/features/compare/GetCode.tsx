import { useState } from 'react'
import type { CompareDocument, Pane } from '../../../server/contract/session.ts'
import type { OfferedCall } from '../../models/code/CodeDialog.tsx'
import { replies } from '../../streams/replies.ts'
import { part } from '../../ui/part.tsx'
import { PartBoundary } from '../../ui/PartBoundary.tsx'
import { buildBody } from './buildBody.ts'
import { useComparison, type Comparison } from './compareState.ts'

const CodeDialog = part(async () => (await import('../../models/code/CodeDialog.tsx')).CodeDialog)

interface GetCodeProps {
  isOpen: boolean
  onClose: () => void
  /** For these panes, in their order. */
  panes: (document: CompareDocument) => Pane[]
}

/** What the panes send next, as a program: the draft, else the last prompt, else a first one. */
export function GetCode({ isOpen, onClose, panes }: GetCodeProps) {
  const comparison = useComparison()
  const [calls, setCalls] = useState<OfferedCall[]>()
  const [wasOpen, setWasOpen] = useState(false)
  if (isOpen !== wasOpen) {
    setWasOpen(isOpen)
    // As it was when the dialog was opened: answers that arrive meanwhile do not rewrite what is being read.
    if (isOpen) setCalls(callsOf(comparison, panes))
  }
  return <PartBoundary>{calls && <CodeDialog isOpen={isOpen} onClose={onClose} calls={calls} />}</PartBoundary>
}

const firstPrompt = 'What is a mixture of experts model?'

function callsOf({ store }: Comparison, panes: GetCodeProps['panes']): OfferedCall[] {
  const { document } = store.getState()
  return panes(document).flatMap((pane): OfferedCall[] => {
    const { endpoint } = pane
    if (endpoint === null) return []
    const draft = (pane.isSynced ? document.draft : pane.draft).trim()
    const lastTurn = document.turns.findLast(({ attempts }) => attempts[pane.id] !== undefined)
    const isAgain = draft === '' && lastTurn !== undefined
    const built = buildBody(document, pane, {
      earlier: isAgain ? document.turns.slice(0, document.turns.indexOf(lastTurn)) : document.turns,
      prompt: isAgain ? lastTurn.prompt : draft || firstPrompt,
      replies: replies.getState().replies,
    })
    const label = `${document.panes.indexOf(pane) + 1}: ${endpoint}`
    if (built.type === 'blocked') return [{ id: pane.id, label, call: { problem: built.message } }]
    const { origin } = window.location
    return [
      { id: pane.id, label, call: { origin, endpoint, task: 'llm/v1/chat', body: built.body, isStreamed: false } },
    ]
  })
}
