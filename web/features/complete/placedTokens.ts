import type { PlacedPiece } from './pieces.ts'
import type { TokenSpan } from './tokenLogprobs.ts'

/** A token where it stands in the text on screen. */
export interface PlacedToken extends TokenSpan {
  /** Whose distribution it is. */
  invocationId: string
  hue: number
  /** End of what was written in one go with it: another token in its place replaces up to here. */
  until: number
}

/**
 * The tokens of completions that still stand in the text as they were written. `spansFor` gives an edit's tokens with
 * places in what the edit inserted.
 */
export function placedTokens(
  pieces: readonly PlacedPiece[],
  spansFor: (piece: PlacedPiece) => readonly TokenSpan[],
): PlacedToken[] {
  return pieces.flatMap((piece) => {
    const { from } = piece.edit
    if (from === undefined || from.isAlternative === true) return []
    const shift = piece.from - piece.start
    return spansFor(piece)
      .filter((span) => span.from >= piece.start && span.to <= piece.start + piece.length && span.to > span.from)
      .map((span) => ({
        ...span,
        from: span.from + shift,
        to: span.to + shift,
        invocationId: from.invocationId,
        hue: from.hue,
        until: piece.to,
      }))
  })
}
