import { take } from './client.ts'
import type { Figure } from './figure.ts'
import { quantile } from './statistics.ts'
import type { Target, TargetName } from './targets/target.ts'

const model = 'timestamps,rate:100,tokens:500'
const streams = 16

/** Each token is its own moment of writing; the clock is the machine's, the same in every process. */
export const P4: Figure = {
  id: 'P4',
  what: 'delay of a token, upstream write → receive, 16 × 100 tokens/s, p99',
  goal: '≤ 38 ms; first token ≤ 5 ms',
  async measure({ targets }) {
    const raw: Partial<Record<TargetName, Delays>> = {}
    // The first pass warms code and connections; the second is kept.
    for (const pass of ['warm', 'kept'])
      for (const name of ['direct', 'floor', 'ours', 'peer'] as const) {
        const delays = await delaysOf(targets[name])
        if (pass === 'kept') raw[name] = delays
      }
    const ours = raw.ours ?? none
    const line = (name: TargetName): string => `${name} ${(raw[name] ?? none).p99.toFixed(1)}`
    return {
      summary: `p50 ${ours.p50.toFixed(1)} ms, p99 ${ours.p99.toFixed(1)} ms, first ${ours.first.toFixed(1)} ms (p99 of 16: ${ours.firstP99.toFixed(1)}); p99 of others: ${line('direct')}, ${line('floor')}, ${line('peer')} ms; ${ours.count} of ${streams * 500} tokens`,
      isReached: ours.p99 <= 38 && ours.first <= 5 && ours.count === streams * 500,
      raw,
    }
  },
}

interface Delays {
  p50: number
  p99: number
  first: number
  firstP99: number
  count: number
}

const none: Delays = { p50: Number.NaN, p99: Number.NaN, first: Number.NaN, firstP99: Number.NaN, count: 0 }

async function delaysOf(target: Target): Promise<Delays> {
  const delays: number[] = []
  const firsts: number[] = []
  const reader = (): ((bytes: Buffer) => void) => {
    const seen = new Set<string>()
    let rest = ''
    return (bytes) => {
      const now = Number(process.hrtime.bigint() / 1000n)
      const lines = (rest + bytes.toString()).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines)
        for (const text of textsOf(target, line)) {
          for (const stamp of text.stamps) delays.push((now - stamp) / 1000)
          if (!seen.has(text.pane)) firsts.push((now - (text.stamps[0] ?? Number.NaN)) / 1000)
          seen.add(text.pane)
        }
    }
  }
  if (target.name === 'ours') await take(target, model, { answers: streams, onBytes: reader() })
  else await Promise.all(Array.from({ length: streams }, () => take(target, model, { onBytes: reader() })))
  return {
    p50: quantile(delays, 0.5),
    p99: quantile(delays, 0.99),
    first: quantile(firsts, 0.5),
    firstP99: quantile(firsts, 0.99),
    count: delays.length,
  }
}

function textsOf(target: Target, line: string): { pane: string; stamps: number[] }[] {
  const pattern = target.name === 'ours' ? /[[,](\d+),\d+,"([\d ]+)"/g : /"index":(\d+),"delta":\{"content":"([\d ]+)"/g
  return [...line.matchAll(pattern)].map(([, pane = '', text = '']) => ({
    pane,
    stamps: text.trim().split(' ').map(Number),
  }))
}
