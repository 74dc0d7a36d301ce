import { heatSteps } from './surprise.ts'

const grounds = ['', 'bg-warn/8', 'bg-warn/16', 'bg-warn/24', 'bg-warn/32', 'bg-warn/40', 'bg-warn/48']

/** What the grounds of the heat map mean. */
export function HeatScale() {
  return (
    <span
      title="From expected to surprising: 0 to 9 bits and more"
      className="flex items-center gap-1.5 font-mono text-measure text-ink-3"
    >
      <span>0</span>
      <span className="flex overflow-hidden rounded-[3px] border border-line">
        {grounds.slice(0, heatSteps).map((ground) => (
          <i key={ground} className={`h-3 w-3.5 ${ground}`} />
        ))}
      </span>
      9 bits
    </span>
  )
}
