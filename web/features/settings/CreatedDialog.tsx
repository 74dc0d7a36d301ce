import { CopyButton } from '../../models/inspector/CopyButton.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { CopyLines } from './CopyLines.tsx'

interface CreatedDialogProps {
  title: string
  secrets: { label: string; value: string }[]
  /** For a shell. */
  lines: string[]
  onClose: () => void
}

/** The one time that a secret is shown. It is in this dialog's props alone: closed, it is in no store and no cache. */
export function CreatedDialog({ title, secrets, lines, onClose }: CreatedDialogProps) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      width="580px"
      footer={
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="grid grid-cols-1 gap-4">
        <p className="text-reading text-ink-2">
          Copy it now. Only its digest is kept here, so it cannot be shown again; if it is lost, create another one.
        </p>
        {secrets.map(({ label, value }) => (
          <div key={label} className="flex items-end gap-1.5">
            <div className="min-w-0 flex-1">
              <Field label={label}>
                <TextField
                  value={value}
                  onChange={() => undefined}
                  readOnly
                  className="font-mono"
                  onFocus={(event) => event.currentTarget.select()}
                />
              </Field>
            </div>
            <CopyButton label={`Copy ${label.toLowerCase()}`} text={value} />
          </div>
        ))}
        <CopyLines label="Lines for a shell" lines={lines} />
      </div>
    </Dialog>
  )
}
