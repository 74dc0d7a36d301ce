import type { ReactNode } from 'react'
import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import { Dot } from '../../ui/Dot.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { NumberField } from '../../ui/NumberField.tsx'
import type { Duplicates } from '../../vectors/duplicates.ts'
import type { Health } from '../../vectors/analyses.ts'
import { Card } from './Card.tsx'
import { modelName } from './models.ts'
import { Probes } from './Probes.tsx'
import { FindingLine } from './FindingLine.tsx'
import { useAnalysis, viewOf } from './useAnalysis.ts'
import { changeDocument, useEmbed, useWorkbench } from './workbench.ts'

/** What is wrong with the vectors themselves, and whether the endpoint answers alike however it is asked. */
export function HealthCard({ models }: { models: EmbedModel[] }) {
  const workbench = useWorkbench()
  const tolerance = useEmbed(({ document }) => document.tolerance)
  return (
    <Card
      title="Health"
      actions={
        <label htmlFor="unit-tolerance" className="flex items-center gap-1.5 text-note text-ink-3">
          unit within
          <NumberField
            id="unit-tolerance"
            value={tolerance}
            min={0}
            max={1}
            step={0.001}
            className="w-20!"
            onChange={(next) =>
              next !== undefined &&
              next >= 0 &&
              next <= 1 &&
              changeDocument(workbench, (document) => ({ ...document, tolerance: next }))
            }
          />
        </label>
      }
    >
      <div className="grid gap-4">
        {models.map((model) => (
          <section key={model.id} aria-label={`Health of ${modelName(model)}`} className="grid gap-1">
            <h3 className="flex items-center gap-2 text-control font-semibold">
              <Dot hue={model.hue} /> {modelName(model)}
            </h3>
            <Findings model={model} tolerance={tolerance} />
            {model.endpoint !== null && <Probes model={model} />}
          </section>
        ))}
      </div>
    </Card>
  )
}

function Findings({ model, tolerance }: { model: EmbedModel; tolerance: number }) {
  const { data: health } = useAnalysis('health', { view: viewOf(model), tolerance }, { models: [model] })
  const { data: same } = useAnalysis('duplicates', { view: viewOf(model) }, { models: [model] })
  if (!health) return <p className="text-note text-ink-3">Looking at the vectors…</p>
  return (
    <ul className="grid gap-0.5">
      <UnitLine unit={health.unit} />
      <CountLine name="NaN" count={health.counts.nan} none="No vector has a NaN." />
      <CountLine name="All zeros" count={health.counts.zero} none="No vector is all zeros." />
      <CountLine
        name="Other dimension"
        count={health.counts['wrong-dimension']}
        none={`All have ${formatCount(health.dimensions)} dimensions.`}
        some={`not ${formatCount(health.dimensions)} dimensions`}
      />
      <ConstantLine constant={health.constant} />
      <DuplicateLine same={same} />
    </ul>
  )
}

function UnitLine({ unit: { unit, of } }: { unit: Health['unit'] }) {
  const isAll = unit === of
  return (
    <FindingLine verdict={isAll ? 'good' : 'warn'} name="Unit length">
      {of === 0
        ? 'No usable vector.'
        : isAll
          ? `All ${formatCount(of)} have length 1.`
          : `${formatCount(unit)} of ${formatCount(of)} have length 1: dot and cosine rank differently.`}
    </FindingLine>
  )
}

function CountLine({ name, count, none, some }: { name: string; count: number; none: string; some?: string }) {
  return (
    <FindingLine verdict={count === 0 ? 'good' : 'bad'} name={name}>
      {count === 0 ? none : `${formatCount(count)} ${count === 1 ? 'vector' : 'vectors'}${some ? ` ${some}` : ''}.`}
    </FindingLine>
  )
}

function ConstantLine({ constant }: { constant: number[] | undefined }) {
  const name = 'Constant dimensions'
  if (!constant)
    return (
      <FindingLine verdict="good" name={name}>
        It takes two vectors to tell.
      </FindingLine>
    )
  const shown = constant
    .slice(0, 8)
    .map((at) => at + 1)
    .join(', ')
  return (
    <FindingLine verdict={constant.length === 0 ? 'good' : 'warn'} name={name}>
      {constant.length === 0
        ? 'Every dimension differs between texts.'
        : `${formatCount(constant.length)} never change: ${shown}${constant.length > 8 ? ', …' : ''}.`}
    </FindingLine>
  )
}

function DuplicateLine({ same }: { same: Duplicates | undefined }) {
  const workbench = useWorkbench()
  const texts = useEmbed(({ document }) => document.texts)
  const name = 'Duplicates'
  if (!same)
    return (
      <FindingLine verdict="good" name={name}>
        Looking…
      </FindingLine>
    )
  if (same.groups.length === 0)
    return (
      <FindingLine verdict="good" name={name}>
        No two point the same way.
      </FindingLine>
    )
  const count = same.groups.reduce((sum, group) => sum + group.length, 0)
  return (
    <FindingLine verdict="warn" name={name}>
      {formatCount(count)} texts in {formatCount(same.groups.length)} {same.groups.length === 1 ? 'group' : 'groups'}
      {same.isCut && ', and more'}:{' '}
      {same.groups.slice(0, 6).map((group, index) => (
        <span key={group[0]}>
          {index > 0 && '; '}
          {joined(
            group.slice(0, 5).map((text) => (
              <button
                key={text}
                type="button"
                title={texts[text]?.text}
                className="min-h-6 min-w-6 rounded-inner font-mono text-measure text-ink underline underline-offset-2"
                onClick={() => workbench.store.setState({ selectedTextId: texts[text]?.id })}
              >
                {text + 1}
              </button>
            )),
          )}
          {group.length > 5 && ' …'}
        </span>
      ))}
      {same.groups.length > 6 && '; …'}
    </FindingLine>
  )
}

function joined(items: ReactNode[]): ReactNode[] {
  return items.flatMap((item, index) => (index === 0 ? [item] : [' = ', item]))
}
