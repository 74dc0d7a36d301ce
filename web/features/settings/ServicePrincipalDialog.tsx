import { useState } from 'react'
import type { CreatedServicePrincipal } from '../../../server/contract/access.ts'
import { createServicePrincipal } from '../../api/access.ts'
import { Field } from '../../ui/Field.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { CreateDialog } from './CreateDialog.tsx'
import { CreatedDialog } from './CreatedDialog.tsx'

/** Asks for a name, then shows the client's secret once. */
export function ServicePrincipalDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [created, setCreated] = useState<CreatedServicePrincipal>()
  if (created)
    return (
      <CreatedDialog
        title={`Service principal ${created.servicePrincipal.name}`}
        secrets={[
          { label: 'Client id', value: created.servicePrincipal.id },
          { label: 'Client secret', value: created.secret },
        ]}
        lines={[
          `export DATABRICKS_HOST=${window.location.origin}`,
          `export DATABRICKS_CLIENT_ID=${created.servicePrincipal.id}`,
          `export DATABRICKS_CLIENT_SECRET=${created.secret}`,
        ]}
        onClose={onClose}
      />
    )
  return (
    <CreateDialog
      title="Create service principal"
      isComplete={name.trim() !== ''}
      onCreate={async () => setCreated(await createServicePrincipal({ name }))}
      onClose={onClose}
    >
      <Field label="Name" hint="The program that will sign in.">
        <TextField value={name} maxLength={100} onChange={setName} />
      </Field>
    </CreateDialog>
  )
}
