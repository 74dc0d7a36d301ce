import { useState } from 'react'
import type { CreatedAccessToken } from '../../../server/contract/access.ts'
import { createAccessToken } from '../../api/access.ts'
import { Field } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { CreateDialog } from './CreateDialog.tsx'
import { CreatedDialog } from './CreatedDialog.tsx'
import { earliestDay, lifetimeProblem, lifetimes, lifetimeSeconds, type LifetimeChoice } from './tokenLifetime.ts'

/** Asks for name and end, then shows the token once: closing forgets it, here and everywhere. */
export function AccessTokenDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [choice, setChoice] = useState<LifetimeChoice>('90 days')
  const [day, setDay] = useState('')
  const [openedAt] = useState(() => new Date())
  const [created, setCreated] = useState<CreatedAccessToken>()
  if (created)
    return (
      <CreatedDialog
        title={`Access token ${created.accessToken.name}`}
        secrets={[{ label: 'Access token', value: created.secret }]}
        lines={[`export DATABRICKS_HOST=${window.location.origin}`, `export DATABRICKS_TOKEN=${created.secret}`]}
        onClose={onClose}
      />
    )
  const problem = lifetimeProblem(choice, day, openedAt)
  return (
    <CreateDialog
      title="Create access token"
      isComplete={name.trim() !== '' && problem === undefined}
      onCreate={async () =>
        setCreated(await createAccessToken({ name, lifetimeSeconds: lifetimeSeconds(choice, day, new Date()) }))
      }
      onClose={onClose}
    >
      <Field label="Name" hint="What will use it: a program, a notebook, a person.">
        <TextField value={name} maxLength={100} onChange={setName} />
      </Field>
      <Field label="Expires">
        <Select
          value={choice}
          onChange={(value) => setChoice(lifetimes.find((it) => it === value) ?? '90 days')}
          options={lifetimes.map((value) => ({ value, label: labels[value] }))}
        />
      </Field>
      {choice === 'custom' && (
        <Field label="Last day" error={day === '' ? undefined : problem}>
          <TextField type="date" value={day} min={earliestDay(openedAt)} onChange={setDay} />
        </Field>
      )}
    </CreateDialog>
  )
}

const labels: Record<LifetimeChoice, string> = {
  '1 day': 'In 1 day',
  '30 days': 'In 30 days',
  '90 days': 'In 90 days',
  custom: 'On a day of your choice',
  never: 'Never',
}
