import { useState } from 'react'
import type { Endpoint } from '../../../server/contract/endpoint.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { changeTraffic } from '../../api/upstreams.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Field } from '../../ui/Field.tsx'
import { NumberField } from '../../ui/NumberField.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { showToast } from '../../ui/Toast.tsx'

/** How an endpoint created over the API splits invocations between its served models. */
export function TrafficDialog({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const served = endpoint.served ?? []
  const [shares, setShares] = useState<(number | undefined)[]>(() => served.map((entity) => entity.trafficPercentage))
  const [isFallbackEnabled, setIsFallbackEnabled] = useState(endpoint.isFallbackEnabled === true)
  const [error, setError] = useState<string>()
  const [isSaving, setIsSaving] = useState(false)
  const sum = shares.reduce<number>((total, share) => total + (share ?? 0), 0)
  const isWhole = shares.every((share) => share !== undefined && Number.isInteger(share) && share >= 0 && share <= 100)

  async function save() {
    setIsSaving(true)
    try {
      await changeTraffic(endpoint.name, {
        shares: served.map(({ name }, index) => ({ name, percentage: shares[index] ?? 0 })),
        isFallbackEnabled,
      })
      showToast({ message: `Changed ${endpoint.name}.` })
      onClose()
    } catch (cause) {
      setError(failureMessage(cause))
      setIsSaving(false)
    }
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Traffic of ${endpoint.name}`}
      width="420px"
      footer={
        <>
          <output className={`mr-auto text-note ${sum === 100 && isWhole ? 'text-ink-3' : 'text-bad'}`}>
            {isWhole ? `${sum} % in all${sum === 100 ? '' : ', must be 100 %'}` : 'Whole numbers from 0 to 100'}
          </output>
          <Button kind="plain" onClick={onClose}>
            Cancel
          </Button>
          <Button kind="primary" disabled={sum !== 100 || !isWhole || isSaving} onClick={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-1 gap-3">
        {served.map((entity, index) => (
          <Field key={entity.name} label={`${entity.name}, % of invocations`}>
            <NumberField
              value={shares[index]}
              min={0}
              max={100}
              onChange={(share) => setShares(shares.with(index, share))}
            />
          </Field>
        ))}
        <Switch
          isOn={isFallbackEnabled}
          onChange={setIsFallbackEnabled}
          label="When one fails, ask the others in this order"
        />
        {error && <ErrorNote title="Not changed">{error}</ErrorNote>}
      </div>
    </Dialog>
  )
}
