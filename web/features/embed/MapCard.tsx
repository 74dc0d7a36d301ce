import { useMemo, useState } from 'react'
import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import { formatCount, formatPercent } from '../../ui/formatNumber.ts'
import { NumberField } from '../../ui/NumberField.tsx'
import { SegmentedSwitch } from '../../ui/SegmentedSwitch.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { Card } from './Card.tsx'
import { groupColours, type ColourBy } from './groupColours.ts'
import { MapCanvas } from './MapCanvas.tsx'
import { MapLegend } from './MapLegend.tsx'
import { MarkedTexts } from './MarkedTexts.tsx'
import { activeModel, modelName } from './models.ts'
import { useAnalysis, viewOf } from './useAnalysis.ts'
import { useLayout } from './useLayout.ts'
import { useEmbed } from './workbench.ts'

/** All texts as points: near ones are alike. Principal components at once, UMAP when asked. */
export function MapCard({ models }: { models: EmbedModel[] }) {
  const document = useEmbed((state) => state.document)
  const activeId = useEmbed((state) => state.activeModelId)
  const { texts } = document
  const [modelId, setModelId] = useState<string>()
  const [kind, setKind] = useState<'pca' | 'umap'>('pca')
  const [colourBy, setColourBy] = useState<ColourBy>('label')
  const [clusterCount, setClusterCount] = useState(6)
  const [search, setSearch] = useState('')
  const active = activeModel(document, activeId)
  const model = models.find(({ id }) => id === (modelId ?? active?.id)) ?? models[0]
  const view = useMemo(() => (model ? viewOf(model) : undefined), [model])
  const shownModels = useMemo(() => (model ? [model] : []), [model])
  const none = { vectorsId: '', isNormalised: false }
  const flat = useAnalysis('flatMap', { view: view ?? none }, { models: shownModels })
  const layout = useLayout(model, kind === 'umap')
  const clustered = useAnalysis(
    'clusters',
    { view: view ?? none, count: clusterCount },
    { models: shownModels, isEnabled: colourBy === 'cluster' },
  )
  const hasLabels = texts.some(({ label }) => label !== undefined)
  const by = colourBy === 'label' && !hasLabels ? 'none' : colourBy
  const groups = useMemo(() => groupColours(texts, by, clustered.data), [texts, by, clustered.data])
  const found = useMemo(() => findTexts(texts, search), [texts, search])
  const points = kind === 'umap' ? (layout.points ?? flat.data?.points) : flat.data?.points
  const isUsable = points !== undefined && points.length === texts.length * 2
  if (!model) return null
  return (
    <Card
      title="Map"
      actions={
        <>
          {models.length > 1 && (
            <Select
              aria-label="Model of the map"
              className="max-w-40"
              value={model.id}
              onChange={setModelId}
              options={models.map((one) => ({ value: one.id, label: modelName(one) }))}
            />
          )}
          <SegmentedSwitch
            label="Kind of map"
            options={[
              { value: 'pca', label: 'PCA' },
              { value: 'umap', label: 'UMAP' },
            ]}
            value={kind}
            onChange={setKind}
          />
        </>
      }
    >
      <div className="mb-2 flex flex-wrap items-center gap-1.5">
        <TextField
          type="search"
          aria-label="Search in the map"
          placeholder="Find texts"
          value={search}
          onChange={setSearch}
          className="max-w-44 min-w-28 flex-1"
        />
        {found && <span className="font-mono text-measure text-ink-3">{formatCount(found.size)} found</span>}
        <span className="flex-1" />
        <Select
          aria-label="Colour by"
          className="w-32"
          value={by}
          onChange={(value) => setColourBy(value === 'label' || value === 'cluster' ? value : 'none')}
          options={[
            { value: 'none', label: 'One colour' },
            { value: 'label', label: 'Label', isDisabled: !hasLabels },
            { value: 'cluster', label: 'Cluster' },
          ]}
        />
        {by === 'cluster' && (
          <NumberField
            aria-label="Number of clusters"
            className="w-12!"
            value={clusterCount}
            min={2}
            max={24}
            onChange={(next) => next !== undefined && next >= 2 && next <= 24 && setClusterCount(Math.round(next))}
          />
        )}
      </div>
      {isUsable ? (
        <MapCanvas points={points} groups={groups.byText} hue={model.hue} found={found} name={modelName(model)} />
      ) : (
        <div className="grid h-[300px] place-items-center text-note text-ink-3">
          {flat.error ? flat.error.message : flat.data === undefined && whyNoMap(texts.length, flat.isPending)}
        </div>
      )}
      <MapLegend groups={groups} />
      <p className="mt-1 min-h-[18px] text-note text-ink-3" aria-live="polite">
        {kind === 'pca' && isUsable && flat.data && (
          <>
            {formatPercent(flat.data.shares[0])} of the variance across, {formatPercent(flat.data.shares[1])} up
            {flat.data.fromTexts < texts.length && `, directions from ${formatCount(flat.data.fromTexts)} texts`}
          </>
        )}
        {kind === 'umap' && layout.note}
      </p>
      <MarkedTexts />
    </Card>
  )
}

function whyNoMap(count: number, isPending: boolean): string {
  if (count < 2) return 'One text is one point: add others to see a map.'
  return isPending
    ? 'Working out the map…'
    : 'The texts cannot be told apart: all vectors are the same, or there are fewer than two.'
}

/** Texts with every typed word; undefined while nothing is searched. */
function findTexts(
  texts: readonly { id: number; text: string; label?: string }[],
  search: string,
): Set<number> | undefined {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return undefined
  const found = new Set<number>()
  for (const [index, { text, label }] of texts.entries()) {
    const all = `${text} ${label ?? ''}`.toLocaleLowerCase()
    if (words.every((word) => all.includes(word))) found.add(index)
  }
  return found
}
