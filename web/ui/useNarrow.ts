import { useSyncExternalStore } from 'react'

/** Below this two panes of 300 px do not fit beside each other. */
const narrow = '(max-width: 699px)'

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(narrow).matches)
}

function subscribe(onChange: () => void): () => void {
  const query = matchMedia(narrow)
  query.addEventListener('change', onChange)
  return () => query.removeEventListener('change', onChange)
}
