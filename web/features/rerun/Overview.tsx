import type { RerunPane } from '../../../server/contract/rerunDocument.ts'
import { EndpointPicker } from '../../models/endpointPicker/EndpointPicker.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dot } from '../../ui/Dot.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useRerun, useRerunState } from './rerun.ts'

interface OverviewProps {
  hasRun: boolean
  /** Name, and what is counted. */
  columns: readonly (readonly [string, string])[]
  rows: { pane: RerunPane; cells: string[] }[]
  /** Of all together, where that can be said. */
  all: string[] | undefined
}

/** Who answered then, who is asked now, and what came of it. */
export function Overview({ hasRun, columns, rows, all }: OverviewProps) {
  return (
    <div className="min-w-0 overflow-x-auto px-4 pb-3">
      <table aria-label="Endpoints" className="text-control">
        <thead>
          <tr className="text-note text-ink-3">
            <th className="pr-4 pb-1 text-left font-normal whitespace-nowrap">Kept from</th>
            <th className="pr-4 pb-1 text-left font-normal whitespace-nowrap">Asked now</th>
            {hasRun &&
              columns.map(([name, title]) => (
                <th
                  key={name}
                  title={title}
                  className="px-2 pb-1 text-right font-normal whitespace-nowrap first-letter:uppercase"
                >
                  {name}
                </th>
              ))}
          </tr>
        </thead>
        <tbody>
          {hasRun && all && rows.length > 1 && (
            <tr className="border-t border-line">
              <th scope="row" colSpan={2} className="py-1 pr-4 text-left font-medium">
                All
              </th>
              <Cells cells={all} />
            </tr>
          )}
          {rows.map(({ pane, cells }) => (
            <tr key={pane.id} className="border-t border-line">
              <th scope="row" className="max-w-60 py-1 pr-4 max-sm:max-w-44 text-left font-medium">
                <span className="flex min-w-0 items-center gap-2">
                  <Dot hue={pane.hue} />
                  <span className="truncate">{pane.kept}</span>
                </span>
              </th>
              <td className="max-w-72 py-1 pr-4 max-sm:max-w-44">
                <AskedNow pane={pane} isFixed={hasRun} />
              </td>
              {hasRun && <Cells cells={cells} />}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const tasks = {
  compare: 'llm/v1/chat',
  complete: 'llm/v1/completions',
  embed: 'llm/v1/embeddings',
  query: 'any',
} as const

function AskedNow({ pane, isFixed }: { pane: RerunPane; isFixed: boolean }) {
  const rerun = useRerun()
  const task = useRerunState(({ document }) => tasks[document.baseline.page])
  const isSame = pane.endpoint === pane.kept
  if (isFixed) return <span className="truncate">{isSame ? 'the same' : pane.endpoint}</span>
  const choose = (endpoint: string) =>
    rerun.store.setState(({ document }) => ({
      document: {
        ...document,
        panes: document.panes.map((one) => (one.id === pane.id ? { ...one, endpoint } : one)),
      },
    }))
  return (
    <span className="flex min-w-0 items-center gap-2">
      <EndpointPicker
        value={pane.endpoint}
        task={task}
        onChange={choose}
        trigger={
          <Button
            size="small"
            className="min-w-0 shrink"
            aria-label={
              pane.endpoint === null
                ? `Choose an endpoint in place of ${pane.kept}`
                : `Endpoint: ${pane.endpoint}. Choose another`
            }
          >
            <span className="truncate">{pane.endpoint ?? 'Choose an endpoint'}</span>
            <Icon name="chevron-down" className="size-3 text-ink-3" />
          </Button>
        }
      />
      {pane.endpoint === null && <span className="flex-none text-note text-warn">no longer here</span>}
      {isSame && <span className="flex-none text-note text-ink-3 max-sm:hidden">the same</span>}
    </span>
  )
}

/** Columns stay where they are: a cell has no name but its place. */
function Cells({ cells }: { cells: string[] }) {
  return cells.map((cell, index) => (
    // oxlint-disable-next-line react/no-array-index-key
    <td key={index} className="px-2 text-right font-mono text-measure whitespace-nowrap tabular-nums">
      {cell}
    </td>
  ))
}
