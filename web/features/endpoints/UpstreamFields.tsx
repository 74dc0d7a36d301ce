import { useState } from 'react'
import type { Provider, Upstream, UpstreamDraft } from '../../../server/contract/endpoint.ts'
import { Field } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { SignInFields } from './SignInFields.tsx'
import { baseUrlProblem, whyForgotten, newDraft } from './upstreamDraft.ts'

interface UpstreamFieldsProps {
  draft: UpstreamDraft
  onChange: (draft: UpstreamDraft) => void
  providers: Provider[]
  provider: Provider | undefined
  upstream: Upstream | undefined
  /** Names of upstreams. */
  takenNames: string[]
}

export function UpstreamFields({ draft, onChange, providers, provider, upstream, takenNames }: UpstreamFieldsProps) {
  const [isUrlTouched, setIsUrlTouched] = useState(false)
  const problem = baseUrlProblem(draft.baseUrl)
  return (
    <div className="grid grid-cols-1 gap-4">
      {!upstream && (
        <Field label="Provider">
          <Select
            value={draft.provider}
            onChange={(id) => {
              const next = providers.find((it) => it.id === id)
              if (next) onChange({ ...newDraft(next, takenNames), credential: draft.credential })
            }}
            options={providers.map(({ id, label }) => ({ value: id, label }))}
          />
        </Field>
      )}
      <Field label="Name" hint="Shown beside its models.">
        <TextField value={draft.name} maxLength={200} onChange={(name) => onChange({ ...draft, name })} />
      </Field>
      <Field label="Base URL" error={problem && isUrlTouched ? problem : undefined} hint={problem}>
        <TextField
          value={draft.baseUrl}
          inputMode="url"
          placeholder="http://localhost:8000/v1"
          className="font-mono"
          onChange={(baseUrl) => onChange({ ...draft, baseUrl })}
          onBlur={() => setIsUrlTouched(true)}
        />
      </Field>
      {provider?.takesClient && <SignInFields draft={draft} onChange={onChange} />}
      {provider?.credential !== 'none' && (
        <KeyField draft={draft} onChange={onChange} provider={provider} upstream={upstream} />
      )}
    </div>
  )
}

type KeyFieldProps = Pick<UpstreamFieldsProps, 'draft' | 'onChange' | 'provider' | 'upstream'>

function KeyField({ draft, onChange, provider, upstream }: KeyFieldProps) {
  const isStored = upstream?.credential.isSet ?? false
  const why = upstream && whyForgotten(upstream, draft)
  const lastFour = upstream?.credential.lastFour
  const where = provider?.keyPage && (
    <a href={provider.keyPage} target="_blank" rel="noreferrer" className="underline underline-offset-2">
      Where to get one
    </a>
  )
  return (
    <Field
      label={keyLabel(draft, provider)}
      error={draft.credential ? undefined : why}
      hint={<>Kept encrypted on this machine, sent to this address only, never shown again. {where}</>}
    >
      <TextField
        type="password"
        autoComplete="new-password"
        value={draft.credential ?? ''}
        placeholder={isStored && !why ? `Unchanged${lastFour ? `, ends in ${lastFour}` : ''}` : undefined}
        className="font-mono"
        onChange={(credential) => onChange(withCredential(draft, credential, isStored))}
      />
    </Field>
  )
}

function keyLabel({ clientId }: UpstreamDraft, provider: Provider | undefined): string {
  if (clientId !== undefined) return 'Client secret'
  return provider?.credential === 'optional' ? 'Key (if it wants one)' : 'Key'
}

/** An emptied field keeps the stored key; where none is stored it stays an empty one. */
function withCredential(draft: UpstreamDraft, credential: string, isStored: boolean): UpstreamDraft {
  const { credential: _before, ...rest } = draft
  return credential === '' && isStored ? rest : { ...rest, credential }
}
