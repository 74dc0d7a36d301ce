import { useState } from 'react'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import type { CodeCall } from './codeCall.ts'
import { CodeView } from './CodeView.tsx'

/** What one pane would send, or why it can send nothing. */
export interface OfferedCall {
  id: string
  label: string
  call: CodeCall | { problem: string }
}

interface CodeDialogProps {
  isOpen: boolean
  onClose: () => void
  /** Which of several is chosen here. */
  calls: OfferedCall[]
}

export function CodeDialog({ isOpen, onClose, calls }: CodeDialogProps) {
  const [chosen, setChosen] = useState<string>()
  const shown = calls.find(({ id }) => id === chosen) ?? calls[0]
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Get code" width="760px">
      {shown === undefined ? (
        <p className="text-note text-ink-2">Choose an endpoint first: a program needs somebody to ask.</p>
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
          {calls.length > 1 ? (
            <Field label="For">
              <Select
                value={shown.id}
                onChange={setChosen}
                options={calls.map(({ id, label }) => ({ value: id, label }))}
              />
            </Field>
          ) : (
            <p className="text-note wrap-anywhere text-ink-2">For {shown.label}</p>
          )}
          {'problem' in shown.call ? (
            <p className="text-note text-bad">{shown.call.problem}</p>
          ) : (
            <CodeView key={shown.id} call={shown.call} />
          )}
        </div>
      )}
    </Dialog>
  )
}
