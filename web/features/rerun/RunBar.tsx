import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RerunDocument } from '../../../server/contract/rerunDocument.ts'
import { endpointsQuery } from '../../api/queries.ts'
import { changePageDocument } from '../../models/session/pageSession.ts'
import { sessionPages } from '../../models/session/sessionPages.ts'
import { useStopKey } from '../../models/session/useStopKey.ts'
import { Button } from '../../ui/Button.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { SegmentedSwitch } from '../../ui/SegmentedSwitch.tsx'
import { Select } from '../../ui/Select.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { counted, repeatsLeft, type Plan } from './plan.ts'
import { useRerun, useRerunState } from './rerun.ts'
import { maxRepeats } from './running.ts'

/** What is run again, how often, and Run. */
export function RunBar({ plan }: { plan: Plan }) {
  const rerun = useRerun()
  const document = useRerunState((state) => state.document)
  const blocked = useBlocked(document)
  const { isRunning, most, planned, ended, unsent } = plan
  const left = repeatsLeft(plan)
  const repeats = Math.min(document.repeats, Math.max(1, left))
  const canRun = !isRunning && blocked === undefined && left > 0
  const run = () => {
    if (canRun) plan.run(repeats)
  }
  useShortcut('mod+enter', run, { description: 'Run', allowInFields: true })
  useStopKey(plan.stop)
  const note =
    planned > 0
      ? `${formatCount(ended)} of ${formatCount(planned)} done`
      : (blocked ?? (left === 0 ? `${maxRepeats} repeats are all there can be.` : undefined))
  return (
    <section aria-label="What is run again" className="grid min-w-0 gap-2 px-4 pt-3 pb-2">
      <p className="min-w-0 text-control wrap-anywhere text-ink-2">
        Baseline: <BaselineLink document={document} />, {plan.kept}. {document.remarks.join(' ')}
      </p>
      <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2">
        <span className="flex items-center gap-2 text-control">
          Repeats
          <Select
            aria-label="Repeats"
            value={String(repeats)}
            onChange={(next) => change(Number(next), document.atOnce)}
            options={Array.from({ length: Math.max(1, left) }, (_, index) => ({
              value: String(index + 1),
              label: String(index + 1),
            }))}
            disabled={isRunning || left === 0}
            className="w-[68px]"
          />
        </span>
        <SegmentedSwitch
          label="How many at once"
          value={String(document.atOnce)}
          onChange={(next) => change(document.repeats, Number(next))}
          options={[
            { value: '1', label: 'in turn', title: 'One after the other: none waits for another at the same model' },
            { value: '4', label: '4 at once' },
            { value: '64', label: 'all at once', title: 'Up to 64 together' },
          ]}
        />
        {/* On a phone a line of its own, so that nothing below moves when Run becomes Stop. */}
        <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2 max-sm:w-full">
          {isRunning ? (
            <Button onClick={plan.stop}>Stop</Button>
          ) : (
            <Button kind={most === 0 ? 'primary' : 'default'} disabled={!canRun} title={blocked} onClick={run}>
              {most === 0 ? 'Run' : 'Repeat'} {counted(plan.perRepeat * repeats, plan.noun)}
            </Button>
          )}
          <output className="min-w-0 text-note text-ink-2">{note}</output>
          {isRunning && (
            <div className="w-40">
              <ProgressBar label="Requests answered" fraction={planned === 0 ? 0 : ended / planned} />
            </div>
          )}
        </div>
        {!isRunning && unsent > 0 && (
          <span className="flex flex-wrap items-center gap-2 text-note text-warn">
            {formatCount(unsent)} of {formatCount(planned)} were not sent. {plan.trouble}
            <Button size="small" disabled={blocked !== undefined} onClick={plan.resume}>
              Continue
            </Button>
          </span>
        )}
        {!isRunning && most > 0 && (
          <Link
            to="/rerun"
            search={{ baseline: rerun.sessionId }}
            className="text-note text-ink-2 underline underline-offset-2"
          >
            Run with other endpoints
          </Link>
        )}
      </div>
    </section>
  )

  function change(nextRepeats: number, atOnce: number) {
    const apply = (before: RerunDocument) => ({ ...before, repeats: nextRepeats, atOnce })
    // Nothing is saved before the first run.
    if (rerun.store.getState().isStored) changePageDocument(rerun, apply)
    else rerun.store.setState((state) => ({ document: apply(state.document) }))
  }
}

function BaselineLink({ document: { baseline } }: { document: RerunDocument }) {
  return (
    <Link
      to={sessionPages[baseline.page].to}
      params={{ sessionId: baseline.sessionId }}
      className="font-medium text-ink underline underline-offset-2"
    >
      <bdi>{baseline.title || `Untitled ${sessionPages[baseline.page].noun}`}</bdi>
    </Link>
  )
}

/** Why nothing can be sent: somebody has to be chosen first. */
function useBlocked({ panes }: RerunDocument): string | undefined {
  const { data, error } = useQuery(endpointsQuery)
  if (data === undefined) return error?.message
  const names = new Set(data.endpoints.map(({ name }) => name))
  const gone = panes.find(({ endpoint }) => endpoint === null || !names.has(endpoint))
  if (gone === undefined) return undefined
  return `${gone.endpoint ?? gone.kept} is no longer here. Choose an endpoint in its place.`
}
