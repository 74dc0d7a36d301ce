import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Reply } from '../../../server/contract/reply.ts'
import { replies } from '../../streams/replies.ts'

/** One reply; the caller renders again when this one changes and for no other. */
export function useReply(invocationId: string | undefined): Reply | undefined {
  return useStore(replies, (state) => (invocationId === undefined ? undefined : state.replies[invocationId]))
}

/** Who was asked for it: the pane's endpoint at that time. */
export function useAskedEndpoint(invocationId: string | undefined): string | undefined {
  return useStore(replies, (state) => (invocationId === undefined ? undefined : state.endpoints[invocationId]))
}

/** Figures that change sixty times a second cannot be read. */
const msReadable = 250

/** The reply as it is; while it streams, as it was a moment ago. */
export function useCalmReply(reply: Reply): Reply {
  const [shown, setShown] = useState(reply)
  const latest = useRef(reply)
  useEffect(() => {
    latest.current = reply
  })
  const isStreaming = reply.status === 'streaming'
  useEffect(() => {
    if (!isStreaming) return undefined
    const timer = window.setInterval(() => setShown(latest.current), msReadable)
    return () => window.clearInterval(timer)
  }, [isStreaming])
  return isStreaming && shown.status === 'streaming' ? shown : reply
}

/** Renders again every second while `isOn`; for what counts waiting time. */
export function useSeconds(isOn: boolean): void {
  const [, setTick] = useState(0)
  useEffect(() => {
    if (!isOn) return undefined
    const timer = window.setInterval(() => setTick((tick) => tick + 1), 1000)
    return () => window.clearInterval(timer)
  }, [isOn])
}
