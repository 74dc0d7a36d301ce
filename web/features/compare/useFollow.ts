import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'

/** How near its end counts as seeing it: about a line and a half. */
const nearPixels = 36

/**
 * Keeps the newest text in view for as long as its end was in view. Scrolling up ends that; scrolling to the end, or
 * `toLatest`, begins it again.
 */
export function useFollow(latest: string | undefined): {
  scroller: RefObject<HTMLDivElement | null>
  isFollowing: boolean
  toLatest: () => void
  /** Something else than the newest text is gone to. */
  leaveEnd: () => void
} {
  const scroller = useRef<HTMLDivElement>(null)
  const [isFollowing, setIsFollowing] = useState(true)
  const following = useRef(true)
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
      // Only a movement upwards is the reader's; text that grows moves nothing.
      if (element.scrollTop < top - 1 && !isAtEnd(element)) follow(false)
      else if (isAtEnd(element)) follow(true)
      top = element.scrollTop
    }
    const growth = new ResizeObserver(() => {
      if (following.current && !isEmpty) element.scrollTop = element.scrollHeight
    })
    element.addEventListener('scroll', onScroll, { passive: true })
    growth.observe(content)
    growth.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll)
      growth.disconnect()
    }
  }, [follow, isEmpty])

  const toLatest = useCallback(() => {
    follow(true)
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
  }, [follow])
  const leaveEnd = useCallback(() => follow(false), [follow])
  // A new turn is always gone to: whoever sent it wants to see it. The scrolling itself says that it follows again.
  useEffect(() => {
    if (latest === undefined || !scroller.current) return
    following.current = true
    scroller.current.scrollTo({ top: scroller.current.scrollHeight })
  }, [latest])
  return { scroller, isFollowing, toLatest, leaveEnd }
}

function isAtEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < nearPixels
}
