import { useCallback, useSyncExternalStore } from 'react'

/** Below this two panes of 300 px do not fit beside each other. */
const twoPanesWide = 700

/** Whether the window is narrower than so many pixels. */
export function useNarrow(below = twoPanesWide): boolean {
  const query = `(max-width: ${below - 1}px)`
  const subscribe = useCallback(
    (onChange: () => void) => {
      const list = matchMedia(query)
      list.addEventListener('change', onChange)
      return () => list.removeEventListener('change', onChange)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}
