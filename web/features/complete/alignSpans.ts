import type { TokenSpan } from './tokenLogprobs.ts'

/** A stretch of one text that both models cut alike: whole tokens of each. */
export interface AlignedStretch {
  from: number
  to: number
  /** Sum of each model's log probabilities in it; null where a token of it has none. */
  sums: [number | null, number | null]
}

/**
 * Two models' tokens on the same text, aligned by characters: the text is cut wherever both end a token, the finest cut
 * at which each stretch is whole tokens of either. By the chain rule the sum of a stretch's log probabilities is that of
 * the stretch itself, so the two sums can be compared although the tokens cannot.
 */
export function alignSpans(one: readonly TokenSpan[], other: readonly TokenSpan[]): AlignedStretch[] {
  const shared = endsOf(one)
  const cuts = [...endsOf(other)].filter((end) => shared.has(end)).sort((a, b) => a - b)
  let from = Math.max(one[0]?.from ?? 0, other[0]?.from ?? 0)
  return cuts.flatMap((to) => {
    if (to <= from) return []
    const stretch: AlignedStretch = { from, to, sums: [sumWithin(one, from, to), sumWithin(other, from, to)] }
    from = to
    return [stretch]
  })
}

function endsOf(spans: readonly TokenSpan[]): Set<number> {
  const ends = new Set<number>()
  // Of tokens that share one character only the last ends it.
  spans.forEach(({ to }, index) => {
    if (spans[index + 1]?.to !== to) ends.add(to)
  })
  return ends
}

function sumWithin(spans: readonly TokenSpan[], from: number, to: number): number | null {
  let sum = 0
  for (let index = firstAt(spans, from); index < spans.length; index++) {
    const span = spans[index]
    if (span === undefined || span.from >= to) break
    if (span.logprob === null) return null
    sum += span.logprob
  }
  return sum
}

/** The first token that does not begin before `from`. */
function firstAt(spans: readonly TokenSpan[], from: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.from ?? 0) < from) low = middle + 1
    else high = middle
  }
  return low
}
