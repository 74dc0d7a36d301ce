import { useState } from 'react'
import type { InvocationFilter } from '../../../server/contract/invocationList.ts'
import { deleteInvocations, exportAddress } from '../../api/invocations.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { showToast } from '../../ui/Toast.tsx'
import { exportFormats } from './exportFormats.ts'

interface ListMenuProps {
  filter: InvocationFilter
  isFiltered: boolean
  count: number
}

/** What is done to everything the filter lets through: export it, delete it. */
export function ListMenu({ filter, isFiltered, count }: ListMenuProps) {
  const [isAsking, setIsAsking] = useState(false)
  const what = `${formatCount(count)} ${count === 1 ? 'invocation' : 'invocations'}`
  return (
    <>
      <Menu
        trigger={
          <Button>
            <Icon name="download" />
            <span className="max-sm:sr-only">Export</span>
          </Button>
        }
        items={exportFormats.map(({ format, label, hint }) => ({
          label,
          hint,
          isDisabled: count === 0,
          onSelect: () => download(exportAddress(filter, format)),
        }))}
      />
      <Menu
        trigger={
          <IconButton label="More actions">
            <Icon name="more" />
          </IconButton>
        }
        items={[
          {
            label: isFiltered ? 'Delete what is shown' : 'Delete all',
            icon: 'trash',
            isDanger: true,
            isDisabled: count === 0,
            onSelect: () => setIsAsking(true),
          },
        ]}
      />
      <Dialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title={`Delete ${what}?`}
        footer={
          <>
            <Button onClick={() => setIsAsking(false)}>Keep them</Button>
            <Button
              kind="danger"
              onClick={() => {
                setIsAsking(false)
                void deleteAll(filter)
              }}
            >
              Delete
            </Button>
          </>
        }
      >
        <p className="text-reading text-ink-2">
          Their requests, answers and figures are gone for good. Those that a session shows are kept until it is
          deleted.
        </p>
      </Dialog>
    </>
  )
}

async function deleteAll(filter: InvocationFilter): Promise<void> {
  try {
    const { deleted, kept } = await deleteInvocations({ filter: sendable(filter) })
    showToast({
      message: `Deleted ${formatCount(deleted)}.${kept > 0 ? ` Sessions show ${formatCount(kept)}: kept.` : ''}`,
    })
  } catch (error) {
    showToast({ message: `Not deleted. ${failureMessage(error)}` })
  }
}

/** A flag goes over the wire as a word, as in an address. */
function sendable({ errorsOnly, ...filter }: InvocationFilter) {
  return errorsOnly ? { ...filter, errorsOnly: 'true' } : filter
}

/** By a link: the browser writes the answer to disk as it comes, however long it is. */
function download(address: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
}
