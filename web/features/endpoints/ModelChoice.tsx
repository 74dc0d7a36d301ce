import { useState, type FormEvent } from 'react'
import type { UpstreamDraft, UpstreamModel } from '../../../server/contract/endpoint.ts'
import type { Task } from '../../../server/contract/task.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { TaskChips } from './TaskChips.tsx'
import { toggleModel } from './upstreamDraft.ts'

interface ModelChoiceProps {
  draft: UpstreamDraft
  onChange: (draft: UpstreamDraft) => void
  /** What a test read; undefined before one. */
  listed: UpstreamModel[] | undefined
  /** Endpoint names of other upstreams. */
  takenNames: string[]
}

/** Drawn at once; the filter reaches the rest. */
const maxShown = 100

export function ModelChoice({ draft, onChange, listed, takenNames }: ModelChoiceProps) {
  return (
    <fieldset className="grid grid-cols-1 gap-2">
      <legend className="float-left w-full text-note font-medium text-ink-2">Models</legend>
      <Choice
        label={listed ? `All it lists (${formatCount(listed.length)})` : 'All it lists'}
        isChosen={draft.servesAllModels}
        onChoose={() => onChange({ ...draft, servesAllModels: true })}
      />
      <Choice
        label="Only these"
        isChosen={!draft.servesAllModels}
        onChoose={() => onChange({ ...draft, servesAllModels: false })}
      />
      {!draft.servesAllModels && (
        <ChosenModels draft={draft} onChange={onChange} listed={listed} takenNames={takenNames} />
      )}
    </fieldset>
  )
}

function Choice({ label, isChosen, onChoose }: { label: string; isChosen: boolean; onChoose: () => void }) {
  return (
    <label className="flex items-center gap-2 text-control pointer-coarse:min-h-11">
      <input type="radio" name="models" checked={isChosen} onChange={onChoose} className="size-[15px] accent-ink" />
      {label}
    </label>
  )
}

function ChosenModels({ draft, onChange, listed, takenNames }: ModelChoiceProps) {
  const [filter, setFilter] = useState('')
  const chosen = draft.endpoints.map(({ model, tasks }): UpstreamModel => ({ id: model, tasks }))
  const typed = chosen.filter((model) => !listed?.some((it) => it.id === model.id))
  const all = [...typed, ...(listed ?? [])]
  const found = all.filter((model) => model.id.toLowerCase().includes(filter.trim().toLowerCase()))
  const toggle = (model: UpstreamModel) => onChange(toggleModel(draft, model, takenNames))
  return (
    <div className="grid grid-cols-1 gap-2 pl-[23px]">
      {all.length > 8 && (
        <TextField aria-label="Filter models" placeholder="Filter models" value={filter} onChange={setFilter} />
      )}
      {found.length > 0 && (
        <ul className="max-h-52 overflow-y-auto rounded-inner border border-line py-1">
          {found.slice(0, maxShown).map((model) => (
            <li key={model.id} className="px-2.5 py-1">
              <Checkbox
                isChecked={chosen.some((it) => it.id === model.id)}
                onChange={() => toggle(model)}
                label={
                  <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                    <span className="wrap-anywhere">{model.id}</span>
                    <TaskChips tasks={model.tasks} />
                  </span>
                }
              />
            </li>
          ))}
        </ul>
      )}
      {found.length > maxShown && (
        <p className="text-note text-ink-3">{formatCount(found.length - maxShown)} more: filter to narrow down.</p>
      )}
      {!listed && <p className="text-note text-ink-3">Test reads the list. Any name can also be typed:</p>}
      <TypedModel onAdd={(model) => !chosen.some((it) => it.id === model.id) && toggle(model)} />
    </div>
  )
}

const taskChoices: { value: string; label: string; tasks: Task[] }[] = [
  { value: 'chat', label: 'chat', tasks: ['llm/v1/chat'] },
  { value: 'completions', label: 'completions', tasks: ['llm/v1/completions'] },
  { value: 'both', label: 'chat and completions', tasks: ['llm/v1/chat', 'llm/v1/completions'] },
  { value: 'embeddings', label: 'embeddings', tasks: ['llm/v1/embeddings'] },
]

function TypedModel({ onAdd }: { onAdd: (model: UpstreamModel) => void }) {
  const [name, setName] = useState('')
  const [task, setTask] = useState('chat')
  function add(event: FormEvent) {
    event.preventDefault()
    const tasks = taskChoices.find((choice) => choice.value === task)?.tasks ?? ['llm/v1/chat']
    onAdd({ id: name.trim(), tasks })
    setName('')
  }
  return (
    <form onSubmit={add} className="flex flex-wrap gap-2">
      <TextField
        aria-label="Model name"
        placeholder="Model name"
        value={name}
        maxLength={300}
        onChange={setName}
        className="flex-[1_1_160px] font-mono"
      />
      <Select
        aria-label="Task of the model"
        value={task}
        onChange={setTask}
        options={taskChoices}
        className="flex-[0_1_180px]"
      />
      <Button type="submit" disabled={name.trim() === ''}>
        Add model
      </Button>
    </form>
  )
}
