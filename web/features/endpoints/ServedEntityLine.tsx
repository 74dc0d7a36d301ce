import { useState } from 'react'
import type { ServedEntity, UpstreamTest } from '../../../server/contract/endpoint.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { testUpstream } from '../../api/upstreams.ts'
import { Button } from '../../ui/Button.tsx'
import { showToast } from '../../ui/Toast.tsx'
import { TestResult } from './TestResult.tsx'

interface ServedEntityLineProps {
  entity: ServedEntity
  /** What a test names it by. */
  upstreamId: string
  isFallbackEnabled: boolean
  /** It has no others to share with. */
  isAlone: boolean
}

export function ServedEntityLine({ entity, upstreamId, isFallbackEnabled, isAlone }: ServedEntityLineProps) {
  const { name, model, provider, providerLabel, baseUrl, credential } = entity
  const [test, setTest] = useState<UpstreamTest | 'running'>()
  async function run() {
    setTest('running')
    try {
      setTest(await testUpstream({ id: upstreamId, provider, baseUrl }))
    } catch (error) {
      setTest(undefined)
      showToast({ message: failureMessage(error) })
    }
  }
  const key = credential.isSet ? `key${credential.lastFour ? ` ending in ${credential.lastFour}` : ' set'}` : 'no key'
  return (
    <li className="grid grid-cols-1 gap-2 border-b border-line px-3 py-2 last:border-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-0 flex-[1_1_240px]">
          <p className="font-medium wrap-anywhere">{name}</p>
          <p className="text-note wrap-anywhere text-ink-3">
            {model !== name && (
              <>
                <span className="font-mono text-measure">{model}</span> ·{' '}
              </>
            )}
            {providerLabel !== name && `${providerLabel} · `}
            <span className="font-mono text-measure">{baseUrl}</span> · {key}
          </p>
        </div>
        <div className="flex flex-none items-center gap-3">
          {!isAlone && <Share entity={entity} isFallbackEnabled={isFallbackEnabled} />}
          <Button kind="plain" disabled={test === 'running'} aria-label={`Test ${name}`} onClick={() => void run()}>
            {test === 'running' ? 'Testing…' : 'Test'}
          </Button>
        </div>
      </div>
      {test && test !== 'running' && (
        <div aria-live="polite">
          <TestResult test={test} providerLabel={providerLabel} />
        </div>
      )}
    </li>
  )
}

function Share({ entity, isFallbackEnabled }: { entity: ServedEntity; isFallbackEnabled: boolean }) {
  const { trafficPercentage: share } = entity
  if (share === 0)
    return <span className="text-note text-ink-2">{isFallbackEnabled ? 'fallback only' : 'asked by name only'}</span>
  return (
    <span className="text-note text-ink-2">
      <span className="font-mono text-measure text-ink tabular-nums">{share} %</span> of invocations
    </span>
  )
}
