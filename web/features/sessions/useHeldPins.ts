import { useState } from 'react'
import type { SessionRow } from '../../../server/contract/session.ts'

/** Which rows stand on top, by id, while somebody is in the list: a row that is pinned goes up when it is left alone. */
export function useHeldPins() {
  const [pins, setPins] = useState<readonly string[]>()
  return {
    pins,
    hold(isHeld: boolean, onTop: readonly SessionRow[]) {
      if (!isHeld) setPins(undefined)
      else setPins((held) => held ?? onTop.map(({ id }) => id))
    },
  }
}
