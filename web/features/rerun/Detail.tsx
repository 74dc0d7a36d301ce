import { Suspense, useState } from 'react'
import { emptyReply, isEnded, type Reply } from '../../../server/contract/reply.ts'
import { failureTitle } from '../../models/reply/failureTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { Dot } from '../../ui/Dot.tsx'
import { part } from '../../ui/part.tsx'
import { SegmentedSwitch } from '../../ui/SegmentedSwitch.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { answerText } from './comparison.ts'
import { FigureTable } from './FigureTable.tsx'
import type { RequestState } from './requestStates.ts'
import { textSentence } from './words.ts'

const TextDiff = part(async () => (await import('../../ui/TextDiff.tsx')).TextDiff)

interface DetailProps {
  state: RequestState
  onInspect: (invocationId: string) => void
}

/** One request: its kept answer against any of the new ones, then every figure. */
export function Detail({ state, onInspect }: DetailProps) {
  const { request, pane, prompt, promptNumber, kept, repeats, comparison } = state
  const [chosen, setChosen] = useState(0)
  const [view, setView] = useState<'both' | 'kept' | 'new'>('both')
  const at = Math.min(chosen, Math.max(0, repeats.length - 1))
  const repeat = repeats[at]
  const repeatId = request.repeats[at]
  const name = `${pane?.kept ?? ''}${pane && pane.endpoint !== pane.kept ? ` → ${pane.endpoint ?? ''}` : ''}`
  return (
    <article aria-label={`Prompt ${promptNumber}, ${name}`} className="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 py-3">
      <header className="grid grid-cols-[minmax(0,1fr)] gap-1">
        <h2 className="flex min-w-0 items-center gap-2 text-control font-semibold">
          <Dot hue={pane?.hue ?? 7} />
          <span className="truncate">{name}</span>
        </h2>
        <p
          dir="auto"
          // A box that scrolls must be reachable by keyboard.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          className="max-h-20 overflow-y-auto text-reading wrap-anywhere whitespace-pre-wrap text-ink-2"
        >
          {prompt}
        </p>
      </header>
      {comparison?.text && <p className="text-reading">{textSentence(comparison.text, request)}</p>}
      <div className="flex flex-wrap items-center gap-2">
        {repeats.length > 1 && (
          <SegmentedSwitch
            label="Which repeat"
            value={String(at)}
            onChange={(next) => setChosen(Number(next))}
            options={repeats.map((one, index) => ({
              value: String(index),
              label: String(index + 1),
              title: `Repeat ${index + 1}: ${statusWords(one)}`,
            }))}
          />
        )}
        {repeats.length > 0 && (
          <SegmentedSwitch
            label="What is shown"
            value={view}
            onChange={setView}
            options={[
              { value: 'both', label: 'differences' },
              { value: 'kept', label: 'kept' },
              { value: 'new', label: 'new' },
            ]}
          />
        )}
        <span className="flex-1" />
        <Button size="small" onClick={() => onInspect(request.kept)}>
          Inspect kept
        </Button>
        <Button
          size="small"
          disabled={repeatId === undefined || repeat === undefined}
          onClick={() => repeatId !== undefined && onInspect(repeatId)}
        >
          Inspect new
        </Button>
      </div>
      <Ending label="Kept" reply={kept} />
      {repeats.length > 0 && <Ending label={repeats.length > 1 ? `Repeat ${at + 1}` : 'New'} reply={repeat} />}
      <Answers view={repeats.length === 0 ? 'kept' : view} kept={kept ?? emptyReply} repeat={repeat} />
      {comparison && <FigureTable comparison={comparison} />}
    </article>
  )
}

interface AnswersProps {
  view: 'both' | 'kept' | 'new'
  kept: Reply
  repeat: Reply | undefined
}

function Answers({ view, kept, repeat }: AnswersProps) {
  // Of what failed before a word there is nothing to compare: the kept answer stands as it is.
  const isWordless = repeat !== undefined && isEnded(repeat.status) && answerText(repeat) === ''
  if (view === 'both' && repeat !== undefined && isEnded(repeat.status) && !isWordless)
    return (
      <Suspense fallback={<Skeleton className="h-40" />}>
        <TextDiff before={answerText(kept)} after={answerText(repeat)} context={200} />
      </Suspense>
    )
  // What is still arriving is shown as it is: a difference to a half would change with every word.
  const isKept = view === 'kept' || (view === 'both' && isWordless)
  const text = answerText(isKept ? kept : (repeat ?? emptyReply))
  return (
    <pre
      dir="auto"
      // A box that scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label={isKept ? 'Kept answer' : 'New answer'}
      className="max-h-[56vh] min-h-10 overflow-auto rounded-inner border border-line bg-surface p-3 font-mono text-note wrap-anywhere whitespace-pre-wrap"
    >
      {text}
    </pre>
  )
}

/** Where an answer did not come to its end: what happened, in the provider's own words. */
function Ending({ label, reply }: { label: string; reply: Reply | undefined }) {
  if (reply?.status === 'done') return null
  const failure = reply?.failure
  return (
    <p className="text-reading wrap-anywhere text-ink-2">
      {label}:{' '}
      {failure ? (
        <>
          <b className="font-semibold text-bad">{failureTitle(failure.kind)}.</b> {failure.message}{' '}
          {failure.providerMessage && <q dir="auto">{failure.providerMessage}</q>}
        </>
      ) : (
        `${statusWords(reply)}.`
      )}
    </p>
  )
}

function statusWords(reply: Reply | undefined): string {
  if (reply === undefined) return 'not sent'
  if (reply.status === 'queued') return 'in line'
  return reply.status
}
