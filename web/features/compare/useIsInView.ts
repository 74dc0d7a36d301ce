import { useCallback, useState } from 'react'

/** Whether an element is on screen, or was not looked at yet: a callback for its `ref`, and the answer. */
export function useIsInView(): [ref: (element: Element | null) => (() => void) | undefined, isInView: boolean] {
  const [isInView, setIsInView] = useState(true)
  const ref = useCallback((element: Element | null) => {
    if (!element) return undefined
    const observer = new IntersectionObserver((entries) => setIsInView(entries.at(-1)?.isIntersecting ?? true))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, isInView]
}
