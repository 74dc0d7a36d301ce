import { useMemo } from 'react'
import type { RerunPane } from '../../../server/contract/rerunDocument.ts'
import { EndpointPicker } from '../../models/endpointPicker/EndpointPicker.tsx'
import { Dot } from '../../ui/Dot.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import type { RequestState } from './requestStates.ts'
import { useRerun, useRerunState } from './rerun.ts'
import type { Spread } from './spread.ts'
import { ratioNames, summarise, type Summary } from './summary.ts'
import { formatRatio, spreadWords } from './words.ts'

const columns = [
  ['compared', 'New answers that could be compared with the kept one'],
  ['same', 'Every repeat is the kept text, character by character'],
  ['differs', 'Other words; a single repeat cannot tell more'],
  ['within', 'Other words, as the repeats differ among themselves'],
  ['beyond', 'Other words, more than the repeats differ among themselves'],
  ['fail now', 'Had been answered and fail now'],
  ['answer now', 'Had failed and are answered now'],
  ['first token ×', 'Median of the repeats ÷ kept: the median of all requests (their range)'],
  ['total ×', 'Median of the repeats ÷ kept: the median of all requests (their range)'],
  ['tokens/s ×', 'Median of the repeats ÷ kept: the median of all requests (their range)'],
] as const

/** Who answered then, who is asked now, and what came of it. */
export function Overview({ states }: { states: RequestState[] }) {
  const panes = useRerunState((state) => state.document.panes)
  const rows = useMemo(() => {
    const byPane = Map.groupBy(states, ({ request }) => request.paneId)
    return panes.map((pane) => ({ pane, summary: summaryOf(byPane.get(pane.id) ?? []) }))
  }, [panes, states])
  const all = useMemo(() => summaryOf(states), [states])
  const hasRun = states.some(({ request }) => request.repeats.length > 0)
  return (
    <div className="min-w-0 overflow-x-auto px-4 pb-3">
      <table aria-label="Endpoints" className="text-control">
        <thead>
          <tr className="text-note text-ink-3">
            <th className="pr-4 text-left font-normal">kept answer of</th>
            <th className="pr-4 text-left font-normal">asked now</th>
            {hasRun &&
              columns.map(([name, title]) => (
                <th key={name} title={title} className="px-2 text-right font-normal whitespace-nowrap">
                  {name}
                </th>
              ))}
          </tr>
        </thead>
        <tbody>
          {hasRun && rows.length > 1 && (
            <tr className="border-t border-line">
              <th scope="row" colSpan={2} className="py-1 pr-4 text-left font-medium">
                All
              </th>
              <Cells summary={all} />
            </tr>
          )}
          {rows.map(({ pane, summary }) => (
            <tr key={pane.id} className="border-t border-line">
              <th scope="row" className="max-w-60 py-0.5 pr-4 text-left font-medium">
                <span className="flex min-w-0 items-center gap-2">
                  <Dot hue={pane.hue} />
                  <span className="truncate">{pane.kept}</span>
                </span>
              </th>
              <td className="max-w-72 pr-4">
                <AskedNow pane={pane} isFixed={hasRun} />
              </td>
              {hasRun && <Cells summary={summary} />}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function AskedNow({ pane, isFixed }: { pane: RerunPane; isFixed: boolean }) {
  const rerun = useRerun()
  const task = useRerunState(({ document }) =>
    document.baseline.page === 'compare'
      ? 'llm/v1/chat'
      : document.baseline.page === 'complete'
        ? 'llm/v1/completions'
        : 'any',
  )
  const isSame = pane.endpoint === pane.kept
  if (isFixed) return <span className="truncate">{isSame ? 'the same' : pane.endpoint}</span>
  const choose = (endpoint: string) =>
    rerun.store.setState(({ document }) => ({
      document: {
        ...document,
        panes: document.panes.map((one) => (one.id === pane.id ? { ...one, endpoint } : one)),
      },
    }))
  return (
    <span className="flex min-w-0 items-center gap-2">
      <EndpointPicker value={pane.endpoint} task={task} onChange={choose} />
      {pane.endpoint === null && <span className="flex-none text-note text-warn">no longer here</span>}
      {isSame && <span className="flex-none text-note text-ink-3">the same</span>}
    </span>
  )
}

function Cells({ summary }: { summary: Summary }) {
  const { compared, same, differs, within, beyond, failuresNew, failuresGone, ratios } = summary
  const counts = [same, differs, within, beyond, failuresNew, failuresGone]
  return (
    <>
      <Cell>{`${formatCount(compared)} of ${formatCount(summary.requests)}`}</Cell>
      {counts.map((count, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- columns stay where they are
        <Cell key={index}>{count === 0 ? '–' : formatCount(count)}</Cell>
      ))}
      {ratioNames.map((name) => (
        <Cell key={name}>{ratioWords(ratios[name])}</Cell>
      ))}
    </>
  )
}

function Cell({ children }: { children: string }) {
  return <td className="px-2 text-right font-mono text-measure whitespace-nowrap tabular-nums">{children}</td>
}

function ratioWords(spread: Spread | undefined): string {
  return spread === undefined ? '–' : spreadWords(spread, formatRatio)
}

function summaryOf(states: readonly RequestState[]): Summary {
  return summarise(states.map(({ comparison }) => comparison))
}
