import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { Task } from '../../../server/contract/task.ts'
import { endpointsQuery } from '../../api/queries.ts'
import { whyUnusable } from '../../models/endpointPicker/whyUnusable.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { AnswerCard } from './AnswerCard.tsx'
import { DiffDialog } from './DiffDialog.tsx'
import { examples } from './example.ts'
import { addEndpoint, changeText, useQuerySession, useQueryState } from './query.ts'

const starts: { label: string; task: Task }[] = [
  { label: 'A chat with a system prompt, streamed', task: 'llm/v1/chat' },
  { label: 'A completion with a stop text', task: 'llm/v1/completions' },
  { label: 'Embeddings of two texts', task: 'llm/v1/embeddings' },
  { label: 'A table for a custom model', task: 'custom' },
]

/** What each endpoint answered to one send: the latest, or the one chosen from the history. */
export function Answers({ shownSendId }: { shownSendId: string | undefined }) {
  const query = useQuerySession()
  const sends = useQueryState((state) => state.document.sends)
  const panes = useQueryState((state) => state.document.panes)
  const [isComparing, setIsComparing] = useState(false)
  const { data } = useQuery(endpointsQuery)
  function start(task: Task) {
    changeText(query, examples[task])
    // A newcomer has chosen nobody yet. Echo is no model; it is there for those who look for it.
    const able = data?.endpoints.filter((endpoint) => whyUnusable(endpoint, task) === undefined) ?? []
    const first = able.find(({ name }) => name !== 'echo') ?? able[0]
    if (panes.length === 0 && first) addEndpoint(query, first.name)
  }
  const send = sends.find(({ id }) => id === shownSendId) ?? sends[0]
  if (send === undefined)
    return (
      <section aria-label="Answers" className="lg:overflow-y-auto">
        <EmptyState title="Send one request to any number of endpoints.">
          Write the body as JSON, or paste a curl command or code. It is sent as written
          {data === undefined ? '.' : `; ${data.endpoints.length} endpoints are here to answer.`}
        </EmptyState>
        <div className="grid justify-items-start gap-1.5 px-4">
          <p className="mb-0.5 text-note text-ink-2">Try one</p>
          {starts.map(({ label, task }) => (
            <Button key={task} onClick={() => start(task)}>
              {label}
            </Button>
          ))}
        </div>
      </section>
    )
  const asked = Object.entries(send.invocations).flatMap(([paneId, ids]) => {
    const id = ids.at(-1)
    return id === undefined ? [] : [{ paneId, id, attempts: ids.length }]
  })
  return (
    <section aria-label="Answers" className="grid grid-cols-[minmax(0,1fr)] content-start gap-3 p-4 lg:overflow-y-auto">
      {(asked.length > 1 || sends.length > 1) && (
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
      <DiffDialog
        isOpen={isComparing}
        onClose={() => setIsComparing(false)}
        sends={sends}
        first={asked.map(({ id }) => id)}
      />
    </section>
  )
}
