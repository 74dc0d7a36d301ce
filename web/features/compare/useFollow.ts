import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'
import { useCompare, useComparison } from './compareState.ts'

/** How near its end counts as seeing it: about a line and a half. */
const nearPixels = 36

const readerInputs = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const

/**
 * Keeps the newest text in view for as long as its end was in view. Scrolling up ends that; scrolling to the end, or
 * `toLatest`, begins it again. Where a turn was opened its beginning is kept in view instead, whatever is drawn late above
 * or below it, until the reader does something.
 */
export function useFollow(latest: string | undefined): {
  scroller: RefObject<HTMLDivElement | null>
  isFollowing: boolean
  toLatest: () => void
} {
  const { store } = useComparison()
  const openedTurnId = useCompare((state) => state.openedTurnId)
  const scroller = useRef<HTMLDivElement>(null)
  const [isFollowing, setIsFollowing] = useState(true)
  const following = useRef(true)
  // What stands on an empty board is read from its beginning.
  const isEmpty = latest === undefined
  const follow = useCallback((next: boolean) => {
    following.current = next
    setIsFollowing(next)
  }, [])
  const release = useCallback(() => {
    if (store.getState().openedTurnId !== undefined) store.setState({ openedTurnId: undefined })
  }, [store])

  useEffect(() => {
    const element = scroller.current
    const content = element?.firstElementChild
    if (!element || !content) return undefined
    let top = element.scrollTop
    const onScroll = () => {
      if (openedTurnId !== undefined) return
      // Only a movement upwards is the reader's; text that grows moves nothing.
      if (element.scrollTop < top - 1 && !isAtEnd(element)) follow(false)
      else if (isAtEnd(element)) follow(true)
      top = element.scrollTop
    }
    const growth = new ResizeObserver(() => {
      if (openedTurnId !== undefined) follow(showTurn(element, openedTurnId))
      else if (following.current && !isEmpty) element.scrollTop = element.scrollHeight
    })
    element.addEventListener('scroll', onScroll, { passive: true })
    growth.observe(content)
    growth.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll)
      growth.disconnect()
    }
  }, [follow, isEmpty, openedTurnId])

  const toLatest = useCallback(() => {
    release()
    follow(true)
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
  }, [follow, release])
  // A new turn is always gone to: whoever sent it wants to see it. The scrolling itself says that it follows again.
  useEffect(() => {
    if (latest === undefined || !scroller.current || store.getState().openedTurnId !== undefined) return
    following.current = true
    scroller.current.scrollTo({ top: scroller.current.scrollHeight })
  }, [latest, store])
  useEffect(() => {
    if (openedTurnId === undefined || !scroller.current) return undefined
    follow(showTurn(scroller.current, openedTurnId))
    for (const input of readerInputs) window.addEventListener(input, release, { capture: true, passive: true })
    return () => {
      for (const input of readerInputs) window.removeEventListener(input, release, { capture: true })
    }
  }, [openedTurnId, follow, release])
  return { scroller, isFollowing, toLatest }
}

function isAtEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < nearPixels
}

/** True where that shows the end too. */
function showTurn(scroller: HTMLElement, id: string): boolean {
  scroller.querySelector(`[data-turn="${id}"]`)?.scrollIntoView({ block: 'start' })
  return isAtEnd(scroller)
}
