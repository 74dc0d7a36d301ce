import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'

/** How near its end counts as seeing it: about a line and a half. */
const nearPixels = 36

const readerInputs = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const

/**
 * Keeps the newest text in view for as long as its end was in view. Scrolling up ends that; scrolling to the end, or
 * `toLatest`, begins it again. `toTurn` keeps the beginning of a turn in view instead, whatever is drawn late above or
 * below it, until the reader does something.
 */
export function useFollow(latest: string | undefined): {
  scroller: RefObject<HTMLDivElement | null>
  isFollowing: boolean
  toLatest: () => void
  toTurn: (id: string) => void
} {
  const scroller = useRef<HTMLDivElement>(null)
  const [isFollowing, setIsFollowing] = useState(true)
  const following = useRef(true)
  const openedTurn = useRef<string>(undefined)
  // What stands on an empty board is read from its beginning.
  const isEmpty = latest === undefined
  const follow = useCallback((next: boolean) => {
    following.current = next
    setIsFollowing(next)
  }, [])

  useEffect(() => {
    const element = scroller.current
    const content = element?.firstElementChild
    if (!element || !content) return undefined
    let top = element.scrollTop
    const onScroll = () => {
      if (openedTurn.current !== undefined) return
      // Only a movement upwards is the reader's; text that grows moves nothing.
      if (element.scrollTop < top - 1 && !isAtEnd(element)) follow(false)
      else if (isAtEnd(element)) follow(true)
      top = element.scrollTop
    }
    const growth = new ResizeObserver(() => {
      if (openedTurn.current !== undefined) showTurn(element, openedTurn.current)
      else if (following.current && !isEmpty) element.scrollTop = element.scrollHeight
    })
    const release = () => {
      openedTurn.current = undefined
      top = element.scrollTop
    }
    for (const input of readerInputs) window.addEventListener(input, release, { capture: true, passive: true })
    element.addEventListener('scroll', onScroll, { passive: true })
    growth.observe(content)
    growth.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll)
      growth.disconnect()
      for (const input of readerInputs) window.removeEventListener(input, release, { capture: true })
    }
  }, [follow, isEmpty])

  const toLatest = useCallback(() => {
    openedTurn.current = undefined
    follow(true)
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
  }, [follow])
  const toTurn = useCallback(
    (id: string) => {
      follow(false)
      openedTurn.current = id
      if (scroller.current) showTurn(scroller.current, id)
    },
    [follow],
  )
  // A new turn is always gone to: whoever sent it wants to see it. The scrolling itself says that it follows again.
  useEffect(() => {
    if (latest === undefined || !scroller.current) return
    openedTurn.current = undefined
    following.current = true
    scroller.current.scrollTo({ top: scroller.current.scrollHeight })
  }, [latest])
  return { scroller, isFollowing, toLatest, toTurn }
}

function isAtEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < nearPixels
}

function showTurn(scroller: HTMLElement, id: string): void {
  scroller.querySelector(`[data-turn="${id}"]`)?.scrollIntoView({ block: 'start' })
}
