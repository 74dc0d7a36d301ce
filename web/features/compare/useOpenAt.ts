import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, type RefObject } from 'react'
import { answerInAddress } from '../../models/session/answerInAddress.ts'
import { useComparison } from './compareState.ts'

/** Scrolls the board to the turn the address names, or that of the answer it names, once; `leaveEnd` ends following the newest text. */
export function useOpenAt(scroller: RefObject<HTMLElement | null>, leaveEnd: () => void): void {
  const { store } = useComparison()
  const navigate = useNavigate()
  const named = answerInAddress(useLocation({ select: ({ hash }) => hash }))
  useEffect(() => {
    if (named === undefined) return
    void navigate({ to: '.', hash: '', replace: true })
    for (const { id, attempts } of store.getState().document.turns) {
      const paneId = Object.keys(attempts).find((pane) => attempts[pane]?.includes(named))
      if (paneId === undefined && id !== named) continue
      if (paneId !== undefined) store.setState({ activePaneId: paneId })
      leaveEnd()
      scroller.current?.querySelector(`[data-turn="${id}"]`)?.scrollIntoView({ block: 'start' })
    }
  }, [named, store, navigate, scroller, leaveEnd])
}
