import { Dot } from '../../ui/Dot.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import type { Groups } from './groupColours.ts'

const maxShown = 16

export function MapLegend({ groups: { names } }: { groups: Groups }) {
  if (names.length === 0) return null
  return (
    <ul aria-label="Colours" className="mt-2 flex flex-wrap gap-x-3 gap-y-1 text-note text-ink-2">
      {names.slice(0, maxShown).map(({ name, hue, count }) => (
        <li key={name} className="flex max-w-48 items-center gap-1.5">
          <Dot hue={hue} />
          <span className="truncate">{name}</span>
          <span className="font-mono text-measure text-ink-3">{formatCount(count)}</span>
        </li>
      ))}
      {names.length > maxShown && <li className="text-ink-3">and {formatCount(names.length - maxShown)} more</li>}
    </ul>
  )
}
