import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { CompleteSend } from '../../../server/contract/completeDocument.ts'
import { emptyReply, isEnded } from '../../../server/contract/reply.ts'
import { endpointsQuery } from '../../api/queries.ts'
import { Recipients } from '../../models/endpointPicker/Recipients.tsx'
import { parameterChips } from '../../models/parameters/parameterChips.ts'
import { useReply } from '../../models/reply/useReply.ts'
import { replies } from '../../streams/replies.ts'
import { Button } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { part } from '../../ui/part.tsx'
import { PartBoundary } from '../../ui/PartBoundary.tsx'
import { Popover } from '../../ui/Popover.tsx'
import { keyLabels } from '../../ui/shortcuts.ts'
import { Switch } from '../../ui/Switch.tsx'
import { addEndpoint, removeEndpoint, setFillsIn, useComplete, useCompleteState } from './complete.ts'
import { FailureLine } from './FailureLine.tsx'
import { Figures } from './Figures.tsx'
import { retry, stopAll } from './sending.ts'

const SettingsForm = part(async () => (await import('./SettingsForm.tsx')).default)

interface ComposerProps {
  onSend: () => void
  onScore: () => void
  onInspect: (invocationId: string) => void
}

/** Who goes on, with which settings, and what was measured of the last time. */
export function Composer({ onSend, onScore, onInspect }: ComposerProps) {
  const complete = useComplete()
  const document = useCompleteState((state) => state.document)
  const { panes, fillsIn } = document
  const { data } = useQuery(endpointsQuery)
  const chosen = useMemo(
    () => panes.flatMap((pane) => data?.endpoints.find(({ name }) => name === pane.endpoint) ?? []),
    [panes, data],
  )
  const ids = document.sends.flatMap(({ invocations }) => Object.values(invocations).flat())
  const isRunning = useStore(replies, ({ replies: known }) =>
    ids.some((id) => known[id] !== undefined && !isEnded(known[id].status)),
  )
  const last = document.sends.find(({ kind }) => kind === 'continue')
  return (
    <div className="grid gap-2.5 border-t border-line bg-canvas px-4 py-3">
      {last && <LastAnswer send={last} onInspect={onInspect} />}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Recipients
          panes={panes}
          chosen={chosen}
          task="llm/v1/completions"
          onAdd={(name) => addEndpoint(complete, name)}
          onRemove={(paneId) => removeEndpoint(complete, paneId)}
          removeLabel={(name) => `Do not ask ${name}`}
        />
        <Parameters />
      </div>
      <div className="flex flex-wrap items-center gap-2.5">
        <Button kind="primary" onClick={onSend}>
          {panes.length > 1 ? `Continue with ${panes.length}` : 'Continue'}
        </Button>
        <Kbd isOnKeyboardsOnly>{keyLabels('mod+enter')}</Kbd>
        {isRunning && <Button onClick={() => stopAll(complete)}>Stop</Button>}
        <Switch isOn={fillsIn} onChange={(isOn) => setFillsIn(complete, isOn)} label="Fill in at the caret" />
        <span className="flex-1" />
        <Button onClick={onScore} title="How likely each endpoint holds the text, token by token">
          Score the text
        </Button>
      </div>
    </div>
  )
}

function Parameters() {
  const { n, best_of, logprobs, echo, logit_bias, ...shared } = useCompleteState((state) => state.document.parameters)
  const [isOpen, setIsOpen] = useState(false)
  const own = [
    n !== undefined && `n ${n}`,
    best_of !== undefined && `best_of ${best_of}`,
    logprobs !== undefined && `logprobs ${logprobs}`,
    echo === true && 'echo',
    logit_bias !== undefined && 'logit_bias',
  ].filter((chip) => chip !== false)
  const chips = [...own, ...parameterChips(shared).map(({ text }) => text)]
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-1.5">
      <Popover
        title="Parameters"
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        trigger={<Button kind="plain">Parameters</Button>}
      >
        <PartBoundary fallback={<div className="h-40 w-[22.5rem] max-w-[calc(100vw-3.5rem)]" />}>
          <SettingsForm />
        </PartBoundary>
      </Popover>
      {chips.map((chip) => (
        <Chip key={chip} onClick={() => setIsOpen(true)}>
          {chip}
        </Chip>
      ))}
    </div>
  )
}

/** What grew in the text last: its measurements, or what went wrong. Several samples say so in their columns. */
function LastAnswer({ send, onInspect }: { send: CompleteSend; onInspect: (invocationId: string) => void }) {
  const complete = useComplete()
  const [asked, ...others] = Object.entries(send.invocations)
  const [paneId, ids] = asked ?? []
  const invocationId = ids?.at(-1)
  const reply = useReply(invocationId) ?? emptyReply
  const pane = useCompleteState((state) => state.document.panes.find(({ id }) => id === paneId))
  if (others.length > 0 || invocationId === undefined || paneId === undefined || reply.choices.length > 1) return null
  const word = {
    queued: reply.ahead > 0 ? `In line, ${reply.ahead} ahead.` : 'Sending…',
    waiting: 'Waiting for the first token…',
    streaming: '',
    done: '',
    stopped: 'Stopped.',
    failed: '',
    interrupted: 'Interrupted: the server went away.',
  }[reply.status]
  return (
    <div className="grid gap-1.5">
      {reply.failure && <FailureLine failure={reply.failure} />}
      <div className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1">
        <output className={word === '' ? 'sr-only' : 'text-note text-ink-2'}>
          {word === '' && reply.status === 'done' ? 'The completion has ended.' : word}
        </output>
        <Figures reply={reply} />
        <span className="flex-1" />
        {isEnded(reply.status) && (
          <Button
            kind="plain"
            size="small"
            disabled={!pane}
            onClick={() => void retry(complete, { paneId, invocationId, choice: 0, attempts: 1 })}
          >
            Retry
          </Button>
        )}
        <Button kind="plain" size="small" onClick={() => onInspect(invocationId)}>
          Inspect
        </Button>
      </div>
    </div>
  )
}
