import type { ReactNode } from 'react'
import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import { joinClasses } from '../../ui/joinClasses.ts'
import { formatCount } from '../../ui/formatNumber.ts'
import { measureText } from './figures.ts'
import { activeModel, modelName } from './models.ts'
import { useAnalysis, viewOf } from './useAnalysis.ts'
import { useComparedPair } from './useComparedPair.ts'
import { useEmbed } from './workbench.ts'

/** The figures one looks for first. */
export function SummaryCard({ models }: { models: EmbedModel[] }) {
  const document = useEmbed((state) => state.document)
  const activeModelId = useEmbed((state) => state.activeModelId)
  const active = models.find(({ id }) => id === activeModel(document, activeModelId)?.id) ?? models[0]
  return (
    <dl className="grid grid-cols-2 gap-x-3 gap-y-2.5 rounded-outer border border-line bg-surface p-3 @min-[560px]:grid-cols-4">
      {models.length > 1 && <PairFigures models={models} />}
      {active && <ModelFigures model={active} isOnly={models.length === 1} />}
    </dl>
  )
}

function PairFigures({ models }: { models: EmbedModel[] }) {
  const { metric, neighbours } = useEmbed((state) => state.document)
  const [one, other] = useComparedPair(models)
  const { data } = useAnalysis(
    'agreement',
    { views: [viewOf(one), viewOf(other)], k: neighbours, metric },
    { models: [one, other] },
  )
  const pair = `${modelName(one)} and ${modelName(other)}`
  return (
    <>
      <Figure name={`Neighbour overlap @${data?.k ?? neighbours}`} title={pair}>
        {measureText(data?.overlap)}
      </Figure>
      <Figure name="Rank correlation" title={pair}>
        {measureText(data?.correlation)}
      </Figure>
    </>
  )
}

function ModelFigures({ model, isOnly }: { model: EmbedModel; isOnly: boolean }) {
  const tolerance = useEmbed(({ document }) => document.tolerance)
  const { data: health } = useAnalysis('health', { view: viewOf(model), tolerance }, { models: [model] })
  const { data: same } = useAnalysis('duplicates', { view: viewOf(model) }, { models: [model] })
  const repeated = same?.groups.reduce((sum, group) => sum + group.length - 1, 0)
  const bad = health && health.counts.nan + health.counts.zero + health.counts['wrong-dimension']
  const isAllUnit = health !== undefined && health.unit.unit === health.unit.of
  return (
    <>
      {isOnly && (
        <>
          <Figure name="Vectors">{health ? formatCount(health.unit.of) : '–'}</Figure>
          <Figure name="Dimensions">{health ? formatCount(model.cut ?? health.dimensions) : '–'}</Figure>
        </>
      )}
      <Figure name="All unit length" tone={health && (isAllUnit ? 'good' : 'warn')}>
        {health ? `${formatCount(health.unit.unit)} / ${formatCount(health.unit.of)}` : '–'}
      </Figure>
      <Figure name="Duplicates, NaN, zero" tone={bad !== undefined && bad > 0 ? 'bad' : undefined}>
        {bad === undefined || repeated === undefined ? '–' : formatCount(bad + repeated)}
      </Figure>
    </>
  )
}

interface FigureProps {
  name: string
  title?: string
  tone?: 'good' | 'warn' | 'bad'
  children: ReactNode
}

const tones = { good: 'text-good', warn: 'text-warn', bad: 'text-bad' }

function Figure({ name, title, tone, children }: FigureProps) {
  return (
    <div className="grid gap-0.5" title={title}>
      <dt className="text-note text-ink-3">{name}</dt>
      <dd
        className={joinClasses('font-mono text-[1rem] leading-tight font-semibold tabular-nums', tone && tones[tone])}
      >
        {children}
      </dd>
    </div>
  )
}
