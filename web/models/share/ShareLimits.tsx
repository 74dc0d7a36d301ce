import { Field } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { Limits } from './ShareDialog.tsx'

interface ShareLimitsProps {
  limits: Limits
  onChange: (limits: Limits) => void
  problem: string | undefined
}

/** How long, how often and by whom the page can be read. */
export function ShareLimits({ limits, onChange, problem }: ShareLimitsProps) {
  return (
    <fieldset className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <legend className="pb-2 text-note font-medium text-ink-2">The link</legend>
      <Field label="Expires">
        <Select
          value={limits.expires}
          onChange={(value) => {
            const choice = choices.find((one) => one.value === value)
            if (choice) onChange({ ...limits, expires: choice.value })
          }}
          options={choices}
        />
      </Field>
      <Field label="Passphrase" hint="Empty: whoever has the link can read it.">
        <TextField
          value={limits.passphrase}
          onChange={(passphrase) => onChange({ ...limits, passphrase })}
          maxLength={200}
        />
      </Field>
      <Field label="Views at most" hint="Empty: as many as wanted." error={problem}>
        <TextField
          inputMode="numeric"
          value={limits.maxViews}
          onChange={(maxViews) => onChange({ ...limits, maxViews })}
        />
      </Field>
      <p className="text-note text-ink-3">
        This server answers only on this machine, and so does the link. To send it to somebody, download the HTML: it is
        the same page as one file, without these limits.
      </p>
    </fieldset>
  )
}

const choices: { value: Limits['expires']; label: string }[] = [
  { value: 'day', label: 'In a day' },
  { value: 'week', label: 'In a week' },
  { value: 'month', label: 'In a month' },
  { value: 'never', label: 'Never' },
]
