import { useState } from 'react'
import type { OfferedCall } from '../../models/code/CodeDialog.tsx'
import { Button } from '../../ui/Button.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { part } from '../../ui/part.tsx'
import { PartBoundary } from '../../ui/PartBoundary.tsx'
import { readExtra } from '../../models/requestBody/readExtra.ts'
import { useWorkbench, type Workbench } from './workbench.ts'

const CodeDialog = part(async () => (await import('../../models/code/CodeDialog.tsx')).CodeDialog)

/** One request with the first texts, as a program, for each model. */
export function GetCode() {
  const workbench = useWorkbench()
  const [isOpen, setIsOpen] = useState(false)
  const [calls, setCalls] = useState<OfferedCall[]>()
  return (
    <>
      <Button
        kind="plain"
        className="max-[700px]:hidden"
        onClick={() => {
          setCalls(callsOf(workbench))
          setIsOpen(true)
        }}
      >
        Get code
      </Button>
      <PartBoundary>
        {calls && <CodeDialog isOpen={isOpen} onClose={() => setIsOpen(false)} calls={calls} />}
      </PartBoundary>
    </>
  )
}

/** More texts than this make a program that nobody reads. */
const maxShownTexts = 16
const firstText = 'what is databricks'

function callsOf({ store }: Workbench): OfferedCall[] {
  const { texts, models, batchSize } = store.getState().document
  const all = texts.map(({ text }) => text).filter((text) => text.trim() !== '')
  const shown = all.slice(0, Math.min(batchSize, maxShownTexts))
  const { origin } = window.location
  return models.flatMap(({ id, endpoint, prefix, extra }): OfferedCall[] => {
    if (endpoint === null) return []
    const input = (shown.length === 0 ? [firstText] : shown).map((text) => prefix + text)
    const body = { ...readExtra(extra), input: input.length === 1 ? input[0] : input }
    const label =
      shown.length === all.length ? endpoint : `${endpoint}, ${shown.length} of ${formatCount(all.length)} texts`
    return [{ id, label, call: { origin, endpoint, task: 'llm/v1/embeddings', body, isStreamed: false } }]
  })
}
