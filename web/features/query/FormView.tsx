import { useId, useState } from 'react'
import type { BodyField } from '../../models/requestBody/bodyFields.ts'
import { readInBody, removeFromBody, setInBody } from '../../models/requestBody/editBody.ts'
import { Field } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextArea } from '../../ui/TextArea.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { MessagesForm } from './MessagesForm.tsx'
import { topLevelKeys } from './topLevelKeys.ts'

interface FormViewProps {
  text: string
  fields: BodyField[]
  onChange: (text: string) => void
}

/** A view of the same text: each control changes its own value there and nothing else. What it does not know stays. */
export function FormView({ text, fields, onChange }: FormViewProps) {
  const keys = topLevelKeys(text)
  if (keys === undefined)
    return (
      <p className="rounded-outer border border-line bg-surface p-4 text-control text-ink-2">
        The request is no JSON object yet, so there is no form for it. Mend it in the JSON view.
      </p>
    )
  const subject = fields.filter(({ isRequired }) => isRequired)
  const others = fields.filter((field) => !field.isRequired && (field.isCommon === true || keys.includes(field.name)))
  const unknown = keys.filter((key) => !fields.some(({ name }) => name === key))
  const control = (field: BodyField) => (
    <FieldControl
      key={field.name}
      field={field}
      json={readInBody(text, [field.name])}
      onSet={(json) => onChange(setInBody(text, [field.name], json))}
      onRemove={() => onChange(removeFromBody(text, [field.name]))}
    />
  )
  return (
    <div className="grid content-start gap-4 rounded-outer border border-line bg-surface p-4">
      {subject.map((field) =>
        field.name === 'messages' ? <MessagesForm key="messages" text={text} onChange={onChange} /> : control(field),
      )}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(150px,1fr))] gap-3">{others.map(control)}</div>
      {unknown.length > 0 && (
        <p className="text-note wrap-anywhere text-ink-2">
          Also in the request, as written: {unknown.map((key) => JSON.stringify(key)).join(', ')}
        </p>
      )}
    </div>
  )
}

interface FieldControlProps {
  field: BodyField
  /** As it stands in the text; undefined where it does not. */
  json: string | undefined
  onSet: (json: string) => void
  onRemove: () => void
}

function FieldControl({ field, json, onSet, onRemove }: FieldControlProps) {
  const isText = field.types.includes('string') && (json === undefined || json.startsWith('"'))
  const choices =
    field.values?.map((value) => JSON.stringify(value)) ??
    (field.types[0] === 'boolean' ? ['true', 'false'] : undefined)
  if (choices !== undefined && (json === undefined || choices.includes(json)))
    return (
      <Field label={field.name}>
        <Select
          value={json ?? ''}
          onChange={(value) => (value === '' ? onRemove() : onSet(value))}
          options={[{ value: '', label: 'Not set' }, ...choices.map((value) => ({ value, label: plain(value) }))]}
        />
      </Field>
    )
  if (isText && field.isRequired === true)
    return (
      <Field label={field.name}>
        <TextArea
          value={plain(json ?? '""')}
          onChange={(value) => onSet(JSON.stringify(value))}
          isAutoGrowing
          className="max-h-[40vh] min-h-20"
        />
      </Field>
    )
  if (isText && !field.types.includes('array'))
    return (
      <Field label={field.name}>
        <TextField
          value={plain(json ?? '""')}
          onChange={(value) => (value === '' ? onRemove() : onSet(JSON.stringify(value)))}
        />
      </Field>
    )
  return <RawField label={field.name} json={json} onSet={onSet} onRemove={onRemove} />
}

/** Numbers, lists and objects as JSON text, so that 1.0 stays 1.0; what is not yet JSON stays in the field and is marked. */
function RawField({ label, json, onSet, onRemove }: { label: string } & Omit<FieldControlProps, 'field'>) {
  const [typed, setTyped] = useState<string>()
  const id = useId()
  const shown = typed ?? json ?? ''
  const isInvalid = typed !== undefined && typed.trim() !== '' && !isJson(typed)
  return (
    <Field label={label} error={isInvalid ? 'Not JSON yet' : undefined}>
      <TextField
        key={id}
        value={shown}
        className="font-mono"
        placeholder="Not set"
        onBlur={() => !isInvalid && setTyped(undefined)}
        onChange={(next) => {
          setTyped(next)
          if (next.trim() === '') onRemove()
          else if (isJson(next)) onSet(next.trim())
        }}
      />
    </Field>
  )
}

function plain(json: string): string {
  const value: unknown = JSON.parse(json)
  return typeof value === 'string' ? value : json
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
