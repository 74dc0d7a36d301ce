import { tokensPerSecond, type Reply } from '../contract/reply.ts'

/** What was measured, as the page writes it: with its unit, and no more digits than are meant. */
export function figuresOf({ timings, usage }: Reply): string[] {
  const { msToFirstToken, msToLastToken, msTotal } = timings ?? {}
  const { completionTokens, promptTokens } = usage ?? {}
  const rate =
    completionTokens === undefined || msToFirstToken === undefined || msToLastToken === undefined
      ? undefined
      : tokensPerSecond(completionTokens, msToFirstToken, msToLastToken)
  return [
    msToFirstToken !== undefined && `first token ${formatMs(msToFirstToken)}`,
    rate !== undefined && `${formatRate(rate)} tok/s`,
    promptTokens !== undefined && `${formatCount(promptTokens)} tok in`,
    completionTokens !== undefined && `${formatCount(completionTokens)} tok out`,
    msTotal !== undefined && formatMs(msTotal),
  ].filter((part) => part !== false)
}

/** How it ended, where that was not by itself. */
export function endOf({ status, failure, choices }: Reply): string | undefined {
  const reason = choices[0]?.finishReason
  switch (status) {
    case 'failed':
      return `Failed${failure?.status === undefined ? '' : ` (${failure.status})`}: ${failure?.message ?? 'no reason is known.'}`
    case 'stopped':
      return 'Stopped.'
    case 'interrupted':
      return 'Interrupted: the server went away while this was arriving.'
    case 'queued':
    case 'waiting':
    case 'streaming':
      return 'Was still arriving.'
    case 'done':
      return reason === undefined || quietReasons.has(reason) ? undefined : `Ended: ${reason}.`
  }
}

const quietReasons = new Set(['stop', 'end_turn', 'stop_sequence', 'tool_calls', 'eos'])

function formatMs(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 9995) return `${(ms / 1000).toFixed(2)} s`
  return ms < 59_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`
}

function formatRate(perSecond: number): string {
  if (perSecond < 9.995) return perSecond.toFixed(2)
  return perSecond < 99.95 ? perSecond.toFixed(1) : formatCount(perSecond)
}

function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en')
}
