import type { UpstreamDraft } from '../../../server/contract/endpoint.ts'
import { Field } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'

interface SignInFieldsProps {
  draft: UpstreamDraft
  onChange: (draft: UpstreamDraft) => void
}

/** For providers that take a client as well as a key: which of them, and the client's id. Its secret is the key field's. */
export function SignInFields({ draft, onChange }: SignInFieldsProps) {
  const { clientId, ...withoutClient } = draft
  return (
    <>
      <Field label="Sign in with">
        <Select
          value={clientId === undefined ? 'key' : 'client'}
          onChange={(way) => onChange(way === 'client' ? { ...draft, clientId: '' } : withoutClient)}
          options={[
            { value: 'key', label: 'Key (personal access token)' },
            { value: 'client', label: 'Client id and secret (OAuth)' },
          ]}
        />
      </Field>
      {clientId !== undefined && (
        <Field label="Client id" hint="The application id of the service principal.">
          <TextField
            value={clientId}
            maxLength={300}
            className="font-mono"
            onChange={(next) => onChange({ ...draft, clientId: next.trim() })}
          />
        </Field>
      )}
    </>
  )
}
