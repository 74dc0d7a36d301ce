import { useState } from 'react'
import { failureMessage } from '../../api/failureMessage.ts'
import { emptyBin } from '../../api/sessions.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { showToast } from '../../ui/Toast.tsx'
import { WhatGoes } from './WhatGoes.tsx'

/** How long the bin keeps, and the way to empty it now. */
export function BinBar({ count }: { count: number }) {
  const [isAsking, setIsAsking] = useState(false)
  const [error, setError] = useState<string>()
  const what = count === 1 ? 'the session in the bin' : `all ${formatCount(count)} sessions in the bin`
  async function empty() {
    try {
      const { deleted } = await emptyBin()
      setIsAsking(false)
      showToast({ message: `Deleted ${deleted === 1 ? '1 session' : `${formatCount(deleted)} sessions`} for ever.` })
    } catch (cause) {
      setError(failureMessage(cause))
    }
  }
  return (
    <div className="flex flex-none flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2">
      <p className="min-w-0 flex-1 text-control text-ink-2">
        A deleted session can be restored for 30 days. Then it is deleted for ever by itself.
      </p>
      <Button
        kind="danger"
        disabled={count === 0}
        onClick={() => {
          setError(undefined)
          setIsAsking(true)
        }}
      >
        Empty the bin…
      </Button>
      <Dialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        title={`Delete ${what} for ever?`}
        width="440px"
        footer={
          <>
            <Button onClick={() => setIsAsking(false)}>Keep them</Button>
            <Button kind="danger" onClick={() => void empty()}>
              Empty the bin
            </Button>
          </>
        }
      >
        <WhatGoes />
        {error !== undefined && <ErrorNote title="Not emptied">{error}</ErrorNote>}
      </Dialog>
    </div>
  )
}
