import type { EmbedModel } from '../../../server/contract/embedDocument.ts'
import { Button } from '../../ui/Button.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { measureText } from './figures.ts'
import { changeModel } from './models.ts'
import { useAnalysis, viewOf } from './useAnalysis.ts'
import { useEmbed, useWorkbench } from './workbench.ts'

/** Matryoshka: what the first dimensions alone still know. */
export function CutEffect({ model }: { model: EmbedModel }) {
  const workbench = useWorkbench()
  const { metric, neighbours } = useEmbed((state) => state.document)
  const whole = useEmbed(({ rows }) => rows[model.vectorsId]?.dimensions ?? 0)
  const { data, isPending } = useAnalysis('cuts', { view: viewOf(model), k: neighbours, metric }, { models: [model] })
  const rows = [{ dimensions: whole, overlap: 1, correlation: 1 }, ...(data ?? [])]
  return (
    <section aria-label="Fewer dimensions">
      <h3 className="mb-1 text-control font-semibold">Fewer dimensions</h3>
      {data?.length === 0 ? (
        <p className="text-note text-ink-3">Too few dimensions to cut.</p>
      ) : (
        <table className="w-full text-note">
          <thead>
            <tr className="text-left text-ink-3">
              <th className="py-1 font-medium">First dimensions</th>
              <th className="py-1 text-right font-medium">Overlap @{neighbours}</th>
              <th className="py-1 text-right font-medium">Rank correlation</th>
              <th>
                <span className="sr-only">Look at them</span>
              </th>
            </tr>
          </thead>
          <tbody className="font-mono text-measure tabular-nums">
            {rows.map(({ dimensions, overlap, correlation }) => {
              const isShown = (model.cut ?? whole) === dimensions
              return (
                <tr key={dimensions} className="border-t border-line">
                  <td className="py-1">{formatCount(dimensions)}</td>
                  <td className="py-1 text-right">{dimensions === whole ? '' : measureText(overlap)}</td>
                  <td className="py-1 text-right">{dimensions === whole ? '' : measureText(correlation)}</td>
                  <td className="w-24 py-1 text-right">
                    <Button
                      size="small"
                      kind="plain"
                      aria-pressed={isShown}
                      aria-label={isShown ? `${dimensions} dimensions are shown` : `Look at ${dimensions} dimensions`}
                      className="aria-pressed:bg-raised aria-pressed:text-ink"
                      onClick={() =>
                        changeModel(workbench, model.id, { cut: dimensions === whole ? undefined : dimensions })
                      }
                    >
                      {isShown ? 'Shown' : 'Look'}
                    </Button>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      {isPending && <p className="text-note text-ink-3">Cutting…</p>}
    </section>
  )
}
