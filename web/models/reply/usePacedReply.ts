import { useMemo, useSyncExternalStore } from 'react'
import type { Reply } from '../../../server/contract/reply.ts'
import { replies } from '../../streams/replies.ts'
import { drawInTurn } from './drawInTurn.ts'

/** Figures that change sixty times a second cannot be read. */
export const msReadable = 250

/**
 * One reply, drawn about every `ms` while it streams, and at once where it begins, ends or fails; 0 draws every frame.
 * For what nobody could follow at sixty a second, or what is out of view.
 */
export function usePacedReply(invocationId: string | undefined, ms: number): Reply | undefined {
  const pacer = useMemo(() => createPacer(invocationId, ms), [invocationId, ms])
  return useSyncExternalStore(pacer.subscribe, pacer.read)
}

function createPacer(invocationId: string | undefined, ms: number) {
  const latest = () => (invocationId === undefined ? undefined : replies.getState().replies[invocationId])
  let held = latest()
  return {
    read: () => held,
    subscribe(onChange: () => void): () => void {
      let timer: number | undefined
      let isLeft = false
      const take = () => {
        window.clearTimeout(timer)
        timer = undefined
        if (isLeft || held === latest()) return
        held = latest()
        onChange()
      }
      const hear = () => {
        const isRunning = held?.status === 'streaming' && latest()?.status === 'streaming'
        if (ms === 0 || !isRunning) take()
        // Not all in one frame.
        else if (held !== latest())
          timer ??= window.setTimeout(() => drawInTurn(take), ms * (0.8 + Math.random() * 0.4))
      }
      const stop = replies.subscribe(hear)
      hear()
      return () => {
        stop()
        isLeft = true
        window.clearTimeout(timer)
      }
    },
  }
}
