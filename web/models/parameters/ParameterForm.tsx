import { useState } from 'react'
import type { Parameters } from '../../../server/contract/parameters.ts'
import { Field } from '../../ui/Field.tsx'
import { TextArea } from '../../ui/TextArea.tsx'
import { NumberRow } from './NumberRow.tsx'
import { parameterRows } from './parameterRows.ts'
import { parseExtra } from './parseExtra.ts'
import { parseStopText, stopText } from './stopText.ts'

interface ParameterFormProps {
  value: Parameters
  onChange: (value: Parameters) => void
  /** What applies where a field is left empty; shown in it. */
  inherited?: Parameters
}

/** Every field may be left empty: only what was set is sent. */
export function ParameterForm({ value, onChange, inherited = {} }: ParameterFormProps) {
  const set = (change: Partial<Parameters>) => onChange(withoutUnset({ ...value, ...change }))
  const extra = parseExtra(value.extra ?? '')
  return (
    <div className="grid gap-3">
      <div className="grid grid-cols-2 gap-x-3 gap-y-2.5">
        {parameterRows.map((row) => (
          <NumberRow
            key={row.name}
            row={row}
            value={value[row.name]}
            inherited={inherited[row.name]}
            onChange={(next) => set({ [row.name]: next })}
          />
        ))}
      </div>
      <StopField value={value.stop ?? []} inherited={inherited.stop ?? []} onChange={(stop) => set({ stop })} />
      <Field
        label="Further fields, as JSON"
        {...(extra.type === 'invalid' && { error: extra.message })}
        hint="Sent as they stand, last: what is also set above is replaced."
      >
        <TextArea
          value={value.extra ?? ''}
          onChange={(text) => set({ extra: text })}
          placeholder={inherited.extra || '{"min_p": 0.1}'}
          rows={2}
          spellCheck={false}
          isAutoGrowing
          className="max-h-40 font-mono"
        />
      </Field>
    </div>
  )
}

interface StopFieldProps {
  value: readonly string[]
  inherited: readonly string[]
  onChange: (stop: string[]) => void
}

/** Keeps the text as typed: an empty last line is on its way to being a sequence. */
function StopField({ value, inherited, onChange }: StopFieldProps) {
  const [typed, setTyped] = useState(() => stopText(value))
  const isCurrent = stopText(parseStopText(typed)) === stopText(value)
  return (
    <Field label="Stop sequences" hint="One a line; \n is a line break.">
      <TextArea
        value={isCurrent ? typed : stopText(value)}
        onChange={(text) => {
          setTyped(text)
          onChange(parseStopText(text))
        }}
        placeholder={inherited.length > 0 ? stopText(inherited) : 'not set'}
        rows={1}
        spellCheck={false}
        isAutoGrowing
        className="max-h-32 font-mono"
      />
    </Field>
  )
}

function withoutUnset(parameters: Parameters): Parameters {
  const { stop, extra, ...numbers } = parameters
  // The keys stay the keys of Parameters; what is undefined or empty was not set.
  const set = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)) as Parameters
  return { ...set, ...(stop && stop.length > 0 && { stop }), ...(extra && { extra }) }
}
