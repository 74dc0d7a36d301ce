import { useLocation } from '@tanstack/react-router'
import { useState } from 'react'

interface ListPlace {
  top: number
  /** The row in the order of Tab. */
  index: number
}

/** By entry of the browser's history: who comes back from a session finds the list where it was left. */
const places = new Map<string, ListPlace>()
const maxPlaces = 50

export function useListPlace(): { left: ListPlace | undefined; leave: (place: ListPlace) => void } {
  // The router's name for an entry of the history.
  // oxlint-disable-next-line no-underscore-dangle
  const now = useLocation({ select: ({ state }) => state.__TSR_key }) ?? ''
  // Of the entry it was opened for: by the time it goes, the address is another.
  const [key] = useState(now)
  return {
    left: places.get(key),
    leave(place) {
      places.delete(key)
      places.set(key, place)
      const [oldest] = places.keys()
      if (places.size > maxPlaces && oldest !== undefined) places.delete(oldest)
    },
  }
}
