import { useStore } from 'zustand'
import type { Reply } from '../../../server/contract/reply.ts'
import { replies } from '../../streams/replies.ts'
import { useComparison } from './compareState.ts'
import { useSeconds } from '../../models/reply/useReply.ts'

interface WaitingNoteProps {
  invocationId: string
  reply: Reply | undefined
}

/** Shorter waits need no number. */
const msWorthSaying = 2000
/** A silence between tokens this long is said. */
const msSilenceWorthSaying = 5000

/** What a reply waits for, and for how long: in line, for its first token, for more, for the connection. */
export function WaitingNote({ invocationId, reply }: WaitingNoteProps) {
  const { runs } = useComparison()
  const isLost = useStore(replies, ({ runIds, lostRuns }) => lostRuns.has(runIds[invocationId] ?? ''))
  const status = reply?.status
  const isOpen = status === 'queued' || status === 'waiting' || status === 'streaming'
  useSeconds(isOpen)
  if (!reply || !isOpen) return null
  const nowMs = runs.clockOf(invocationId)?.nowMs()
  const words = waitingWords(reply, nowMs)
  if (isLost) return <Note>Connection lost. The run goes on; reconnecting…</Note>
  return words ? <Note>{words}</Note> : null
}

function waitingWords({ status, ahead, sentAtMs, lastTokenAtMs }: Reply, nowMs: number | undefined): string {
  if (status === 'queued' && ahead > 0) return `waiting in line, ${ahead} ahead`
  const since = status === 'streaming' ? lastTokenAtMs : sentAtMs
  const ms = nowMs === undefined || since === undefined ? 0 : nowMs - since
  const seconds = Math.floor(ms / 1000)
  if (status === 'streaming') return ms > msSilenceWorthSaying ? `silent for ${seconds} s` : ''
  return ms > msWorthSaying ? `waiting ${seconds} s` : 'waiting'
}

function Note({ children }: { children: string }) {
  return (
    <p className="flex items-center gap-2 font-mono text-measure text-ink-3">
      <i aria-hidden="true" className="inline-block h-[15px] w-[7px] rounded-[1px] bg-(--c) opacity-30" />
      {children}
    </p>
  )
}
