import { useQuery } from '@tanstack/react-query'
import type { InvocationFilter } from '../../../server/contract/invocationList.ts'
import { invocationChoicesQuery } from '../../api/invocations.ts'
import { Field } from '../../ui/Field.tsx'
import { NumberField } from '../../ui/NumberField.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { fromLocalInput, toLocalInput } from './filter.ts'
import { statusLabels, taskLabels } from './labels.ts'

interface FilterFormProps {
  filter: InvocationFilter
  onChange: (change: Partial<InvocationFilter>) => void
}

const statuses = ['done', 'stopped', 'failed', 'interrupted'] as const

export function FilterForm({ filter, onChange }: FilterFormProps) {
  const { data: choices } = useQuery(invocationChoicesQuery)
  const choice = (name: 'endpoint' | 'servedModel' | 'client' | 'requester', label: string, names: string[] = []) => {
    const chosen = filter[name]
    const all = chosen === undefined || names.includes(chosen) ? names : [chosen, ...names]
    return (
      <Field label={label}>
        <Select
          value={chosen ?? ''}
          onChange={(value) => onChange({ [name]: value || undefined })}
          options={[any, ...all.map((value) => ({ value, label: value }))]}
        />
      </Field>
    )
  }
  return (
    <div className="grid w-[min(26rem,80vw)] grid-cols-1 gap-3 sm:grid-cols-2">
      {choice('endpoint', 'Endpoint', choices?.endpoints)}
      {choice('servedModel', 'Served model', choices?.servedModels)}
      {choice('client', 'Client', choices?.clients)}
      {choice('requester', 'Access token', choices?.requesters)}
      <Field label="Task">
        <Select
          value={filter.task ?? ''}
          // The options are the tasks.
          onChange={(value) => onChange({ task: (value || undefined) as InvocationFilter['task'] })}
          options={[any, ...Object.entries(taskLabels).map(([value, label]) => ({ value, label }))]}
        />
      </Field>
      <Field label="Status">
        <Select
          value={filter.status ?? ''}
          onChange={(value) => onChange({ status: statuses.find((status) => status === value) })}
          options={[any, ...statuses.map((value) => ({ value, label: statusLabels[value] }))]}
        />
      </Field>
      <Field label="Origin">
        <Select
          value={filter.origin ?? ''}
          onChange={(value) => onChange({ origin: value === 'page' || value === 'api' ? value : undefined })}
          options={[any, { value: 'page', label: 'A page' }, { value: 'api', label: 'The API' }]}
        />
      </Field>
      <Field label="Took at least, in ms">
        <NumberField value={filter.minMs} min={0} step={100} onChange={(minMs) => onChange({ minMs })} />
      </Field>
      <Field label="From">
        <TextField
          type="datetime-local"
          value={toLocalInput(filter.from)}
          onChange={(text) => onChange({ from: fromLocalInput(text) })}
        />
      </Field>
      <Field label="Until">
        <TextField
          type="datetime-local"
          value={toLocalInput(filter.until)}
          onChange={(text) => onChange({ until: fromLocalInput(text) })}
        />
      </Field>
    </div>
  )
}

const any = { value: '', label: 'Any' }
