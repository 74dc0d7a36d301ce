import { isEnded, tokensPerSecond, type Reply } from '../../../server/contract/reply.ts'

/** The figures under a reply. `isEstimate` where the upstream has not said how many tokens it sent (yet). */
export interface Measurements {
  msToFirstToken?: number
  tokensPerSecond?: number
  tokensOut?: number
  tokensIn?: number
  msTotal?: number
  isEstimate: boolean
}

/** English text in common tokenizers; good enough for a figure that carries a `~`. */
const charactersPerToken = 4

export function measure(reply: Reply): Measurements {
  const { timings, usage, sentAtMs, firstTokenAtMs, lastTokenAtMs } = reply
  const since = (atMs: number | undefined) =>
    atMs === undefined || sentAtMs === undefined ? undefined : Math.max(0, atMs - sentAtMs)
  const msToFirstToken = timings?.msToFirstToken ?? since(firstTokenAtMs)
  const msToLastToken = timings?.msToLastToken ?? since(lastTokenAtMs)
  const isEstimate = usage?.completionTokens === undefined || !isEnded(reply.status)
  const tokensOut = isEstimate ? estimatedTokens(reply) : usage.completionTokens
  const rate =
    tokensOut === undefined || msToFirstToken === undefined || msToLastToken === undefined
      ? undefined
      : tokensPerSecond(tokensOut, msToFirstToken, msToLastToken)
  return {
    isEstimate,
    ...(msToFirstToken !== undefined && { msToFirstToken }),
    ...(rate !== undefined && { tokensPerSecond: rate }),
    ...(tokensOut !== undefined && { tokensOut }),
    ...(usage?.promptTokens !== undefined && { tokensIn: usage.promptTokens }),
    ...(timings && { msTotal: timings.msTotal }),
  }
}

function estimatedTokens({ choices }: Reply): number | undefined {
  const characters = choices.reduce((sum, { text, reasoning }) => sum + text.length + reasoning.length, 0)
  return characters === 0 ? undefined : Math.ceil(characters / charactersPerToken)
}

export interface Best {
  first?: string
  rate?: string
}

/** Who was best in a row, by invocation id. Only finished replies count, only figures the upstream stands for, only against another. */
export function bestOfRow(row: readonly { id: string; reply: Reply | undefined }[]): Best {
  const done = row.flatMap(({ id, reply }) => (reply?.status === 'done' ? [{ id, figures: measure(reply) }] : []))
  const firsts = done.flatMap(({ id, figures }) =>
    figures.msToFirstToken === undefined ? [] : [{ id, value: -figures.msToFirstToken }],
  )
  const rates = done.flatMap(({ id, figures }) =>
    figures.isEstimate || figures.tokensPerSecond === undefined ? [] : [{ id, value: figures.tokensPerSecond }],
  )
  const [first, rate] = [highest(firsts), highest(rates)]
  return { ...(first && { first }), ...(rate && { rate }) }
}

function highest(list: { id: string; value: number }[]): string | undefined {
  if (list.length < 2) return undefined
  return list.reduce((best, entry) => (entry.value > best.value ? entry : best)).id
}
