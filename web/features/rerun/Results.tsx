import { useMemo, useState } from 'react'
import { Drawer } from '../../ui/Drawer.tsx'
import { SegmentedSwitch } from '../../ui/SegmentedSwitch.tsx'
import { Detail } from './Detail.tsx'
import { Inspector } from './Inspector.tsx'
import { RequestList } from './RequestList.tsx'
import type { RequestState } from './requestStates.ts'
import { useWide } from './useWide.ts'
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
  const isWide = useWide()
  const [filter, setFilter] = useState<Filter>('all')
  const [chosenId, setChosenId] = useState<string>()
  const [isOpen, setIsOpen] = useState(false)
  const [inspected, setInspected] = useState<string | null>(null)
  const byFilter = useMemo(() => countsOf(states), [states])
  const shown = byFilter[filter]
  const chosen = shown.find(({ request }) => request.id === chosenId) ?? shown[0]
  const detail = chosen && <Detail key={chosen.request.id} state={chosen} onInspect={setInspected} />
  return (
    <div className="grid min-h-0 grid-cols-[minmax(0,1fr)] lg:grid-cols-[minmax(340px,2fr)_minmax(0,3fr)]">
      <section
        aria-label="Requests"
        className="grid min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)] max-lg:h-[70vh] lg:border-r lg:border-line"
      >
        <div className="overflow-x-auto border-b border-line px-4 py-2">
          <SegmentedSwitch
            label="Which requests are shown"
            value={filter}
            onChange={setFilter}
            options={(Object.keys(filters) as Filter[]).map((value) => ({
              value,
              label: `${filters[value].label} ${byFilter[value].length}`,
            }))}
          />
        </div>
        <RequestList
          states={shown}
          chosenId={chosen?.request.id}
          onChoose={setChosenId}
          onOpen={() => setIsOpen(!isWide)}
        />
      </section>
      {isWide ? (
        <section aria-label="Differences" className="min-h-0 min-w-0 overflow-y-auto">
          {detail}
        </section>
      ) : (
        <Drawer isOpen={isOpen} onClose={() => setIsOpen(false)} title="Differences" width="680px">
          {detail}
        </Drawer>
      )}
      <Inspector invocationId={inspected} onClose={() => setInspected(null)} />
    </div>
  )
}

function countsOf(states: RequestState[]): Record<Filter, RequestState[]> {
  const of = (filter: Filter) => {
    const { outcomes } = filters[filter]
    return outcomes === undefined ? states : states.filter((state) => outcomes.has(outcomeOf(state)))
  }
  return { all: of('all'), words: of('words'), beyond: of('beyond'), failures: of('failures') }
}
