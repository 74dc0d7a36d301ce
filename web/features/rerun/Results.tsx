import { useMemo, useState } from 'react'
import { Detail } from './Detail.tsx'
import { LazyInspector } from '../../models/inspector/LazyInspector.tsx'
import { ListAndDetail } from './ListAndDetail.tsx'
import { requestRow } from './requestRow.ts'
import type { RequestState } from './requestStates.ts'
import { outcomeOf, type Outcome } from './words.ts'

const filters = {
  all: { label: 'all', outcomes: undefined },
  words: { label: 'other words', outcomes: new Set<Outcome>(['differs', 'within', 'beyond']) },
  beyond: { label: 'beyond the spread', outcomes: new Set<Outcome>(['beyond']) },
  failures: { label: 'failures', outcomes: new Set<Outcome>(['fails now', 'answers now', 'still fails']) },
}

type Filter = keyof typeof filters

/** Every request, and the chosen one's answers against each other. */
export function Results({ states }: { states: RequestState[] }) {
  const [filter, setFilter] = useState<Filter>('all')
  const [chosenId, setChosenId] = useState<string>()
  const [inspected, setInspected] = useState<string | null>(null)
  const byFilter = useMemo(() => countsOf(states), [states])
  const shown = byFilter[filter]
  const found = shown.findIndex(({ request }) => request.id === chosenId)
  const at = Math.max(found, shown.length > 0 ? 0 : -1)
  const chosen = shown[at]
  return (
    <>
      <ListAndDetail
        label="Requests"
        filters={(Object.keys(filters) as Filter[]).map((value) => ({
          value,
          label: `${filters[value].label} ${byFilter[value].length}`,
        }))}
        filter={filter}
        onFilter={setFilter}
        count={shown.length}
        rowAt={(index) => shown[index] && requestRow(shown[index])}
        at={at}
        onChoose={(index) => setChosenId(shown[index]?.request.id)}
        detail={chosen && <Detail key={chosen.request.id} state={chosen} onInspect={setInspected} />}
      />
      <LazyInspector invocationId={inspected} onClose={() => setInspected(null)} />
    </>
  )
}

function countsOf(states: RequestState[]): Record<Filter, RequestState[]> {
  const of = (filter: Filter) => {
    const { outcomes } = filters[filter]
    return outcomes === undefined ? states : states.filter((state) => outcomes.has(outcomeOf(state)))
  }
  return { all: of('all'), words: of('words'), beyond: of('beyond'), failures: of('failures') }
}
