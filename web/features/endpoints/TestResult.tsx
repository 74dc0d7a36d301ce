import type { UpstreamTest } from '../../../server/contract/endpoint.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { formatCount, formatMs } from '../../ui/formatNumber.ts'

/** Reachable? Key accepted? Models? With the provider's own words where not. */
export function TestResult({ test, providerLabel }: { test: UpstreamTest; providerLabel: string }) {
  if (test.isOk)
    return (
      <p className="text-control text-ink">
        <span className="font-medium text-good">Works.</span> Answered in{' '}
        <span className="font-mono text-note">{formatMs(test.ms)}</span>
        {test.models.length > 0
          ? ` and lists ${formatCount(test.models.length)} ${test.models.length === 1 ? 'model' : 'models'}.`
          : '. It lists no models: type their names.'}
      </p>
    )
  const { failure } = test
  return (
    <ErrorNote title={failure.message} code={failure.status}>
      {failure.providerMessage && (
        <p>
          {providerLabel}: “{failure.providerMessage}”
        </p>
      )}
    </ErrorNote>
  )
}
