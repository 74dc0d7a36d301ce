import { Fragment } from 'react'
import type { EmbedModel, EmbedText } from '../../../server/contract/embedDocument.ts'
import { Dot } from '../../ui/Dot.tsx'
import { formatCount, formatPercent } from '../../ui/formatNumber.ts'
import { Select } from '../../ui/Select.tsx'
import type { Disagreement } from '../../vectors/agreement.ts'
import { AlignedMap } from './AlignedMap.tsx'
import { Card } from './Card.tsx'
import { measureText, wideMeasureText } from './figures.ts'
import { modelName } from './models.ts'
import { useAnalysis, viewOf } from './useAnalysis.ts'
import { chooseCompared, useComparedPair } from './useComparedPair.ts'
import { useEmbed, useWorkbench } from './workbench.ts'

const maxShown = 8

/** Two models on the same texts: where they agree, and the pairs they see most differently. */
export function AgreementCard({ models }: { models: EmbedModel[] }) {
  const { metric, neighbours, texts } = useEmbed((state) => state.document)
  const [one, other] = useComparedPair(models)
  const pair = { models: [one, other] }
  const { data, isPending } = useAnalysis(
    'agreement',
    { views: [viewOf(one), viewOf(other)], k: neighbours, metric },
    pair,
  )
  return (
    <Card
      className="@min-[640px]:col-span-2"
      title="Model against model"
      actions={
        <div className="flex flex-wrap items-center gap-1.5 text-note text-ink-3">
          <ModelSelect label="First model" models={models} value={one} onChange={(id) => chooseCompared('one', id)} />
          and
          <ModelSelect
            label="Second model"
            models={models}
            value={other}
            onChange={(id) => chooseCompared('other', id)}
          />
        </div>
      }
    >
      {data ? (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5 @min-[760px]:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
          <div className="grid content-start gap-3">
            <p className="text-reading text-ink-2">
              Of the {data.k} nearest texts they share{' '}
              <b className="font-mono font-semibold text-ink">{measureText(data.overlap)}</b>; over{' '}
              {formatCount(data.fromPairs)} pairs their ranks correlate by{' '}
              <b className="font-mono font-semibold text-ink">
                {data.correlation === undefined
                  ? 'nothing (one model sees no difference)'
                  : measureText(data.correlation)}
              </b>
              .{' '}
              {data.fromTexts < texts.length &&
                `From ${formatCount(data.fromTexts)} of ${formatCount(texts.length)} texts.`}
            </p>
            <div>
              <h3 className="text-control font-semibold">They disagree most on</h3>
              <p className="text-note text-ink-3">The measure, and nearer than how many of all pairs.</p>
            </div>
            <ol aria-label="Pairs with most disagreement" className="grid gap-2.5">
              {data.disagreements.slice(0, maxShown).map((pairOf) => (
                <PairLine key={`${pairOf.one} ${pairOf.other}`} pair={pairOf} texts={texts} models={[one, other]} />
              ))}
            </ol>
          </div>
          <AlignedMap one={one} other={other} />
        </div>
      ) : (
        <p className="text-note text-ink-3">
          {isPending ? 'Comparing…' : 'It takes three texts that both models have vectors for.'}
        </p>
      )}
    </Card>
  )
}

interface ModelSelectProps {
  label: string
  models: EmbedModel[]
  value: EmbedModel
  onChange: (id: string) => void
}

function ModelSelect({ label, models, value, onChange }: ModelSelectProps) {
  return (
    <span className="flex items-center gap-1.5">
      <Dot hue={value.hue} />
      <Select
        aria-label={label}
        className="max-w-44"
        value={value.id}
        onChange={onChange}
        options={models.map((model) => ({ value: model.id, label: modelName(model) }))}
      />
    </span>
  )
}

interface PairLineProps {
  pair: Disagreement
  texts: EmbedText[]
  models: [EmbedModel, EmbedModel]
}

function PairLine({ pair, texts, models }: PairLineProps) {
  const workbench = useWorkbench()
  const metric = useEmbed(({ document }) => document.metric)
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3">
      <div className="min-w-0">
        {[pair.one, pair.other].map((text) => (
          <button
            key={text}
            type="button"
            dir="auto"
            className="block max-w-full truncate rounded-inner text-left text-note text-ink hover:underline pointer-coarse:min-h-8"
            onClick={() => workbench.store.setState({ selectedTextId: texts[text]?.id })}
          >
            <span className="font-mono text-measure text-ink-3">{text + 1}</span> {texts[text]?.text}
          </button>
        ))}
      </div>
      <div className="grid grid-cols-[auto_6ch_5ch] content-start items-center gap-x-1.5 text-right font-mono text-measure text-ink-2 tabular-nums">
        {models.map((model, side) => (
          <Fragment key={model.id}>
            <Dot hue={model.hue} />
            <span>
              {' '}
              {metric === 'cosine' ? measureText(pair.values[side]) : wideMeasureText(pair.values[side] ?? NaN)}
            </span>
            <span className="text-ink-3" title="Nearer than this share of all pairs">
              {formatPercent(pair.places[side] ?? 0)}
            </span>
          </Fragment>
        ))}
      </div>
    </li>
  )
}
