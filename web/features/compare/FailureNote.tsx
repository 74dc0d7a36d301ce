import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Failure, FailureKind } from '../../../server/contract/failure.ts'
import { failureTitle } from '../../models/reply/failureTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { useComparison } from './compareState.ts'
import { useEndpoint } from './PaneHead.tsx'
import { retryReply } from './sending.ts'

/** Which reply of the board. */
export interface ReplyPlace {
  turnId: string
  paneId: string
  invocationId: string
  endpoint: string | null
}

interface FailureNoteProps {
  failure: Failure
  /** On the clock of its run. */
  endedAtMs: number | undefined
  at: ReplyPlace
}

/** What happened, the provider's own words, what can be done now. The page's live region says it too, so this is no alert. */
export function FailureNote({ failure, endedAtMs, at }: FailureNoteProps) {
  const comparison = useComparison()
  const navigate = useNavigate()
  const provider = useEndpoint(at.endpoint)?.providerLabel ?? 'The provider'
  const next = nextStep(failure.kind)
  return (
    <div className="min-w-0 rounded-outer border border-bad-line bg-bad-ground p-3">
      <p className="text-reading font-semibold text-bad">
        {failureTitle(failure.kind)}{' '}
        {failure.status !== undefined && (
          <span className="font-mono text-note font-normal text-ink-2">{failure.status}</span>
        )}
      </p>
      <div dir="auto" className="mt-1 grid max-h-60 gap-1 overflow-auto text-reading wrap-anywhere text-ink-2">
        <p>{failure.message}</p>
        {failure.providerMessage && (
          <p>
            {provider}: “{failure.providerMessage}”
          </p>
        )}
      </div>
      <div className="mt-2.5 flex flex-wrap gap-1.5">
        {(failure.isRetryable || next !== 'endpoints') && (
          <RetryButton
            msUntilAllowed={() => {
              // Of an answer from an earlier visit there is no clock: what was to be waited for is over.
              const nowMs = comparison.runs.clockOf(at.invocationId)?.nowMs()
              return nowMs === undefined || endedAtMs === undefined
                ? 0
                : endedAtMs + (failure.retryAfterMs ?? 0) - nowMs
            }}
            onRetry={() => retryReply(comparison, at.turnId, at.paneId)}
          />
        )}
        {next === 'endpoints' && (
          <Button size="small" onClick={() => void navigate({ to: '/endpoints' })}>
            Open Endpoints
          </Button>
        )}
        <Button kind="plain" size="small" onClick={() => comparison.store.setState({ inspectedId: at.invocationId })}>
          Show wire
        </Button>
      </div>
    </div>
  )
}

/** Counts down what the provider asked to wait; it can be pressed before, the provider decides. */
function RetryButton({ msUntilAllowed, onRetry }: { msUntilAllowed: () => number; onRetry: () => void }) {
  const [seconds, setSeconds] = useState(() => Math.ceil(msUntilAllowed() / 1000))
  useEffect(() => {
    if (seconds <= 0) return undefined
    const timer = window.setTimeout(() => setSeconds(seconds - 1), 1000)
    return () => window.clearTimeout(timer)
  }, [seconds])
  return (
    <Button size="small" onClick={onRetry}>
      {seconds > 0 ? `Retry in ${seconds} s` : 'Retry'}
    </Button>
  )
}

function nextStep(kind: FailureKind): 'endpoints' | 'retry' {
  switch (kind) {
    case 'credential-missing':
    case 'credential-refused':
    case 'model-not-found':
    case 'model-not-ready':
    case 'endpoint-removed':
    case 'address-refused':
    case 'redirected':
    case 'tls':
      return 'endpoints'
    default:
      return 'retry'
  }
}
