import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { endpointsQuery } from '../../api/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { AnswerCard } from './AnswerCard.tsx'
import { DiffDialog } from './DiffDialog.tsx'
import { useQueryState } from './query.ts'

/** What each endpoint answered to one send: the latest, or the one chosen from the history. */
export function Answers({ shownSendId }: { shownSendId: string | undefined }) {
  const sends = useQueryState((state) => state.document.sends)
  const panes = useQueryState((state) => state.document.panes)
  const [isComparing, setIsComparing] = useState(false)
  const { data } = useQuery(endpointsQuery)
  const send = sends.find(({ id }) => id === shownSendId) ?? sends[0]
  if (send === undefined)
    return (
      <section aria-label="Answers" className="lg:overflow-y-auto">
        <EmptyState title="Send one request to any number of endpoints.">
          Write the body as JSON, paste a curl command or code, or show an example
          {data === undefined ? '.' : `; ${data.endpoints.length} endpoints are here to answer.`} It is sent as written.
        </EmptyState>
      </section>
    )
  const asked = Object.entries(send.invocations).flatMap(([paneId, ids]) => {
    const id = ids.at(-1)
    return id === undefined ? [] : [{ paneId, id, attempts: ids.length }]
  })
  return (
    <section aria-label="Answers" className="grid grid-cols-[minmax(0,1fr)] content-start gap-3 p-4 lg:overflow-y-auto">
      {asked.length > 1 && (
        <div className="flex justify-end">
          <Button kind="plain" size="small" onClick={() => setIsComparing(true)}>
            Compare two answers
          </Button>
        </div>
      )}
      {asked.map(({ paneId, id, attempts }) => (
        <AnswerCard
          key={paneId}
          sendId={send.id}
          invocationId={id}
          attempts={attempts}
          pane={panes.find((pane) => pane.id === paneId)}
        />
      ))}
      <DiffDialog isOpen={isComparing} onClose={() => setIsComparing(false)} ids={asked.map(({ id }) => id)} />
    </section>
  )
}
