import type { Settings } from '../../../server/contract/session.ts'
import { ParameterForm } from '../../models/parameters/ParameterForm.tsx'
import { Field } from '../../ui/Field.tsx'
import { TextArea } from '../../ui/TextArea.tsx'

export interface SettingsFormProps {
  note?: string
  parts: readonly ('system prompt' | 'parameters')[]
  value: Settings
  /** What applies where a field is left empty. */
  inherited?: Settings
  onChange: (settings: Settings) => void
}

export function SettingsForm({ value, inherited, onChange, parts, note }: SettingsFormProps) {
  return (
    <div className="grid w-[22.5rem] max-w-[calc(100vw-3.5rem)] gap-3">
      {note && <p className="text-note text-ink-3">{note}</p>}
      {parts.includes('system prompt') && (
        <Field label="System prompt">
          <TextArea
            value={value.systemPrompt}
            onChange={(systemPrompt) => onChange({ ...value, systemPrompt })}
            placeholder={inherited?.systemPrompt || 'not set'}
            rows={3}
            dir="auto"
            isAutoGrowing
            className="max-h-60"
          />
        </Field>
      )}
      {parts.includes('parameters') && (
        <ParameterForm
          value={value.parameters}
          onChange={(parameters) => onChange({ ...value, parameters })}
          {...(inherited && { inherited: inherited.parameters })}
        />
      )}
    </div>
  )
}
