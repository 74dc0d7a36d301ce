import type { CSSProperties } from 'react'
import type { EmbedModel, Metric } from '../../../server/contract/embedDocument.ts'
import { hueStyle } from '../../ui/hueStyle.ts'
import { joinClasses } from '../../ui/joinClasses.ts'
import { measureText, wideMeasureText } from './figures.ts'
import { largestOf, shade } from './shade.ts'
import { useAnalysis, viewOf } from './useAnalysis.ts'
import { useEmbed, useWorkbench } from './workbench.ts'

/** A small matrix with its numbers; a row's number chooses its text. */
export function MatrixTable({ model, metric }: { model: EmbedModel; metric: Metric }) {
  const workbench = useWorkbench()
  const texts = useEmbed(({ document }) => document.texts)
  const selectedId = useEmbed((state) => state.selectedTextId)
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
            <td />
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
                  hue={model.hue}
                  depth={shade(data[row * texts.length + column] ?? NaN, metric, largest)}
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

function Cell({ hue, depth, text, title }: { hue: number; depth: number; text: string; title: string }) {
  const style: CSSProperties & Record<'--depth', string> = {
    ...hueStyle(hue),
    '--depth': `${Math.round(Math.abs(depth) * 88)}%`,
  }
  return (
    <td
      title={title}
      style={style}
      className={joinClasses(
        'min-w-10',
        depth < 0
          ? 'bg-[color-mix(in_oklab,var(--ink-3)_calc(var(--depth)*0.5),var(--surface))] text-ink'
          : 'bg-[color-mix(in_oklab,var(--c)_var(--depth),var(--surface))]',
        depth >= 0 && (depth > 0.62 ? 'text-on-ink' : 'text-ink'),
      )}
    >
      {text}
    </td>
  )
}
