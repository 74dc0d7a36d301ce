import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, type RefObject } from 'react'
import { answerInAddress } from '../../models/session/answerInAddress.ts'
import { useComparison } from './compareState.ts'

/** Scrolls the board to the turn of the answer the address names, once; `leaveEnd` ends following the newest text. */
export function useOpenAt(scroller: RefObject<HTMLElement | null>, leaveEnd: () => void): void {
  const { store } = useComparison()
  const navigate = useNavigate()
  const invocationId = answerInAddress(useLocation({ select: ({ hash }) => hash }))
  useEffect(() => {
    if (invocationId === undefined) return
    void navigate({ to: '.', hash: '', replace: true })
    for (const { id, attempts } of store.getState().document.turns) {
      const paneId = Object.keys(attempts).find((pane) => attempts[pane]?.includes(invocationId))
      if (paneId === undefined) continue
      store.setState({ activePaneId: paneId })
      leaveEnd()
      scroller.current?.querySelector(`[data-turn="${id}"]`)?.scrollIntoView({ block: 'start' })
    }
  }, [invocationId, store, navigate, scroller, leaveEnd])
}
