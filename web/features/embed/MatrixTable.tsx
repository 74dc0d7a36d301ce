import type { EmbedModel, Metric } from '../../../server/contract/embedDocument.ts'
import { css, useColours } from './colours.ts'
import { measureText, wideMeasureText } from './figures.ts'
import { cellColours, largestOf, shade } from './shade.ts'
import { useAnalysis, viewOf } from './useAnalysis.ts'
import { useEmbed, useWorkbench } from './workbench.ts'

/** A small matrix with its numbers; a row's number chooses its text. */
export function MatrixTable({ model, metric }: { model: EmbedModel; metric: Metric }) {
  const workbench = useWorkbench()
  const texts = useEmbed(({ document }) => document.texts)
  const selectedId = useEmbed((state) => state.selectedTextId)
  const colours = useColours()
  const all = { start: 0, end: texts.length }
  const { data } = useAnalysis('tile', { view: viewOf(model), metric, rows: all, columns: all }, { models: [model] })
  if (!data || data.length !== texts.length ** 2) return <div style={{ height: (texts.length + 1) * 30 }} />
  const largest = largestOf(data)
  const format = metric === 'cosine' ? measureText : wideMeasureText
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-center font-mono text-measure font-medium tabular-nums">
        <caption className="sr-only">{`${metric} between the texts`}</caption>
        <thead>
          <tr className="h-[26px] text-ink-3">
            <th scope="col">
              <span className="sr-only">Text</span>
            </th>
            {texts.map(({ id, text }, column) => (
              <th key={id} scope="col" title={text} className="font-medium">
                {column + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {texts.map(({ id, text }, row) => (
            <tr key={id} className="h-[30px]">
              <th scope="row" className="pr-1 font-medium text-ink-3">
                <button
                  type="button"
                  title={text}
                  aria-label={`Choose text ${row + 1}`}
                  aria-pressed={id === selectedId}
                  onClick={() => workbench.store.setState({ selectedTextId: id })}
                  className="min-h-6 min-w-6 rounded-inner hover:text-ink aria-pressed:bg-raised aria-pressed:text-ink"
                >
                  {row + 1}
                </button>
              </th>
              {texts.map((other, column) => (
                <Cell
                  key={other.id}
                  colours={cellColours(
                    shade(data[row * texts.length + column] ?? NaN, metric, largest),
                    model.hue,
                    colours,
                  )}
                  text={format(data[row * texts.length + column] ?? NaN)}
                  title={`${row + 1}: ${text}\n${column + 1}: ${other.text}`}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface CellProps {
  colours: ReturnType<typeof cellColours>
  text: string
  title: string
}

function Cell({ colours: { ground, text: ink }, text, title }: CellProps) {
  return (
    <td title={title} className="min-w-10" style={{ backgroundColor: css(ground), color: css(ink) }}>
      {text}
    </td>
  )
}
