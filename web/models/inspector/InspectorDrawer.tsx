import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Invocation } from '../../../server/contract/invocation.ts'
import { invocationQuery } from '../../api/queries.ts'
import { Drawer } from '../../ui/Drawer.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { AnswerTab } from './AnswerTab.tsx'
import { CodeTab } from './CodeTab.tsx'
import { EventsTab } from './EventsTab.tsx'
import { InvocationFacts } from './InvocationFacts.tsx'
import { InvocationHead } from './InvocationHead.tsx'
import { OpenInButtons } from './OpenInButtons.tsx'
import { RequestTab } from './RequestTab.tsx'
import { ResponseTab } from './ResponseTab.tsx'
import { TimingTab } from './TimingTab.tsx'

interface InspectorDrawerProps {
  /** null: closed. */
  invocationId: string | null
  onClose: () => void
}

/** Everything about one invocation: what was asked, exactly as sent, what came back, and when. */
export function InspectorDrawer({ invocationId, onClose }: InspectorDrawerProps) {
  // What was shown stays while the drawer slides away.
  const [shownId, setShownId] = useState(invocationId)
  if (invocationId !== null && invocationId !== shownId) setShownId(invocationId)
  return (
    <Drawer isOpen={invocationId !== null} onClose={onClose} title="Inspector" width="680px">
      {shownId !== null && <InspectedInvocation key={shownId} id={shownId} isOpen={invocationId !== null} />}
    </Drawer>
  )
}

function InspectedInvocation({ id, isOpen }: { id: string; isOpen: boolean }) {
  const { data, error, isPending } = useQuery({ ...invocationQuery(id), enabled: isOpen })
  const [tab, setTab] = useState('answer')
  if (isPending) return <InspectorSkeleton />
  if (!data) return <LoadFailure message={error?.message ?? 'There is no such invocation.'} />
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 pt-1 pb-6">
      <InvocationHead invocation={data} />
      <InvocationFacts invocation={data} />
      <OpenInButtons invocation={data} />
      {error && <LoadFailure message={error.message} />}
      <Tabs label="Parts of the invocation" tabs={tabsOf(data)} value={tab} onChange={setTab} />
    </div>
  )
}

function tabsOf(invocation: Invocation) {
  return [
    { value: 'answer', label: 'Answer', content: <AnswerTab invocation={invocation} /> },
    { value: 'request', label: 'Request', content: <RequestTab invocation={invocation} /> },
    { value: 'response', label: 'Response', content: <ResponseTab invocation={invocation} /> },
    { value: 'events', label: 'Events', content: <EventsTab invocation={invocation} /> },
    { value: 'timing', label: 'Timing', content: <TimingTab invocation={invocation} /> },
    { value: 'code', label: 'Code', content: <CodeTab invocation={invocation} /> },
  ]
}

function LoadFailure({ message }: { message: string }) {
  return (
    <div className="p-4">
      <ErrorNote title="Not loaded">{message}</ErrorNote>
    </div>
  )
}

function InspectorSkeleton() {
  return (
    <div className="grid gap-3 px-4 pt-2" aria-busy="true">
      <Skeleton className="h-5 w-64" />
      <Skeleton className="h-8 w-96 max-w-full" />
      <Skeleton className="h-40 w-full" />
    </div>
  )
}
