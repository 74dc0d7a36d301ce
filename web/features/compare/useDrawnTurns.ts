import { useLocation } from '@tanstack/react-router'
import { startTransition, useEffect, useState } from 'react'
import { answerInAddress } from '../../models/session/answerInAddress.ts'

/** Answers drawn at once: what a window shows, and a little more. */
const firstCells = 32
/** And then between two frames. */
const nextCells = 16

/**
 * How many of the last turns are drawn: a long conversation is seen at its end first, the rest is drawn behind it while
 * that is read. All at once where the address names an answer, which may be any. Once all are drawn, all stay.
 */
export function useDrawnTurns(turnCount: number, paneCount: number): number {
  const isOpenedAt = answerInAddress(useLocation({ select: ({ hash }) => hash })) !== undefined
  const [cells, setCells] = useState(isOpenedAt ? Infinity : firstCells)
  const all = turnCount * paneCount
  useEffect(() => {
    // Before it is loaded there is nothing to have drawn all of.
    if (cells === Infinity || all === 0) return undefined
    const timer = setTimeout(() => startTransition(() => setCells(cells < all ? cells + nextCells : Infinity)))
    return () => clearTimeout(timer)
  }, [cells, all])
  return cells >= all ? turnCount : Math.max(1, Math.floor(cells / paneCount))
}
