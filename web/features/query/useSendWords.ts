import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { QuerySend } from '../../../server/contract/queryDocument.ts'
import { replies } from '../../streams/replies.ts'

/** Who was asked, and how it ended: `gpt-mini 400, smollm2 200`. */
export function useSendWords(send: QuerySend): string {
  const parts = useStore(
    replies,
    useShallow(({ replies: known, endpoints }) =>
      Object.values(send.invocations).flatMap((ids) => {
        const id = ids.at(-1)
        if (id === undefined) return []
        const reply = known[id]
        const how = reply?.httpStatus ?? reply?.failure?.status ?? reply?.status ?? ''
        return [`${endpoints[id] ?? 'an endpoint'} ${how}`]
      }),
    ),
  )
  return parts.join(', ')
}
