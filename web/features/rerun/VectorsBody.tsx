import { useState } from 'react'
import type { RerunEmbedding } from '../../../server/contract/rerunDocument.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Overview } from './Overview.tsx'
import { continueEmbedding, embedAgain, stopEmbedding, textsToEmbed, useEmbedJobs } from './embedding.ts'
import { ListAndDetail } from './ListAndDetail.tsx'
import { counted, type Plan } from './plan.ts'
import { useRerun } from './rerun.ts'
import { RunBar } from './RunBar.tsx'
import { VectorDetail } from './VectorDetail.tsx'
import { shownTexts, type VectorFilter } from './shownTexts.ts'
import { useModelStates, type ModelState } from './vectorStates.ts'
import { cosineWords, vectorColumns, vectorOutcomes, vectorRow } from './vectorWords.ts'

const filterLabels: Record<VectorFilter, string> = {
  all: 'all',
  numbers: 'other numbers',
  beyond: 'beyond the spread',
  moved: 'other neighbours',
}

/** The same page for vectors: every text by every model. */
export function VectorsBody({ embedding }: { embedding: RerunEmbedding }) {
  const states = useModelStates(embedding)
  const plan = useVectorsPlan(embedding, states)
  const [filter, setFilter] = useState<VectorFilter>('all')
  const [chosen, setChosen] = useState<{ paneId: string; index: number }>()
  const texts = textsToEmbed(embedding)
  const shown = shownTexts(states, texts.length, filter)
  const found = chosen ? shown.placeOf(chosen.paneId, chosen.index) : -1
  const at = Math.max(found, shown.count > 0 ? 0 : -1)
  const current = shown.at(at)
  const error = states.find((state) => state.error)?.error
  return (
    <>
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] border-b border-line lg:max-h-[44vh] lg:overflow-y-auto">
        <RunBar plan={plan} />
        {error && (
          <div className="px-4 pb-2">
            <ErrorNote title="Not compared">{error.message}</ErrorNote>
          </div>
        )}
        <Overview
          hasRun={plan.most > 0}
          columns={vectorColumns}
          rows={states.flatMap((state) => (state.pane ? [{ pane: state.pane, cells: cellsOf(state) }] : []))}
          all={undefined}
        />
      </div>
      <ListAndDetail
        label="Texts"
        filters={(Object.keys(filterLabels) as VectorFilter[]).map((value) => ({
          value,
          label: `${filterLabels[value]} ${shownTexts(states, texts.length, value).count}`,
        }))}
        filter={filter}
        onFilter={setFilter}
        count={shown.count}
        rowAt={(place) => {
          const row = shown.at(place)
          return row && vectorRow(row, texts[row.index]?.text ?? '')
        }}
        at={at}
        onChoose={(place) => {
          const row = shown.at(place)
          if (row) setChosen({ paneId: row.state.model.paneId, index: row.index })
        }}
        detail={
          current && (
            <VectorDetail
              key={`${current.state.model.paneId} ${current.index}`}
              {...current}
              text={texts[current.index]?.text ?? ''}
            />
          )
        }
      />
    </>
  )
}

function cellsOf({ comparisons, k }: ModelState): string[] {
  const known = comparisons ?? []
  const counts = vectorOutcomes.map((verdict) => known.filter((one) => one.verdict === verdict).length)
  const moved = known.filter((one) => (one.moved ?? 0) > 0).length
  return [
    ...counts.map((count) => (count === 0 ? '–' : String(count))),
    k === 0 ? '–' : String(moved),
    cosineWords(known),
  ]
}

function useVectorsPlan(embedding: RerunEmbedding, states: ModelState[]): Plan {
  const rerun = useRerun()
  const job = useEmbedJobs(({ jobs }) => jobs[rerun.sessionId])
  const texts = textsToEmbed(embedding).length
  const planned = embedding.models.reduce((sum, { repeats }) => sum + repeats.length * texts, 0)
  const isRunning = job !== undefined && !job.stop.signal.aborted
  const arrived = isRunning ? job.arrived : {}
  const ended = states.reduce(
    (sum, { model, ended: read }) => model.repeats.reduce((all, id) => all + (arrived[id] ?? read[id] ?? 0), sum),
    0,
  )
  return {
    kept: `${counted(texts, 'text')} by ${counted(states.length, 'model')}`,
    noun: 'text',
    perRepeat: texts * states.length,
    most: Math.max(0, ...embedding.models.map(({ repeats }) => repeats.length)),
    planned,
    ended,
    unsent: Math.max(0, planned - ended),
    isRunning,
    trouble: job?.failure,
    run: (repeats) => embedAgain(rerun, repeats),
    resume: () => continueEmbedding(rerun),
    stop: () => stopEmbedding(rerun),
  }
}
