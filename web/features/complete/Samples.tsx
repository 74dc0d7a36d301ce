import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { CompleteSend } from '../../../server/contract/completeDocument.ts'
import { emptyReply, isEnded, type Reply } from '../../../server/contract/reply.ts'
import { useAskedEndpoint, useReply } from '../../models/reply/useReply.ts'
import { replies } from '../../streams/replies.ts'
import { Button } from '../../ui/Button.tsx'
import { Dot } from '../../ui/Dot.tsx'
import { hueStyle } from '../../ui/hueStyle.ts'
import { useComplete, useCompleteState } from './complete.ts'
import { pathTo } from './editTree.ts'
import { FailureLine } from './FailureLine.tsx'
import { Figures } from './Figures.tsx'
import { addedText, samplesOf, type Sample } from './samples.ts'
import { retry, stop, take } from './sending.ts'

/** How the text might go on, beside each other: every endpoint, every choice of it. */
export function Samples({ send, onInspect }: { send: CompleteSend; onInspect: (invocationId: string) => void }) {
  // Which samples there are changes seldom, their text at every frame.
  const counts = useStore(replies, ({ replies: known }) =>
    Object.values(send.invocations)
      .map((ids) => known[ids.at(-1) ?? '']?.choices.length ?? 1)
      .join(),
  )
  const samples = useMemo(() => (counts === '' ? [] : samplesOf(send, replies.getState().replies)), [send, counts])
  return (
    <ul
      aria-label="Samples"
      className="grid min-h-0 auto-cols-[minmax(min(260px,82vw),1fr)] grid-flow-col gap-3 overflow-x-auto pb-1"
    >
      {samples.map((sample, index) => (
        <SampleColumn
          key={`${sample.paneId}.${sample.choice}`}
          send={send}
          sample={sample}
          number={index + 1}
          isOnlyChoice={samples.filter(({ paneId }) => paneId === sample.paneId).length === 1}
          onInspect={onInspect}
        />
      ))}
    </ul>
  )
}

interface SampleColumnProps {
  send: CompleteSend
  sample: Sample
  number: number
  isOnlyChoice: boolean
  onInspect: (invocationId: string) => void
}

function SampleColumn({ send, sample, number, isOnlyChoice, onInspect }: SampleColumnProps) {
  const complete = useComplete()
  const reply = useReply(sample.invocationId) ?? emptyReply
  const asked = useAskedEndpoint(sample.invocationId)
  const pane = useCompleteState((state) => state.document.panes.find(({ id }) => id === sample.paneId))
  const document = useCompleteState((state) => state.document)
  const isTaken = useMemo(
    () =>
      pathTo(document, document.current).some(
        ({ from }) =>
          from?.invocationId === sample.invocationId && from.choice === sample.choice && from.isAlternative !== true,
      ),
    [document, sample],
  )
  const name = asked ?? pane?.endpoint ?? 'an endpoint'
  const text = addedText(reply.choices[sample.choice]?.text ?? '', send, document)
  const hasEnded = isEnded(reply.status)
  const hue = pane?.hue ?? 7
  return (
    <li
      aria-label={`Sample ${number}: ${name}`}
      style={hueStyle(hue)}
      className="flex max-h-[min(60vh,640px)] min-w-0 flex-col rounded-outer border border-line bg-surface"
    >
      <div className="flex min-h-[34px] min-w-0 items-center gap-2 border-b border-line px-3">
        <Dot hue={hue} />
        <h2 className="min-w-0 truncate text-control font-semibold">{name}</h2>
        {!isOnlyChoice && <span className="font-mono text-measure text-ink-3">{sample.choice + 1}</span>}
        {sample.attempts > 1 && <span className="flex-none text-note text-ink-3">attempt {sample.attempts}</span>}
        <span className="flex-1" />
        <StatusWord reply={reply} />
      </div>
      <div
        // A box that scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="min-h-24 flex-1 overflow-y-auto p-3"
      >
        <p dir="auto" className="text-reading wrap-anywhere whitespace-pre-wrap text-(--c)">
          {text}
        </p>
        {reply.failure && <FailureLine failure={reply.failure} />}
        {reply.status === 'done' && text === '' && <p className="text-note text-ink-3">It added nothing.</p>}
      </div>
      <div className="grid gap-2 border-t border-line px-3 py-2">
        <Figures reply={reply} choice={sample.choice} />
        <div className="flex flex-wrap gap-1.5">
          {hasEnded ? (
            <>
              <Button size="small" disabled={text === '' || isTaken} onClick={() => take(complete, sample, hue)}>
                {isTaken ? 'In the text' : 'Take'}
              </Button>
              <Button kind="plain" size="small" disabled={!pane} onClick={() => void retry(complete, sample)}>
                Retry
              </Button>
            </>
          ) : (
            <Button size="small" onClick={() => stop([sample.invocationId])}>
              Stop
            </Button>
          )}
          <Button kind="plain" size="small" onClick={() => onInspect(sample.invocationId)}>
            Inspect
          </Button>
        </div>
      </div>
    </li>
  )
}

function StatusWord({ reply }: { reply: Reply }) {
  const word = {
    queued: reply.ahead > 0 ? `in line, ${reply.ahead} ahead` : 'sending',
    waiting: 'waiting',
    streaming: 'writing',
    done: '',
    stopped: 'stopped',
    failed: 'failed',
    interrupted: 'interrupted',
  }[reply.status]
  return <span className="flex-none text-note text-ink-3">{word}</span>
}
