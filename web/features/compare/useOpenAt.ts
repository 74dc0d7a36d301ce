import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { answerInAddress } from '../../models/session/answerInAddress.ts'
import { useComparison } from './compareState.ts'

/** Goes once to the turn the address names, or that of the answer it names. */
export function useOpenAt(): void {
  const { store } = useComparison()
  const navigate = useNavigate()
  const named = answerInAddress(useLocation({ select: ({ hash }) => hash }))
  useEffect(() => {
    if (named === undefined) return
    void navigate({ to: '.', hash: '', replace: true })
    for (const { id, attempts } of store.getState().document.turns) {
      const paneId = Object.keys(attempts).find((pane) => attempts[pane]?.includes(named))
      if (paneId !== undefined) store.setState({ activePaneId: paneId, openedTurnId: id })
      else if (id === named) store.setState({ openedTurnId: id })
    }
  }, [named, store, navigate])
}
