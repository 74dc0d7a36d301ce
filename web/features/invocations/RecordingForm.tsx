import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { RecordingSettings, RecordingState } from '../../../server/contract/invocationList.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { changeRecording, recordingQuery } from '../../api/invocations.ts'
import { endpointsQuery } from '../../api/queries.ts'
import { queryClient } from '../../api/queryClient.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Field } from '../../ui/Field.tsx'
import { formatBytes, formatCount } from '../../ui/formatNumber.ts'
import { NumberField } from '../../ui/NumberField.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Switch } from '../../ui/Switch.tsx'

export function RecordingForm() {
  const { data, error } = useQuery(recordingQuery)
  return (
    <div className="grid w-[min(24rem,80vw)] grid-cols-1 gap-4">
      {error && <ErrorNote title="Not loaded">{failureMessage(error)}</ErrorNote>}
      {data ? <Loaded state={data} /> : !error && <Skeleton className="h-40" />}
    </div>
  )
}

function Loaded({ state }: { state: RecordingState }) {
  const { invocations, megabytes, ...stored } = state
  const [draft, setDraft] = useState<Partial<RecordingSettings>>(stored)
  const [failure, setFailure] = useState<string>()
  const [isSaving, setIsSaving] = useState(false)
  const { maxAgeDays, maxMegabytes, unrecordedEndpoints = [] } = draft
  const isValid = isWithin(maxAgeDays, 1, 3650) && isWithin(maxMegabytes, 10, 1_000_000)

  async function save() {
    if (maxAgeDays === undefined || maxMegabytes === undefined) return
    setIsSaving(true)
    setFailure(undefined)
    try {
      await changeRecording({ maxAgeDays, maxMegabytes, unrecordedEndpoints })
      await queryClient.invalidateQueries({ queryKey: ['invocations'] })
    } catch (error) {
      setFailure(failureMessage(error))
    }
    setIsSaving(false)
  }

  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <p aria-live="polite" className="text-note text-ink-2">
        {formatCount(invocations)} {invocations === 1 ? 'invocation' : 'invocations'}, {formatBytes(megabytes * 1e6)} of
        requests and answers.
      </p>
      <div className="grid grid-cols-2 gap-3">
        <Field label="Keep for days" error={maxAgeDays !== undefined && !isWithin(maxAgeDays, 1, 3650) && '1 to 3650'}>
          <NumberField
            value={maxAgeDays}
            min={1}
            max={3650}
            onChange={(days) => setDraft({ ...draft, maxAgeDays: days })}
          />
        </Field>
        <Field
          label="Keep at most, in MB"
          error={maxMegabytes !== undefined && !isWithin(maxMegabytes, 10, 1_000_000) && '10 or more'}
        >
          <NumberField
            value={maxMegabytes}
            min={10}
            max={1_000_000}
            step={100}
            onChange={(megabytes) => setDraft({ ...draft, maxMegabytes: megabytes })}
          />
        </Field>
      </div>
      <p className="text-note text-ink-3">
        Beyond that the oldest are deleted. What a session shows is kept as long as the session.
      </p>
      <EndpointSwitches
        unrecorded={unrecordedEndpoints}
        onChange={(names) => setDraft({ ...draft, unrecordedEndpoints: names })}
      />
      {failure && <ErrorNote title="Not saved">{failure}</ErrorNote>}
      <Button type="submit" kind="primary" disabled={!isValid || isSaving} className="justify-self-start">
        {isSaving ? 'Saving…' : 'Save'}
      </Button>
    </form>
  )
}

function isWithin(value: number | undefined, min: number, max: number): boolean {
  return value !== undefined && Number.isInteger(value) && value >= min && value <= max
}

function EndpointSwitches({ unrecorded, onChange }: { unrecorded: string[]; onChange: (names: string[]) => void }) {
  const { data } = useQuery(endpointsQuery)
  const names = [...new Set([...(data?.endpoints ?? []).map(({ name }) => name), ...unrecorded])].toSorted()
  if (names.length === 0) return null
  return (
    <fieldset className="grid grid-cols-1 gap-1">
      <legend className="pb-1 text-note font-medium text-ink-2">Record the invocations of</legend>
      <div className="grid max-h-44 grid-cols-1 gap-1 overflow-y-auto rounded-inner border border-line px-2.5 py-2">
        {names.map((name) => (
          <Switch
            key={name}
            label={<span className="wrap-anywhere">{name}</span>}
            isOn={!unrecorded.includes(name)}
            onChange={(isOn) => onChange(isOn ? unrecorded.filter((other) => other !== name) : [...unrecorded, name])}
          />
        ))}
      </div>
      <p className="text-note text-ink-3">
        Of one that is switched off nothing is recorded of API calls. From the pages only the reply is kept, for its
        session: it is not listed here, and its request and events are not in the inspector.
      </p>
    </fieldset>
  )
}
