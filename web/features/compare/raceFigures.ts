import { isEnded, type Reply } from '../../../server/contract/reply.ts'
import { formatMs } from '../../ui/formatNumber.ts'

/** One bar: milliseconds on the row's shared axis, which begins where each was asked for. The label leaves the line out. */
export interface RaceBar {
  msInLine: number
  msWaiting: number
  msStreaming: number
  label: string
  isBad: boolean
}

/** `askedAtMs`: since when it is known to stand in line; what has ended says so itself. */
export function raceBar(reply: Reply | undefined, nowMs: number | undefined, askedAtMs?: number): RaceBar {
  if (!reply) return { msInLine: 0, msWaiting: 0, msStreaming: 0, label: '', isBad: false }
  const { status, ahead, sentAtMs, firstTokenAtMs, endedAtMs, timings, failure } = reply
  const isOver = isEnded(status)
  const sent = sentAtMs ?? (isOver ? endedAtMs : nowMs) ?? 0
  const end = sentAtMs === undefined ? sent : Math.max(sent, (isOver ? endedAtMs : nowMs) ?? sent)
  const first = Math.min(end, firstTokenAtMs ?? end)
  const msTotal = timings?.msTotal ?? end - sent
  return {
    msInLine: timings?.msInLine ?? Math.max(0, sent - (askedAtMs ?? sent)),
    msWaiting: Math.max(0, first - sent),
    msStreaming: end - first,
    isBad: status === 'failed' || status === 'interrupted',
    label: label(),
  }

  function label(): string {
    if (status === 'queued') return ahead > 0 ? 'in line' : ''
    if (status === 'failed') return failure?.status === undefined ? 'failed' : String(failure.status)
    if (status === 'interrupted') return 'cut'
    if (status === 'stopped') return 'stopped'
    // Of a conversation from elsewhere no time is known.
    if (status === 'done' && endedAtMs === undefined && timings === undefined) return ''
    return status === 'done' ? formatMs(msTotal) : liveSeconds(msTotal)
  }
}

/** A tenth of a second is all that can be read of a figure that moves. */
function liveSeconds(ms: number): string {
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s…` : `${formatMs(ms)}…`
}

/** Where the axis ends: a little beyond the longest bar, in steps while one grows, so that bars grow and do not shrink under the eye. */
export function axisMs(longest: number, isLive: boolean): number {
  if (!isLive) return Math.max(1, longest)
  let axis = 1000
  while (axis < longest * 1.08) axis *= 1.5
  return axis
}
