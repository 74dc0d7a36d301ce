import type { Invocation } from '../../../server/contract/invocation.ts'
import type { Reply, Usage } from '../../../server/contract/reply.ts'
import { formatCount, formatMs, formatRate } from '../../ui/formatNumber.ts'
import { rateWithSum, timingPhases, type Phase } from './timingPhases.ts'

export function TimingTab({ invocation: { reply } }: { invocation: Invocation }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <Phases reply={reply} />
      <Rate reply={reply} />
      <UsageList usage={reply.usage} />
    </div>
  )
}

/** Waiting is pale, text is ink: in the inspector there is one model only, so no hue. */
const grounds: Record<Phase['kind'], string> = {
  wait: 'bg-line-strong',
  reasoning: 'bg-ink-3',
  text: 'bg-ink',
}

function Phases({ reply }: { reply: Reply }) {
  const phases = timingPhases(reply)
  if (phases.length === 0) {
    return <p className="text-note text-ink-2">Measured when the invocation has ended.</p>
  }
  const total = phases.reduce((sum, { ms }) => sum + ms, 0)
  return (
    <section className="grid gap-2">
      <h3 className="text-note font-medium text-ink-2">Where the time went</h3>
      <div aria-hidden="true" className="flex h-2.5 gap-px overflow-hidden rounded-[3px]">
        {phases.map(({ name, ms, kind }) => (
          <i key={name} className={`min-w-px ${grounds[kind]}`} style={{ flexGrow: ms, flexBasis: 0 }} />
        ))}
      </div>
      <Figures>
        {phases.map(({ name, ms, kind }) => (
          <Figure key={name} name={name} swatch={grounds[kind]} value={formatMs(ms)} />
        ))}
        <Figure name="Total" value={formatMs(total)} />
      </Figures>
      <p className="text-note text-ink-3">
        From a monotonic clock on the server
        {phases.some(({ name }) => name === 'In line') && ', the time in line included'}.
      </p>
    </section>
  )
}

function Rate({ reply }: { reply: Reply }) {
  const rate = rateWithSum(reply)
  return (
    <section className="grid gap-1">
      <h3 className="text-note font-medium text-ink-2">Tokens per second</h3>
      {rate ? (
        <>
          <p className="font-mono text-reading font-medium tabular-nums">{formatRate(rate.perSecond)} tok/s</p>
          <p className="text-note text-ink-2">{rate.sum}. The first token only starts the clock.</p>
        </>
      ) : (
        <p className="text-note text-ink-2">
          Not known: it needs the upstream’s own count of tokens and at least two of them some time apart.
        </p>
      )}
    </section>
  )
}

const usageNames: [keyof Usage, string][] = [
  ['promptTokens', 'Prompt'],
  ['cachedTokens', 'of it cached'],
  ['completionTokens', 'Completion'],
  ['reasoningTokens', 'of it reasoning'],
  ['totalTokens', 'Total'],
]

function UsageList({ usage }: { usage: Usage | undefined }) {
  const known = usageNames.flatMap(([key, name]) => {
    const count = usage?.[key]
    return count === undefined ? [] : [{ name, count }]
  })
  return (
    <section className="grid gap-1">
      <h3 className="text-note font-medium text-ink-2">Usage, as the upstream counted</h3>
      {known.length === 0 ? (
        <p className="text-note text-ink-2">It sent none.</p>
      ) : (
        <Figures>
          {known.map(({ name, count }) => (
            <Figure key={name} name={name} value={`${formatCount(count)} tok`} />
          ))}
        </Figures>
      )}
    </section>
  )
}

function Figures({ children }: { children: React.ReactNode }) {
  return <dl className="grid max-w-sm border-t border-line">{children}</dl>
}

function Figure({ name, value, swatch }: { name: string; value: string; swatch?: string }) {
  return (
    <div className="flex items-center gap-2 border-b border-line py-1">
      {swatch && <i aria-hidden="true" className={`size-2 rounded-[2px] ${swatch}`} />}
      <dt className="flex-1 text-control">{name}</dt>
      <dd className="font-mono text-measure font-medium tabular-nums">{value}</dd>
    </div>
  )
}
