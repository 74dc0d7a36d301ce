import type { Comparison } from './comparison.ts'
import { figureLabels, finishWords, formatFigure, rangeWords, spreadWords } from './words.ts'

/** Every figure of the kept answer against those of the new ones. */
export function FigureTable({ comparison: { figures, finish } }: { comparison: Comparison }) {
  const rows = figures.filter(({ kept, now }) => kept !== undefined || now !== undefined)
  const finished = finishWords(finish)
  return (
    <div className="overflow-x-auto">
      <table aria-label="Measurements" className="max-w-full font-mono text-measure tabular-nums">
        <thead>
          <tr className="font-sans text-note text-ink-3">
            <th className="pr-6 max-sm:pr-3 text-left font-normal">
              <span className="sr-only">Figure</span>
            </th>
            <th className="pr-6 max-sm:pr-3 text-right font-normal">Kept</th>
            <th className="pr-6 max-sm:pr-3 text-right font-normal">New: median (range)</th>
            <th className="text-left font-normal">
              <span className="sr-only">Verdict</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, kept, now, verdict }) => (
            <tr key={name} className="border-t border-line">
              <th scope="row" className="py-1 pr-6 max-sm:pr-3 text-left font-sans text-note font-normal text-ink-2">
                {figureLabels[name]}
              </th>
              <td className="pr-6 max-sm:pr-3 text-right whitespace-nowrap">
                {kept === undefined ? '–' : formatFigure(name, kept)}
              </td>
              <td className="pr-6 max-sm:pr-3 text-right sm:whitespace-nowrap">
                {now ? <SpreadWords words={spreadWords(now, (value) => formatFigure(name, value))} /> : '–'}
              </td>
              <td className="font-sans text-note text-ink-2">{verdict && now && rangeWords(verdict, now.count)}</td>
            </tr>
          ))}
          {finished !== undefined && (
            <tr className="border-t border-line">
              <th scope="row" className="py-1 pr-6 max-sm:pr-3 text-left font-sans text-note font-normal text-ink-2">
                Finish
              </th>
              <td colSpan={3}>{finished}</td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}

/** The range under its median where there is no room beside it. */
function SpreadWords({ words }: { words: string }) {
  const at = words.indexOf(' (')
  if (at === -1) return words
  return (
    <>
      {words.slice(0, at)} <span className="inline-block whitespace-nowrap">{words.slice(at + 1)}</span>
    </>
  )
}
