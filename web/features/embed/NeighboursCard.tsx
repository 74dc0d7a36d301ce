import { useState } from 'react'
import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import type { Neighbour } from '../../vectors/neighbours.ts'
import { Button } from '../../ui/Button.tsx'
import { Dot } from '../../ui/Dot.tsx'
import { hueStyle } from '../../ui/hueStyle.ts'
import { NumberField } from '../../ui/NumberField.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { Card } from './Card.tsx'
import { measureText, wideMeasureText } from './figures.ts'
import { modelName } from './models.ts'
import { searchQuery, useQueryVectors } from './searchQuery.ts'
import { useAnalysis, viewOf } from './useAnalysis.ts'
import { changeDocument, useEmbed, useWorkbench } from './workbench.ts'

/** The texts nearest to the chosen one, or to a typed query, as each model sees it. */
export function NeighboursCard({ models }: { models: EmbedModel[] }) {
  const workbench = useWorkbench()
  const query = useEmbed(({ document }) => document.query)
  const k = useEmbed(({ document }) => document.neighbours)
  const searched = useQueryVectors()
  const texts = useEmbed(({ document }) => document.texts)
  const selectedId = useEmbed((state) => state.selectedTextId)
  const chosen = Math.max(
    0,
    texts.findIndex(({ id }) => id === selectedId),
  )
  const [isSearching, setIsSearching] = useState(false)
  const isQuery = searched.text !== undefined

  async function search() {
    if (query.trim() === '') return
    setIsSearching(true)
    await searchQuery(workbench, models, query)
    setIsSearching(false)
  }

  return (
    <Card
      title={isQuery ? 'Neighbours of the query' : `Neighbours of ${chosen + 1}`}
      actions={
        <label htmlFor="neighbour-count" className="flex items-center gap-1.5 text-note text-ink-3">
          k
          <NumberField
            id="neighbour-count"
            value={k}
            min={1}
            max={100}
            className="w-12!"
            aria-label="Number of neighbours"
            onChange={(next) =>
              next !== undefined &&
              Number.isInteger(next) &&
              next >= 1 &&
              next <= 100 &&
              changeDocument(workbench, (document) => ({ ...document, neighbours: next }))
            }
          />
        </label>
      }
    >
      <form
        className="mb-3 flex gap-1.5"
        onSubmit={(event) => {
          event.preventDefault()
          void search()
        }}
      >
        <TextField
          type="search"
          aria-label="Query"
          placeholder="Search for any text"
          value={query}
          onChange={(next) => changeDocument(workbench, (document) => ({ ...document, query: next }))}
        />
        <Button type="submit" disabled={query.trim() === '' || isSearching}>
          Search
        </Button>
        {isQuery && (
          <Button kind="plain" onClick={() => useQueryVectors.setState({ text: undefined, vectors: {}, failures: {} })}>
            Clear
          </Button>
        )}
      </form>
      {!isQuery && <p className="mb-2 line-clamp-2 text-reading text-ink-2">{texts[chosen]?.text}</p>}
      <div className="grid gap-4">
        {models.map((model) => (
          <section key={model.id} aria-label={`Neighbours by ${modelName(model)}`} style={hueStyle(model.hue)}>
            {models.length > 1 && (
              <h3 className="mb-1 flex items-center gap-2 text-note font-medium text-ink-2">
                <Dot hue={model.hue} /> {modelName(model)}
              </h3>
            )}
            {isQuery ? (
              <QueryNeighbours
                model={model}
                k={k}
                vector={searched.vectors[model.id]}
                failure={searched.failures[model.id]}
              />
            ) : (
              <TextNeighbours model={model} k={k} text={chosen} />
            )}
          </section>
        ))}
      </div>
    </Card>
  )
}

function TextNeighbours({ model, text, k }: { model: EmbedModel; text: number; k: number }) {
  const metric = useEmbed(({ document }) => document.metric)
  const { data } = useAnalysis('neighbours', { view: viewOf(model), metric, text, k }, { models: [model] })
  const count = useEmbed(({ document }) => document.texts.length)
  const id = useEmbed(({ document }) => document.texts[text]?.id)
  const state = useEmbed(({ rows }) => (id === undefined ? undefined : rows[model.vectorsId]?.byText.get(id)?.state))
  if (data && data.length === 0) return <p className="text-note text-ink-3">{whyNone(state, count)}</p>
  return <NeighbourList neighbours={data} />
}

function whyNone(state: string | undefined, count: number): string {
  if (count < 2) return 'There is only one text: add others to find neighbours among.'
  if (state === undefined || state === 'missing') return 'This text has no vector from this model yet.'
  if (state === 'zero') return 'Its vector is all zeros: a cosine is not defined. Choose dot or Euclidean.'
  if (state === 'nan') return 'Its vector holds NaN: nothing can be measured to it.'
  if (state === 'wrong-dimension') return 'Its vector has another length than the others: they cannot be compared.'
  return 'No other text has a vector it can be compared with.'
}

interface QueryNeighboursProps {
  model: EmbedModel
  k: number
  vector: Float32Array | undefined
  failure: string | undefined
}

function QueryNeighbours({ model, k, vector, failure }: QueryNeighboursProps) {
  const metric = useEmbed(({ document }) => document.metric)
  const { data } = useAnalysis(
    'search',
    { view: viewOf(model), metric, k, vector: vector ?? new Float32Array(0) },
    { models: [model], isEnabled: vector !== undefined },
  )
  if (failure !== undefined) return <p className="text-note wrap-anywhere text-bad">{failure}</p>
  if (model.endpoint === null)
    return <p className="text-note text-ink-3">These vectors came from a file: the query cannot be embedded.</p>
  return <NeighbourList neighbours={vector === undefined ? undefined : data} />
}

function NeighbourList({ neighbours }: { neighbours: Neighbour[] | undefined }) {
  const workbench = useWorkbench()
  const texts = useEmbed(({ document }) => document.texts)
  const metric = useEmbed(({ document }) => document.metric)
  if (!neighbours) return <div className="h-16" />
  const furthest = Math.max(...neighbours.map(({ value }) => Math.abs(value)), Number.MIN_VALUE)
  return (
    <ol>
      {neighbours.map(({ text, value }) => {
        const share =
          metric === 'cosine'
            ? Math.max(0, value)
            : metric === 'dot'
              ? Math.max(0, value / furthest)
              : 1 - value / (furthest * 1.25)
        return (
          <li key={text} className="grid grid-cols-[minmax(0,1fr)_minmax(40px,110px)_44px] items-center gap-2.5 py-1">
            <button
              type="button"
              dir="auto"
              className="line-clamp-3 rounded-inner text-left text-reading wrap-anywhere hover:underline"
              onClick={() => workbench.store.setState({ selectedTextId: texts[text]?.id })}
            >
              {texts[text]?.text}
            </button>
            <span aria-hidden="true" className="h-1.5 overflow-hidden rounded-[2px] bg-raised">
              <span className="block h-full bg-(--c)" style={{ width: `${Math.round(share * 100)}%` }} />
            </span>
            <span className="text-right font-mono text-note tabular-nums">
              {metric === 'cosine' ? measureText(value) : wideMeasureText(value)}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
