import { EmptyState } from '../../ui/EmptyState.tsx'
import { AgreementCard } from './AgreementCard.tsx'
import { EffectsCard } from './EffectsCard.tsx'
import { HealthCard } from './HealthCard.tsx'
import { MapCard } from './MapCard.tsx'
import { MatrixCard } from './MatrixCard.tsx'
import { NeighboursCard } from './NeighboursCard.tsx'
import { SummaryCard } from './SummaryCard.tsx'
import { useEmbed } from './workbench.ts'

/** What the vectors say; nothing before there are some. */
export function Results() {
  const models = useEmbed(({ document }) => document.models)
  const isReading = useEmbed((state) => state.isReadingVectors)
  const withVectors = useEmbed(({ document, rows }) =>
    document.models
      .filter(({ vectorsId }) => (rows[vectorsId]?.byText.size ?? 0) > 0)
      .map(({ id }) => id)
      .join(' '),
  )
  const shown = models.filter(({ id }) => withVectors.split(' ').includes(id))
  return (
    <section aria-label="Vectors" className="@container min-h-0 min-w-0 overflow-y-auto">
      {shown.length === 0 ? (
        <EmptyState title={isReading ? 'Reading the vectors…' : 'No vectors yet'}>
          {!isReading && 'Add texts on the left, choose a model, and press Embed.'}
        </EmptyState>
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-3.5 p-4">
          <SummaryCard models={shown} />
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4 @min-[640px]:grid-cols-2">
            {shown.map((model) => (
              <MatrixCard key={model.id} model={model} />
            ))}
            {shown.length % 2 === 1 && shown.length > 1 && <div className="hidden @min-[640px]:block" />}
            <MapCard models={shown} />
            <NeighboursCard models={shown} />
            {shown.length > 1 && <AgreementCard models={shown} />}
            <HealthCard models={shown} />
            <EffectsCard models={shown} />
          </div>
        </div>
      )}
    </section>
  )
}
