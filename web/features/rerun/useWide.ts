import { useSyncExternalStore } from 'react'

/** From here on a list and what is chosen in it stand beside each other (Tailwind's `lg`). */
const wide = '(min-width: 1024px)'

export function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(wide).matches)
}

function subscribe(onChange: () => void): () => void {
  const query = matchMedia(wide)
  query.addEventListener('change', onChange)
  return () => query.removeEventListener('change', onChange)
}
