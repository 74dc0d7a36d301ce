import { isEnded, tokensPerSecond, type Reply } from '../../../server/contract/reply.ts'

export interface Phase {
  name: string
  ms: number
  kind: 'wait' | 'reasoning' | 'text'
}

/** What an invocation spent its time on, in order. Together they are `msInLine + msTotal`; nothing is counted twice. */
export function timingPhases({ timings }: Reply): Phase[] {
  if (timings === undefined) return []
  const { msInLine, msToHeaders, msToFirstToken, msToFirstText, msToLastToken, msTotal } = timings
  const phases: Phase[] = [{ name: 'In line', ms: msInLine, kind: 'wait' }]
  let at = 0
  const until = (ms: number | undefined, name: string, kind: Phase['kind']) => {
    if (ms === undefined) return
    phases.push({ name, ms: Math.max(0, ms - at), kind })
    at = Math.max(at, ms)
  }
  until(msToHeaders, 'To headers', 'wait')
  until(msToFirstToken, 'To first token', 'wait')
  const hasReasoned = msToFirstToken !== undefined && msToFirstText !== msToFirstToken
  if (hasReasoned) until(msToFirstText ?? msToLastToken, 'Reasoning', 'reasoning')
  if (msToFirstText !== undefined) until(msToLastToken, 'Streaming', 'text')
  until(msTotal, 'To the end', 'wait')
  return phases.filter(({ ms, name }) => ms > 0 || name === 'To headers')
}

/** Tokens per second with the sum behind it; undefined where the upstream did not count or there was nothing to divide. */
export function rateWithSum(reply: Reply): { perSecond: number; sum: string } | undefined {
  const { timings, usage, status } = reply
  const tokens = usage?.completionTokens
  if (!isEnded(status) || tokens === undefined) return undefined
  if (timings?.msToFirstToken === undefined || timings.msToLastToken === undefined) return undefined
  const perSecond = tokensPerSecond(tokens, timings.msToFirstToken, timings.msToLastToken)
  if (perSecond === undefined) return undefined
  const seconds = (timings.msToLastToken - timings.msToFirstToken) / 1000
  return {
    perSecond,
    sum: `(${tokens.toLocaleString('en')} − 1) tokens ÷ ${seconds.toFixed(2)} s from the first token to the last`,
  }
}
