import { useState } from 'react'
import type { Endpoint, Upstream, UpstreamTest } from '../../../server/contract/endpoint.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { refreshEndpoints, testUpstream } from '../../api/upstreams.ts'
import { Button } from '../../ui/Button.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { showToast } from '../../ui/Toast.tsx'
import { EndpointLine } from './EndpointLine.tsx'
import { TestResult } from './TestResult.tsx'

/** Shown before "Show all": an aggregator lists hundreds of models. */
const fewEndpoints = 12

interface UpstreamGroupProps {
  upstream: Upstream
  endpoints: Endpoint[]
  onEdit: () => void
  onRemove: () => void
}

export function UpstreamGroup({ upstream, endpoints, onEdit, onRemove }: UpstreamGroupProps) {
  const [isWhole, setIsWhole] = useState(false)
  const [test, setTest] = useState<UpstreamTest | 'running'>()
  async function run() {
    setTest('running')
    try {
      const { id, provider, baseUrl, credential } = upstream
      setTest(await testUpstream({ id, provider, baseUrl, clientId: credential.clientId }))
      await refreshEndpoints()
    } catch (error) {
      setTest(undefined)
      showToast({ message: failureMessage(error) })
    }
  }
  const shown = isWhole ? endpoints : endpoints.slice(0, fewEndpoints)
  return (
    <section aria-label={upstream.name} className="overflow-hidden rounded-outer border border-line bg-surface">
      <header className="flex items-start gap-2 border-b border-line py-2.5 pr-2 pl-3">
        <div className="min-w-0 flex-1">
          <h2 className="text-reading font-semibold wrap-anywhere">{upstream.name}</h2>
          <About upstream={upstream} isTested={test !== undefined} />
        </div>
        <Button kind="plain" disabled={test === 'running'} onClick={() => void run()}>
          {test === 'running' ? 'Testing…' : 'Test'}
        </Button>
        {upstream.isEditable && (
          <Menu
            trigger={
              <IconButton label={`Actions for ${upstream.name}`}>
                <Icon name="more" />
              </IconButton>
            }
            items={[
              { label: 'Edit', icon: 'pencil', onSelect: onEdit },
              'separator',
              { label: 'Remove', icon: 'trash', isDanger: true, onSelect: onRemove },
            ]}
          />
        )}
      </header>
      <div aria-live="polite" className="empty:hidden [&>*]:m-3">
        {test && test !== 'running' && <TestResult test={test} providerLabel={upstream.providerLabel} />}
      </div>
      <ul>
        {shown.map((endpoint) => (
          <EndpointLine key={endpoint.name} endpoint={endpoint} />
        ))}
      </ul>
      {endpoints.length === 0 && (
        <p className="px-3 py-2.5 text-note text-ink-2">
          {upstream.servesAllModels ? 'It lists no models.' : 'No model is chosen yet: edit it to choose some.'}
        </p>
      )}
      {endpoints.length > shown.length && (
        <div className="border-t border-line px-2 py-1.5">
          <Button kind="plain" onClick={() => setIsWhole(true)}>
            Show all {formatCount(endpoints.length)}
          </Button>
        </div>
      )}
    </section>
  )
}

function About({ upstream, isTested }: { upstream: Upstream; isTested: boolean }) {
  const { credential, state } = upstream
  const parts = [
    upstream.providerLabel !== upstream.name && upstream.providerLabel,
    upstream.sourceDetail,
    credential.isSet ? `key${credential.lastFour ? ` ending in ${credential.lastFour}` : ' set'}` : 'no key',
    state.type === 'reachable' && 'reachable',
  ]
  return (
    <>
      <p className="text-note wrap-anywhere text-ink-3">
        <span className="font-mono text-measure">{upstream.baseUrl}</span> · {parts.filter(Boolean).join(' · ')}
      </p>
      {state.type === 'failed' && !isTested && <p className="text-note wrap-anywhere text-bad">{state.message}</p>}
    </>
  )
}
