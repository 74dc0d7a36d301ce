import type { Failure } from '../../../server/contract/failure.ts'
import { failureTitle } from '../../models/reply/failureTitle.ts'

/** What happened, and the provider's own words. */
export function FailureLine({ failure }: { failure: Failure }) {
  const words = failure.providerMessage
  return (
    <p role="alert" className="max-h-40 overflow-y-auto text-reading wrap-anywhere text-ink-2">
      <b className="font-semibold text-bad">{failureTitle(failure.kind)}.</b> {failure.message}{' '}
      {words !== undefined && words !== '' && <q dir="auto">{words}</q>}
    </p>
  )
}
