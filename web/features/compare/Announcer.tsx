import { useEffect, useState } from 'react'
import { isEnded, type ReplyStatus } from '../../../server/contract/reply.ts'
import { replies } from '../../streams/replies.ts'
import { useComparison } from './compareState.ts'
import { shownAttempt } from './turns.ts'

/** Beginnings and ends of answers for those who listen; never tokens. */
export function Announcer() {
  const { store } = useComparison()
  const [words, setWords] = useState('')
  useEffect(() => {
    let heard: Record<string, ReplyStatus | undefined> | undefined
    return replies.subscribe(({ replies: known }) => {
      const turn = store.getState().document.turns.at(-1)
      if (!turn) return
      const before = heard
      heard = {}
      const news: string[] = []
      for (const [index, pane] of store.getState().document.panes.entries()) {
        const id = shownAttempt(turn, pane.id)
        if (id === undefined) continue
        const status = known[id]?.status
        heard[id] = status
        const said = before && status !== before[id] ? sentence(status, before[id]) : undefined
        if (said) news.push(`Pane ${index + 1}, ${pane.endpoint ?? 'no endpoint'}: ${said}`)
      }
      if (news.length > 0) setWords(news.join('. '))
    })
  }, [store])
  return (
    <output aria-label="Answers" className="sr-only">
      {words}
    </output>
  )
}

function sentence(status: ReplyStatus | undefined, before: ReplyStatus | undefined): string | undefined {
  if (status === undefined || (before !== undefined && isEnded(before))) return undefined
  switch (status) {
    case 'streaming':
      return 'answering'
    case 'done':
      return 'finished'
    case 'failed':
      return 'failed'
    case 'stopped':
      return 'stopped'
    case 'interrupted':
      return 'interrupted'
    default:
      return undefined
  }
}
