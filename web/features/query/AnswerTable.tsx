import { formatCount } from '../../ui/formatNumber.ts'
import type { Table } from './tableOf.ts'

/** More rows than anybody reads would be laid out for seconds; the body has them all. */
const maxRows = 500

export function AnswerTable({ table: { columns, rows } }: { table: Table }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
      {/* A box that scrolls must be reachable by keyboard. */}
      <div
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="max-h-[56vh] overflow-auto rounded-inner border border-line"
      >
        <table className="min-w-full border-collapse font-mono text-measure tabular-nums">
          <thead className="sticky top-0 bg-raised text-left text-ink-2">
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" className="px-2 py-1 font-medium whitespace-nowrap">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, maxRows).map((row, index) => (
              // Rows are known by their place alone.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={index} className="border-t border-line">
                {columns.map((column, at) => (
                  <td key={column} className="px-2 py-1 whitespace-nowrap">
                    {row[at] ?? ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > maxRows && (
        <p className="text-note text-ink-2">
          The first {formatCount(maxRows)} of {formatCount(rows.length)} rows.
        </p>
      )}
    </div>
  )
}
