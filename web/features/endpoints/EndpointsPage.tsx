import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Endpoint, EndpointsAnswer, Upstream } from '../../../server/contract/endpoint.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { rescanModels } from '../../api/models.ts'
import { endpointsQuery, modelsQuery } from '../../api/queries.ts'
import { discoverEndpoints } from '../../api/upstreams.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { showToast } from '../../ui/Toast.tsx'
import { TopBar } from '../../ui/TopBar.tsx'
import { DefinedEndpoint } from './DefinedEndpoint.tsx'
import { LocalModels } from './LocalModels.tsx'
import { RemoveEndpointDialog } from './RemoveEndpointDialog.tsx'
import { RemoveUpstreamDialog } from './RemoveUpstreamDialog.tsx'
import { searchEndpoints } from './searchEndpoints.ts'
import { TrafficDialog } from './TrafficDialog.tsx'
import { UpstreamDialog } from './UpstreamDialog.tsx'
import { UpstreamGroup } from './UpstreamGroup.tsx'
import { useFreshEndpoints } from './useFreshEndpoints.ts'

type OpenDialog =
  | { type: 'add' }
  | { type: 'edit' | 'remove'; upstream: Upstream }
  | { type: 'edit-traffic' | 'remove-endpoint'; endpoint: Endpoint }
  | null

export default function EndpointsPage() {
  const endpoints = useQuery(endpointsQuery)
  useFreshEndpoints()
  const [dialog, setDialog] = useState<OpenDialog>(null)
  const close = () => setDialog(null)
  return (
    <main className="flex h-full flex-col">
      <TopBar title="Endpoints">
        <LookAgain />
        <Button kind="primary" disabled={!endpoints.data} onClick={() => setDialog({ type: 'add' })}>
          <Icon name="plus" className="size-[15px]" />
          <span className="max-[380px]:sr-only">Add endpoint</span>
        </Button>
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid grid-cols-1 max-w-[920px] gap-6 p-4">
          {endpoints.isPending && <Loading />}
          {endpoints.isError && !endpoints.data && (
            <ErrorNote
              title="The endpoints could not be read"
              actions={<Button onClick={() => void endpoints.refetch()}>Retry</Button>}
            >
              {failureMessage(endpoints.error)}
            </ErrorNote>
          )}
          {endpoints.data && <Found answer={endpoints.data} onOpen={setDialog} />}
        </div>
      </div>
      {dialog?.type === 'add' && endpoints.data && <UpstreamDialog answer={endpoints.data} onClose={close} />}
      {dialog?.type === 'edit' && endpoints.data && (
        <UpstreamDialog answer={endpoints.data} upstream={dialog.upstream} onClose={close} />
      )}
      {dialog?.type === 'remove' && endpoints.data && (
        <RemoveUpstreamDialog upstream={dialog.upstream} endpoints={endpoints.data.endpoints} onClose={close} />
      )}
      {dialog?.type === 'edit-traffic' && <TrafficDialog endpoint={dialog.endpoint} onClose={close} />}
      {dialog?.type === 'remove-endpoint' && <RemoveEndpointDialog endpoint={dialog.endpoint} onClose={close} />}
    </main>
  )
}

function Found({ answer, onOpen }: { answer: EndpointsAnswer; onOpen: (dialog: OpenDialog) => void }) {
  const { find = '' } = useSearch({ strict: false })
  const navigate = useNavigate()
  const models = useQuery(modelsQuery)
  const upstreamIds = new Set(answer.upstreams.map((upstream) => upstream.id))
  const builtIn = answer.endpoints.filter((endpoint) => !endpoint.served && !upstreamIds.has(endpoint.upstreamId))
  const defined = searchEndpoints(
    answer.endpoints.filter((endpoint) => endpoint.served),
    find,
    '',
  )
  const setFind = (text: string) =>
    void navigate({ to: '/endpoints', search: text ? { find: text } : {}, replace: true })
  return (
    <>
      <TextField
        type="search"
        aria-label="Search endpoints"
        placeholder="Search endpoints"
        value={find}
        onChange={setFind}
        className="max-w-80"
      />
      <LocalModels models={models.data ?? []} builtIn={builtIn} find={find} />
      {defined.map((endpoint) => (
        <DefinedEndpoint
          key={endpoint.upstreamId}
          endpoint={endpoint}
          served={endpoint.served ?? []}
          onEdit={() => onOpen({ type: 'edit-traffic', endpoint })}
          onRemove={() => onOpen({ type: 'remove-endpoint', endpoint })}
        />
      ))}
      {answer.upstreams.map((upstream) => {
        const own = answer.endpoints.filter((endpoint) => endpoint.upstreamId === upstream.id)
        const shown = searchEndpoints(own, find, upstream.name)
        if (find && shown.length === 0) return null
        return (
          <UpstreamGroup
            key={upstream.id}
            upstream={upstream}
            endpoints={shown}
            onEdit={() => onOpen({ type: 'edit', upstream })}
            onRemove={() => onOpen({ type: 'remove', upstream })}
          />
        )
      })}
      {answer.upstreams.length + defined.length === 0 && !find && (
        <EmptyState
          title="No model elsewhere yet"
          actions={
            <Button onClick={() => onOpen({ type: 'add' })}>
              <Icon name="plus" className="size-[15px]" />
              Add endpoint
            </Button>
          }
        >
          Add OpenAI, Databricks, or any server that speaks OpenAI’s API. Ollama, LM Studio, llama.cpp and vLLM on this
          machine are found by themselves, and so are keys in the environment.
        </EmptyState>
      )}
    </>
  )
}

function LookAgain() {
  const [isLooking, setIsLooking] = useState(false)
  async function look() {
    setIsLooking(true)
    try {
      await Promise.all([discoverEndpoints(), rescanModels()])
    } catch (error) {
      showToast({ message: failureMessage(error) })
    }
    setIsLooking(false)
  }
  return (
    <Button kind="plain" disabled={isLooking} onClick={() => void look()}>
      {isLooking ? 'Looking…' : 'Look again'}
    </Button>
  )
}

function Loading() {
  return (
    <div aria-label="Loading endpoints" className="grid grid-cols-1 gap-3">
      <Skeleton className="h-[30px] w-80 max-w-full" />
      <Skeleton className="h-36 w-full" />
      <Skeleton className="h-36 w-full" />
    </div>
  )
}
