import { useQuery } from '@tanstack/react-query'
import type { SessionFacet } from '../../../server/contract/session.ts'
import { sessionFacetsQuery } from '../../api/sessionList.ts'
import { Field } from '../../ui/Field.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { pageLabel, taskLabels, type SessionsSearch } from './filter.ts'

interface FilterFormProps {
  search: SessionsSearch
  onChange: (change: Partial<SessionsSearch>) => void
}

export function FilterForm({ search, onChange }: FilterFormProps) {
  const { data: facets } = useQuery(sessionFacetsQuery)
  const { tag = [] } = search
  const tags = (facets?.tags ?? []).filter(({ name }) => !tag.includes(name))
  return (
    <div className="grid w-[min(26rem,80vw)] grid-cols-1 gap-3 sm:grid-cols-2">
      <Field label="Page">
        <Select
          value={search.page ?? ''}
          // The options are the pages; so it is with the tasks.
          onChange={(value) => onChange({ page: (value || undefined) as SessionsSearch['page'] })}
          options={optionsOf(search.page, facets?.pages, pageLabel)}
        />
      </Field>
      <Field label="Task">
        <Select
          value={search.task ?? ''}
          onChange={(value) => onChange({ task: (value || undefined) as SessionsSearch['task'] })}
          options={optionsOf(search.task, facets?.tasks, (name) => taskLabels[name])}
        />
      </Field>
      <Field label="Endpoint">
        <Select
          value={search.endpoint ?? ''}
          onChange={(value) => onChange({ endpoint: value || undefined })}
          options={optionsOf(search.endpoint, facets?.endpoints)}
        />
      </Field>
      <Field label={tag.length > 0 ? 'And tag' : 'Tag'} hint={facets?.tags.length === 0 ? 'None yet.' : undefined}>
        <Select
          value=""
          onChange={(name) => onChange({ tag: [...tag, name] })}
          options={[
            { ...any, label: tag.length > 0 ? 'Another…' : any.label },
            ...tags.map((facet) => optionOf(facet)),
          ]}
        />
      </Field>
      <Field label="Changed since">
        <TextField
          type="date"
          value={search.since ?? ''}
          max={search.until}
          onChange={(day) => onChange({ since: day || undefined })}
        />
      </Field>
      <Field label="Changed until">
        <TextField
          type="date"
          value={search.until ?? ''}
          min={search.since}
          onChange={(day) => onChange({ until: day || undefined })}
        />
      </Field>
    </div>
  )
}

const any = { value: '', label: 'Any' }

function optionsOf<Name extends string>(
  chosen: Name | undefined,
  facets: readonly SessionFacet<Name>[] = [],
  labelOf: (name: Name) => string = (name) => name,
) {
  const options = facets.map(({ name, count }) => optionOf({ name, count }, labelOf(name)))
  const isKnown = chosen === undefined || facets.some(({ name }) => name === chosen)
  return [any, ...(isKnown ? [] : [{ value: chosen, label: labelOf(chosen) }]), ...options]
}

function optionOf({ name, count }: SessionFacet, label = name) {
  return { value: name, label: `${label} (${formatCount(count)})` }
}
