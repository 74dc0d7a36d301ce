import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { replies } from '../../streams/replies.ts'

/** By invocation id: the endpoint that was asked. */
export function useReplyNames(ids: string[]): Record<string, string> {
  return useStore(
    replies,
    useShallow(({ endpoints }) => Object.fromEntries(ids.map((id) => [id, endpoints[id] ?? 'an endpoint']))),
  )
}
