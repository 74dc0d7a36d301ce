import { isEnded, tokensPerSecond, type Reply } from '../contract/reply.ts'

/** What was measured, as the page writes it: with its unit, and no more digits than are meant; an estimate says so. */
export function figuresOf(reply: Reply): string[] {
  const { timings, usage, served } = reply
  const { msToFirstToken, msToLastToken, msTotal } = timings ?? {}
  const isEstimate = usage?.completionTokens === undefined || !isEnded(reply.status)
  const tokensOut = isEstimate ? estimatedTokens(reply) : usage.completionTokens
  const about = isEstimate ? '~' : ''
  const rate =
    tokensOut === undefined || msToFirstToken === undefined || msToLastToken === undefined
      ? undefined
      : tokensPerSecond(tokensOut, msToFirstToken, msToLastToken)
  return [
    msToFirstToken !== undefined && `first token ${formatMs(msToFirstToken)}`,
    rate !== undefined && `${about}${formatRate(rate)} tok/s`,
    usage?.promptTokens !== undefined && `${formatCount(usage.promptTokens)} tok in`,
    tokensOut !== undefined && `${about}${formatCount(tokensOut)} tok out`,
    msTotal !== undefined && formatMs(msTotal),
    served !== undefined && `by ${served}`,
  ].filter((part) => part !== false)
}

/** English text in common tokenizers, as the page estimates (web/models/reply/measurements.ts). */
const charactersPerToken = 4

function estimatedTokens({ choices }: Reply): number | undefined {
  const characters = choices.reduce((sum, { text, reasoning }) => sum + text.length + reasoning.length, 0)
  return characters === 0 ? undefined : Math.ceil(characters / charactersPerToken)
}

/** How it ended, where that was not by itself. */
export function endOf({ status, failure, choices }: Reply): string | undefined {
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
      return choices.length > 1 ? undefined : finishWords(choices[0]?.finishReason)
  }
}

/** `stop` and its kin need no word; an unknown reason is shown as the upstream put it. */
export function finishWords(reason: string | undefined): string | undefined {
  switch (reason) {
    case 'length':
    case 'max_tokens':
      return 'Cut: the token limit was reached.'
    case 'content_filter':
      return 'Ended by the provider’s content filter.'
    case 'refusal':
      return 'The model refused.'
    case undefined:
    case 'stop':
    case 'end_turn':
    case 'stop_sequence':
    case 'tool_calls':
    case 'eos':
      return undefined
    default:
      return `Ended: ${reason}.`
  }
}

/** As web/ui/formatNumber.ts. */
function formatMs(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`
  return `${Math.floor(whole / 3600)} h ${twoDigits(Math.floor((whole % 3600) / 60))} min`
}

function formatRate(perSecond: number): string {
  if (perSecond < 9.995) return perSecond.toFixed(2)
  return perSecond < 99.95 ? perSecond.toFixed(1) : formatCount(perSecond)
}

/** Made when first asked: loading the language's data takes 10 ms of every start. */
let grouped: Intl.NumberFormat | undefined

function formatCount(count: number): string {
  return (grouped ??= new Intl.NumberFormat('en')).format(Math.round(count))
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
