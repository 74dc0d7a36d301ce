import type { Edit } from '../../../server/contract/completeDocument.ts'
import { pathTo, type EditTree } from './editTree.ts'
import { createPathFold, type ArrivingText } from './pathFold.ts'

/** A stretch of the text and the edit it came from: characters `start` to `start + length` of what that edit inserted. */
interface Piece {
  edit: Edit
  start: number
  length: number
}

/** A stretch with its place in the text. */
export interface PlacedPiece extends Piece {
  from: number
  to: number
}

/** Where every part of the text came from, in order. */
export function piecesAt(
  tree: Pick<EditTree, 'edits'>,
  id: string | null,
  arriving: ArrivingText = () => undefined,
): PlacedPiece[] {
  const pieces = foldPieces(pathTo(tree, id), arriving)
  let from = 0
  return pieces.map((piece) => {
    const placed = { ...piece, from, to: from + piece.length }
    from = placed.to
    return placed
  })
}

const foldPieces = createPathFold<Piece[]>([], (pieces, { at, removed, inserted }, edit) =>
  [...cut(pieces, 0, at), { edit, start: 0, length: inserted.length }, ...cut(pieces, at + removed, Infinity)].filter(
    ({ length }) => length > 0,
  ),
)

/** The part of the pieces that lies between two places of their text. */
function cut(pieces: Piece[], from: number, to: number): Piece[] {
  const inside: Piece[] = []
  let place = 0
  for (const piece of pieces) {
    const start = Math.max(from - place, 0)
    const end = Math.min(to - place, piece.length)
    if (end > start) inside.push({ edit: piece.edit, start: piece.start + start, length: end - start })
    place += piece.length
  }
  return inside
}
