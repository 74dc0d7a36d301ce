import { useMemo, useState } from 'react'
import { answerInAddress } from '../../models/session/answerInAddress.ts'
import { FailedSession } from '../../models/session/FailedSession.tsx'
import { SessionBar } from '../../models/session/SessionBar.tsx'
import { renamePageSession } from '../../models/session/pageSession.ts'
import { usePageSession } from '../../models/session/usePageSession.ts'
import { useStopKey } from '../../models/session/useStopKey.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TopBar } from '../../ui/TopBar.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { Answers } from './Answers.tsx'
import { GetCode } from './GetCode.tsx'
import { HistoryMenu } from './HistoryMenu.tsx'
import { openQuery, QueryContext, useQuerySession, useQueryState } from './query.ts'
import { RequestPanel } from './RequestPanel.tsx'
import { sendRequest, stopAll } from './sending.ts'

interface QueryPageProps {
  sessionId: string
  /** The address names no session yet: this one is created by its first save. */
  isNew: boolean
}

/** The request body as the page: sent as written, to one endpoint or many. */
export default function QueryPage({ sessionId, isNew }: QueryPageProps) {
  const query = useMemo(() => openQuery(sessionId), [sessionId])
  const { loading, reload } = usePageSession(query, isNew)
  switch (loading.type) {
    case 'loading':
      return <LoadingPage />
    case 'failed':
      return <FailedSession page="query" label="Query" failure={loading.failure} onRetry={reload} />
    case 'ready':
      return (
        <QueryContext value={query}>
          <ReadyPage />
        </QueryContext>
      )
  }
}

function ReadyPage() {
  const query = useQuerySession()
  const title = useQueryState((state) => state.title)
  const save = useQueryState((state) => state.save)
  const isStored = useQueryState((state) => state.isStored)
  const [isRenaming, setIsRenaming] = useState(false)
  const [shownSendId, setShownSendId] = useState(() => {
    const found = answerInAddress(window.location.hash)
    const { sends } = query.store.getState().document
    return sends.find(({ invocations }) =>
      Object.values(invocations)
        .flat()
        .some((id) => id === found),
    )?.id
  })
  const send = () => {
    if (sendRequest(query)) setShownSendId(undefined)
  }
  useShortcut('mod+enter', send, { description: 'Send', allowInFields: true })
  useStopKey(() => stopAll(query))
  useShortcut('mod+s', () => setIsRenaming(true), { description: 'Name and keep', allowInFields: true })
  return (
    <main aria-label="Query" className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)]">
      <SessionBar
        sessionId={query.sessionId}
        title={title}
        save={save}
        isStored={isStored}
        onTitle={(next) => renamePageSession(query, next)}
        isRenaming={isRenaming}
        onRenamingChange={setIsRenaming}
      >
        <GetCode />
        <HistoryMenu shownSendId={shownSendId} onShow={setShownSendId} />
      </SessionBar>
      <div className="grid min-h-0 auto-rows-max grid-cols-[minmax(0,1fr)] overflow-y-auto lg:auto-rows-[minmax(0,1fr)] lg:grid-cols-[minmax(320px,5fr)_minmax(0,7fr)] lg:overflow-hidden">
        <RequestPanel onSend={send} />
        <Answers shownSendId={shownSendId} />
      </div>
    </main>
  )
}

function LoadingPage() {
  return (
    <main aria-label="Query" aria-busy="true" className="grid h-full min-h-0 grid-rows-[auto_minmax(0,1fr)]">
      <TopBar title={<Skeleton className="h-4 w-40" />} documentTitle="Query" />
      <div className="grid grid-cols-2 gap-4 p-4">
        <Skeleton className="h-48" />
        <Skeleton className="h-32" />
      </div>
    </main>
  )
}
