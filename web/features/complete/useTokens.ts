import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { CompleteSend } from '../../../server/contract/completeDocument.ts'
import type { Invocation } from '../../../server/contract/invocation.ts'
import { isEnded } from '../../../server/contract/reply.ts'
import { invocationQuery } from '../../api/queries.ts'
import { replies } from '../../streams/replies.ts'
import { useCompleteState } from './complete.ts'
import type { PlacedPiece } from './pieces.ts'
import { placedTokens, type PlacedToken } from './placedTokens.ts'
import { promptOf, sendOf } from './samples.ts'
import { tokensOf, type TokenSpan } from './tokenLogprobs.ts'

const read = new WeakMap<Invocation, ReturnType<typeof tokensOf>>()

/** Read once: a record can be megabytes. */
function tokensIn(invocation: Invocation): ReturnType<typeof tokensOf> {
  const known = read.get(invocation) ?? tokensOf(invocation)
  read.set(invocation, known)
  return known
}

/** By id, the recorded invocations that have ended. */
function useRecords(ids: readonly string[]): Map<string, Invocation> {
  const ended = useStore(
    replies,
    useShallow(({ replies: known }) => ids.filter((id) => known[id] !== undefined && isEnded(known[id].status))),
  )
  return useQueries({
    queries: ended.map((id) => invocationQuery(id)),
    combine: (results) =>
      new Map(results.flatMap(({ data }) => (data === undefined ? [] : [[data.id, data] as const]))),
  })
}

export interface CompletionTokens {
  tokens: PlacedToken[]
  /** What cannot be shown, and why. */
  problems: string[]
}

/** The tokens of the completions in the text, where probabilities were asked for. */
export function useCompletionTokens(pieces: readonly PlacedPiece[]): CompletionTokens {
  const document = useCompleteState((state) => state.document)
  const ids = useMemo(() => {
    const asked = pieces.flatMap(({ edit: { from } }) =>
      from && from.isAlternative !== true && sendOf(document, from.invocationId)?.asksProbabilities === true
        ? [from.invocationId]
        : [],
    )
    return [...new Set(asked)]
  }, [document, pieces])
  const records = useRecords(ids)
  return useMemo(() => {
    const tokens = placedTokens(pieces, ({ edit: { from } }) => {
      const record = from && records.get(from.invocationId)
      if (!record) return []
      return withoutPrompt(tokensIn(record).choices[from.choice] ?? [], sendOf(document, from.invocationId), document)
    })
    return { tokens, problems: [...records.values()].flatMap((record) => problemOf(record) ?? []) }
  }, [pieces, records, document])
}

/** An answer that begins with the prompt has the prompt's tokens too. */
function withoutPrompt(
  spans: TokenSpan[],
  send: CompleteSend | undefined,
  document: Parameters<typeof promptOf>[0],
): TokenSpan[] {
  if (send?.echoes !== true) return spans
  const { length } = promptOf(document, send)
  return spans
    .filter(({ from }) => from >= length)
    .map((span) => ({ ...span, from: span.from - length, to: span.to - length }))
}

/** Why an answer has no probabilities, or not all. */
export function problemOf(record: Invocation): string | undefined {
  const { choices, eventsOmitted } = tokensIn(record)
  if (eventsOmitted > 0)
    return `The record of ${record.endpoint}’s answer was cut: its last ${eventsOmitted} events are not in it, nor are their probabilities.`
  if (record.reply.status === 'done' && choices.every((tokens) => tokens.length === 0))
    return `${record.endpoint} gives no probabilities.`
  return undefined
}

export interface ScoredText {
  paneId: string
  invocationId: string
  endpoint: string
  hue: number
  attempts: number
  /** Undefined while it is not there. */
  record: Invocation | undefined
  /** Of the text alone: a token that had to be asked for beside it is left out. */
  tokens: TokenSpan[]
}

/** What each endpoint says of a text that was sent to be scored. */
export function useScores(send: CompleteSend | undefined): { text: string; scores: ScoredText[] } {
  const document = useCompleteState((state) => state.document)
  const asked = useMemo(
    () =>
      Object.entries(send?.invocations ?? {}).flatMap(([paneId, ids]) => {
        const invocationId = ids.at(-1)
        return invocationId === undefined ? [] : [{ paneId, invocationId, attempts: ids.length }]
      }),
    [send],
  )
  const records = useRecords(useMemo(() => asked.map(({ invocationId }) => invocationId), [asked]))
  const endpoints = useStore(replies, (state) => state.endpoints)
  return useMemo(() => {
    const text = send ? promptOf(document, send) : ''
    const scores = asked.map(({ paneId, invocationId, attempts }): ScoredText => {
      const record = records.get(invocationId)
      const pane = document.panes.find(({ id }) => id === paneId)
      const spans = record ? (tokensIn(record).choices[0] ?? []) : []
      return {
        paneId,
        invocationId,
        attempts,
        record,
        endpoint: endpoints[invocationId] ?? pane?.endpoint ?? '',
        hue: pane?.hue ?? 7,
        tokens: spans.filter(({ from, to }) => to <= text.length && from < text.length),
      }
    })
    return { text, scores }
  }, [asked, records, document, endpoints, send])
}
