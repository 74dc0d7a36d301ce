import { useMemo } from 'react'
import { useStore } from 'zustand'
import { replies } from '../../streams/replies.ts'
import { arrivingEdit, useCompleteState } from './complete.ts'
import { textAt } from './editTree.ts'
import { piecesAt, type PlacedPiece } from './pieces.ts'
import { arrivingText } from './samples.ts'
import type { Stretch } from './TextEditor.tsx'

export interface ShownText {
  text: string
  pieces: PlacedPiece[]
  stretches: Stretch[]
  /** A completion is arriving in it. */
  isGrowing: boolean
}

/** The text on screen: the document's, and what arrives in it at this moment. */
export function useText(): ShownText {
  const document = useCompleteState((state) => state.document)
  const arriving = useMemo(() => arrivingEdit(document), [document])
  const invocationId = arriving?.from?.invocationId
  const reply = useStore(replies, (state) => (invocationId === undefined ? undefined : state.replies[invocationId]))
  return useMemo(() => {
    const textOf = arrivingText(document, invocationId === undefined || !reply ? {} : { [invocationId]: reply })
    const pieces = piecesAt(document, document.current, textOf)
    return {
      text: textAt(document, document.current, textOf),
      pieces,
      stretches: pieces.flatMap(({ edit, from, to }) => (edit.from ? [{ from, to, hue: edit.from.hue }] : [])),
      isGrowing: arriving !== undefined && reply !== undefined,
    }
  }, [document, arriving, invocationId, reply])
}
