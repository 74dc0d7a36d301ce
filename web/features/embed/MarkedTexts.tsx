import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { TextField } from '../../ui/TextField.tsx'
import { labelTexts, removeTexts } from './texts.ts'
import { useEmbed, useWorkbench } from './workbench.ts'

const maxShown = 6

/** What was ringed in the map, and what can be done with it. */
export function MarkedTexts() {
  const workbench = useWorkbench()
  const marked = useEmbed((state) => state.marked)
  const texts = useEmbed(({ document }) => document.texts)
  const [label, setLabel] = useState('')
  if (marked.size === 0) return null
  const rows = texts.filter(({ id }) => marked.has(id))
  return (
    <section aria-label="Marked texts" className="mt-2 grid gap-2 border-t border-line pt-2">
      <div className="flex flex-wrap items-center gap-1.5">
        <h3 className="text-control font-semibold">{formatCount(marked.size)} marked</h3>
        <span className="flex-1" />
        <form
          className="flex gap-1.5"
          onSubmit={(event) => {
            event.preventDefault()
            labelTexts(workbench, marked, label.trim())
            setLabel('')
          }}
        >
          <TextField
            aria-label="Label for the marked texts"
            placeholder="Label"
            value={label}
            onChange={setLabel}
            className="w-28!"
          />
          <Button type="submit">Label</Button>
        </form>
        <Button kind="danger" onClick={() => removeTexts(workbench, marked)}>
          Remove
        </Button>
        <Button kind="plain" onClick={() => workbench.store.setState({ marked: new Set() })}>
          Clear
        </Button>
      </div>
      <ul className="grid gap-0.5 text-note text-ink-2">
        {rows.slice(0, maxShown).map(({ id, text }) => (
          <li key={id} className="truncate">
            {text}
          </li>
        ))}
        {rows.length > maxShown && <li className="text-ink-3">and {formatCount(rows.length - maxShown)} more</li>}
      </ul>
    </section>
  )
}
