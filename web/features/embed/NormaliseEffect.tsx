import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { measureText } from './figures.ts'
import { changeModel } from './models.ts'
import { useAnalysis, viewOf } from './useAnalysis.ts'
import { useEmbed, useWorkbench } from './workbench.ts'

/** Length 1 for all: what it changes where lengths count, by the dot product. */
export function NormaliseEffect({ model }: { model: EmbedModel }) {
  const workbench = useWorkbench()
  const { neighbours, tolerance } = useEmbed((state) => state.document)
  const { data: health } = useAnalysis('health', { view: viewOf(model), tolerance }, { models: [model] })
  const isAllUnit = health !== undefined && health.unit.unit === health.unit.of
  const { data } = useAnalysis(
    'agreement',
    {
      views: [
        { ...viewOf(model), isNormalised: false },
        { ...viewOf(model), isNormalised: true },
      ],
      k: neighbours,
      metric: 'dot',
    },
    { models: [model], isEnabled: health !== undefined && !isAllUnit },
  )
  return (
    <section aria-label="Normalising" className="grid gap-1">
      <h3 className="text-control font-semibold">Normalising</h3>
      <p className="text-note text-ink-2">
        {health === undefined
          ? 'Looking at the lengths…'
          : isAllUnit && model.cut === undefined
            ? 'All vectors have length 1 already: normalising changes nothing.'
            : data
              ? `By dot product, normalised and not share ${measureText(data.overlap)} of ${data.k} neighbours; ranks correlate by ${measureText(data.correlation)}. Cosine stays as it is.`
              : 'Dot and Euclidean change with the lengths, cosine stays as it is. Three texts show by how much.'}
      </p>
      <Checkbox
        label="Look at the vectors as if of length 1"
        isChecked={model.isNormalised}
        onChange={(isNormalised) => changeModel(workbench, model.id, { isNormalised })}
      />
    </section>
  )
}
