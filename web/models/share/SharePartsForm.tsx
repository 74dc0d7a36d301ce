import { useState } from 'react'
import type { ShareParts, SharePreview } from '../../../server/contract/share.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Field } from '../../ui/Field.tsx'
import { TextField } from '../../ui/TextField.tsx'

interface SharePartsFormProps {
  preview: SharePreview
  parts: ShareParts
  onChange: (parts: ShareParts) => void
}

/** What is in the page: parts that can be left out, and texts that are masked. */
export function SharePartsForm({ preview, parts, onChange }: SharePartsFormProps) {
  const [text, setText] = useState('')
  const { panes, turns, noun } = preview.parts
  const toggle = (key: 'withoutPanes' | 'withoutTurns', id: string) => (isIn: boolean) =>
    onChange({ ...parts, [key]: isIn ? parts[key].filter((one) => one !== id) : [...parts[key], id] })
  const mask = (masks: string[]) => onChange({ ...parts, masks: [...new Set([...parts.masks, ...masks])] })
  return (
    <>
      <fieldset className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
        <legend className="pb-2 text-note font-medium text-ink-2">Included</legend>
        {preview.parts.hasSystemPrompt && (
          <Checkbox
            label="System prompt"
            isChecked={parts.systemPrompt}
            onChange={(systemPrompt) => onChange({ ...parts, systemPrompt })}
          />
        )}
        <Checkbox
          label="Names of endpoints"
          isChecked={parts.endpointNames}
          onChange={(endpointNames) => onChange({ ...parts, endpointNames })}
        />
        {noun !== 'Texts' && (
          <Checkbox label="Timings" isChecked={parts.timings} onChange={(timings) => onChange({ ...parts, timings })} />
        )}
        {preview.parts.hasVotes && (
          <Checkbox label="Votes" isChecked={parts.votes} onChange={(votes) => onChange({ ...parts, votes })} />
        )}
      </fieldset>
      {panes.length > 1 && (
        <Choices
          legend={noun === 'Texts' ? 'Models' : 'Panes'}
          items={panes}
          out={parts.withoutPanes}
          onToggle={(id) => toggle('withoutPanes', id)}
        />
      )}
      {turns.length > 1 && (
        <Choices legend={noun} items={turns} out={parts.withoutTurns} onToggle={(id) => toggle('withoutTurns', id)} />
      )}
      {preview.findings.length > 0 && (
        <section
          aria-label="Looks secret"
          className="grid grid-cols-[minmax(0,1fr)] gap-1.5 rounded-inner bg-warn-ground p-2.5"
        >
          <p className="text-control font-medium text-warn">This looks secret</p>
          <ul className="grid max-h-40 grid-cols-[minmax(0,1fr)] gap-1 overflow-y-auto">
            {preview.findings.map(({ kind, text }) => (
              <li key={text} className="flex items-center gap-2 text-note">
                <span dir="ltr" className="min-w-0 flex-1 truncate font-mono" title={text}>
                  {text}
                </span>
                <span className="flex-none text-ink-2">{kind}</span>
                <Button size="small" aria-label={`Mask ${text}`} onClick={() => mask([text])}>
                  Mask
                </Button>
              </li>
            ))}
          </ul>
          {preview.findings.length > 1 && (
            <Button className="justify-self-start" onClick={() => mask(preview.findings.map(({ text }) => text))}>
              Mask all {preview.findings.length}
            </Button>
          )}
        </section>
      )}
      <form
        className="grid grid-cols-[minmax(0,1fr)] gap-1.5"
        onSubmit={(event) => {
          event.preventDefault()
          if (text.length < 2) return
          mask([text])
          setText('')
        }}
      >
        <Field label="Mask a text" hint="It becomes ••• wherever it stands.">
          <TextField value={text} onChange={setText} maxLength={10_000} />
        </Field>
        <Button type="submit" className="justify-self-start" disabled={text.length < 2}>
          Mask
        </Button>
        {parts.masks.length > 0 && (
          <ul aria-label="Masked" className="flex flex-wrap gap-1">
            {parts.masks.map((one) => (
              <li key={one} className="min-w-0">
                <Button
                  size="small"
                  className="max-w-full"
                  aria-label={`Show ${one} again`}
                  onClick={() => onChange({ ...parts, masks: parts.masks.filter((other) => other !== one) })}
                >
                  <span className="truncate">{one}</span> ×
                </Button>
              </li>
            ))}
          </ul>
        )}
      </form>
    </>
  )
}

interface ChoicesProps {
  legend: string
  items: { id: string; name: string }[]
  /** Ids left out. */
  out: string[]
  onToggle: (id: string) => (isIn: boolean) => void
}

function Choices({ legend, items, out, onToggle }: ChoicesProps) {
  return (
    <fieldset className="min-w-0">
      <legend className="pb-2 text-note font-medium text-ink-2">{legend}</legend>
      <div className="grid max-h-40 grid-cols-[minmax(0,1fr)] gap-1.5 overflow-y-auto">
        {items.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={<span className="line-clamp-1 wrap-anywhere">{name.trim() || 'Without a prompt'}</span>}
            isChecked={!out.includes(id)}
            onChange={onToggle(id)}
          />
        ))}
      </div>
    </fieldset>
  )
}
