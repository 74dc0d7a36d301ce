import type { CreatedShare } from '../../../server/contract/share.ts'
import { Button, buttonClasses } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { CopyButton } from '../inspector/CopyButton.tsx'

/** The one time that a link is shown: of its secret the server keeps a hash. */
export function SharedLink({ created: { path }, onClose }: { created: CreatedShare; onClose: () => void }) {
  const link = `${window.location.origin}${path}`
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Shared"
      width="580px"
      footer={
        <>
          <a href={path} target="_blank" rel="noreferrer" className={buttonClasses('default')}>
            Open
          </a>
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-1 gap-4">
        <p className="text-reading text-ink-2">
          Copy the link now: it is not shown again. It opens on this machine only. How often it was opened is in
          Settings, where it can be revoked.
        </p>
        <div className="flex items-end gap-1.5">
          <div className="min-w-0 flex-1">
            <Field label="Link">
              <TextField
                value={link}
                onChange={() => undefined}
                readOnly
                className="font-mono"
                onFocus={(event) => event.currentTarget.select()}
              />
            </Field>
          </div>
          <CopyButton label="Copy link" text={link} />
        </div>
      </div>
    </Dialog>
  )
}
