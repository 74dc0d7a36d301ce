import { useMemo } from 'react'
import { formatCount } from '../../ui/formatNumber.ts'
import { Overview } from './Overview.tsx'
import { useAnswersPlan } from './plan.ts'
import { useRerunState } from './rerun.ts'
import type { RequestState } from './requestStates.ts'
import { Results } from './Results.tsx'
import { RunBar } from './RunBar.tsx'
import { ratioNames, summarise } from './summary.ts'
import { formatRatio, spreadWords } from './words.ts'

const ratioTitle = 'Median of the repeats ÷ kept: the median of all requests (their range)'

const columns = [
  ['compared', 'New answers that could be compared with the kept one'],
  ['same', 'Every repeat is the kept text, character by character'],
  ['differs', 'Other words; a single repeat cannot tell more'],
  ['within', 'Other words, as the repeats differ among themselves'],
  ['beyond', 'Other words, more than the repeats differ among themselves'],
  ['fail now', 'Had been answered and fail now'],
  ['answer now', 'Had failed and are answered now'],
  ['first token ×', ratioTitle],
  ['total ×', ratioTitle],
  ['tokens/s ×', ratioTitle],
] as const

/** Answers against answers: the bar, the summary, every request. */
export function AnswersBody({ states }: { states: RequestState[] }) {
  const panes = useRerunState((state) => state.document.panes)
  const plan = useAnswersPlan(states)
  const rows = useMemo(() => {
    const byPane = Map.groupBy(states, ({ request }) => request.paneId)
    return panes.map((pane) => ({ pane, cells: cellsOf(byPane.get(pane.id) ?? []) }))
  }, [panes, states])
  const all = useMemo(() => cellsOf(states), [states])
  return (
    <>
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] border-b border-line lg:max-h-[44vh] lg:overflow-y-auto">
        <RunBar plan={plan} />
        <Overview hasRun={plan.most > 0} columns={columns} rows={rows} all={all} />
      </div>
      <Results states={states} />
    </>
  )
}

function cellsOf(states: readonly RequestState[]): string[] {
  const summary = summarise(states.map(({ comparison }) => comparison))
  const { compared, requests, same, differs, within, beyond, failuresNew, failuresGone, ratios } = summary
  const counts = [same, differs, within, beyond, failuresNew, failuresGone]
  return [
    `${formatCount(compared)} of ${formatCount(requests)}`,
    ...counts.map((count) => (count === 0 ? '–' : formatCount(count))),
    ...ratioNames.map((name) => {
      const spread = ratios[name]
      return spread === undefined ? '–' : spreadWords(spread, formatRatio)
    }),
  ]
}
