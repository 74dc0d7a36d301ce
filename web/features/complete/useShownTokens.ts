import { useMemo, useState } from 'react'
import type { CompleteSend } from '../../../server/contract/completeDocument.ts'
import { useCompleteState } from './complete.ts'
import type { PlacedPiece } from './pieces.ts'
import type { PlacedToken } from './placedTokens.ts'
import { useCompletionTokens, useScores, type ScoredText } from './useTokens.ts'

export interface ShownTokens {
  /** Those marked in the text: of one endpoint's score, or of the completions in it. */
  tokens: PlacedToken[]
  problems: string[]
  scoreSend: CompleteSend | undefined
  scoredText: string
  scores: ScoredText[]
  shownPaneId: string | undefined
  showScore: (paneId: string | undefined) => void
}

/** Every token of the text on screen whose probability is known. */
export function useShownTokens({ text, pieces }: { text: string; pieces: PlacedPiece[] }): ShownTokens {
  const scoreSend = useCompleteState(({ document }) => document.sends.find(({ kind }) => kind === 'score'))
  const { text: scoredText, scores } = useScores(scoreSend)
  const completions = useCompletionTokens(pieces)
  // A new score is shown by itself; which one, or none, is chosen for that score only.
  const [chosen, setChosen] = useState<{ sendId: string; paneId: string | undefined }>()
  const isChosen = chosen !== undefined && chosen.sendId === scoreSend?.id
  const first = scores.find(({ tokens }) => tokens.length > 0)
  const shownPaneId = isChosen ? chosen.paneId : first?.paneId
  const score = scores.find(({ paneId }) => paneId === shownPaneId)
  const tokens = useMemo(() => {
    const same = score === undefined ? 0 : commonLength(text, scoredText)
    const scored = score === undefined ? [] : score.tokens.filter(({ to, from }) => to <= same && to > from)
    if (score === undefined || scored.length === 0) return completions.tokens
    const placed = scored.map((token): PlacedToken => ({
      ...token,
      invocationId: score.invocationId,
      hue: score.hue,
      until: text.length,
    }))
    // What was written since then has its own.
    return [...placed, ...completions.tokens.filter(({ from }) => from >= same)]
  }, [score, text, scoredText, completions.tokens])
  return {
    tokens,
    problems: completions.problems,
    scoreSend,
    scoredText,
    scores,
    shownPaneId,
    showScore: (paneId) => scoreSend && setChosen({ sendId: scoreSend.id, paneId }),
  }
}

/** A token's probability depends on what stands before it alone, so it holds for as long as the texts are the same. */
function commonLength(one: string, other: string): number {
  let length = 0
  while (length < one.length && length < other.length && one.charCodeAt(length) === other.charCodeAt(length)) length++
  return length
}
