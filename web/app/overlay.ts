import { create } from 'zustand'

type Overlay = 'commands' | 'keys' | null

/** What is open over any page. */
export const useOverlay = create<{ overlay: Overlay }>(() => ({ overlay: null }))

export function setOverlay(overlay: Overlay): void {
  useOverlay.setState({ overlay })
}
