import type { Failure } from '../../../server/contract/failure.ts'
import { isEnded } from '../../../server/contract/reply.ts'
import type { CompareDocument, SessionAnswer } from '../../../server/contract/session.ts'
import { ApiError, request } from '../../api/request.ts'
import { preloadMarkdown } from '../../markdown/Markdown.tsx'
import { readUnsaved } from '../../models/session/unsaved.ts'
import { replies, setReplies } from '../../streams/replies.ts'
import type { Comparison } from './compareState.ts'
import { TurnRow } from './LazyTurnRow.tsx'
import { everyInvocationId } from './turns.ts'

/** Long enough for another tab's run to have reached the server after its save did. */
const msUntilMissingIsLost = 2000

/** Reads the stored session and follows what still streams. Throws ApiError. */
export async function loadSession(comparison: Comparison, signal?: AbortSignal): Promise<void> {
  const preloading = Promise.all([preloadMarkdown(), TurnRow.preload()])
  const answer = await request<SessionAnswer>(`/api/sessions/${comparison.sessionId}`, { signal })
  const { session } = answer
  const { document } = session
  if (document.page !== 'compare') throw new ApiError(noComparison)
  const texts = Object.values(answer.replies).flatMap(({ reply }) => reply.choices.map(({ text }) => text))
  if (texts.length > 0) await Promise.all([preloading, preloadMarkdown(texts)])
  takeReplies(comparison, answer)
  comparison.autosave.adopt({ ...session, document })
  comparison.store.setState({ isStored: true, isUntouched: false })
  noteMissing(comparison)
}

/** What an earlier visit could not save. True where there was something. */
export function restoreUnsaved(comparison: Comparison): boolean {
  const unsaved = readUnsaved<CompareDocument>(comparison.sessionId)
  if (!unsaved) return false
  comparison.store.setState({ isUntouched: false })
  comparison.autosave.restore(unsaved)
  return true
}

function takeReplies({ runs }: Comparison, { replies: stored }: SessionAnswer): void {
  const known = replies.getState()
  const fresh = Object.entries(stored).filter(([id, { runId }]) => {
    const held = known.replies[id]
    return !(held && (isEnded(held.status) || runs.isFollowed(runId)))
  })
  setReplies(Object.fromEntries(fresh))
  // One that has just ended is no longer live and not yet stored as ended: following it finds its end.
  for (const [, { runId, reply }] of fresh) if (!isEnded(reply.status)) runs.follow(runId)
}

/** An attempt the server knows nothing of: its request was lost, or another tab is just sending it. */
function noteMissing(comparison: Comparison): void {
  if (missing(comparison).length === 0) return
  window.setTimeout(() => void lookAgain(comparison), msUntilMissingIsLost)
}

async function lookAgain(comparison: Comparison): Promise<void> {
  if (missing(comparison).length === 0) return
  try {
    takeReplies(comparison, await request<SessionAnswer>(`/api/sessions/${comparison.sessionId}`))
  } catch {
    // The server went away: the next load looks again.
    return
  }
  setReplies(
    Object.fromEntries(missing(comparison).map((id) => [id, { runId: '', reply: { ...lost, choices: [noText] } }])),
  )
}

function missing({ store }: Comparison): string[] {
  const known = replies.getState().replies
  return everyInvocationId(store.getState().document).filter((id) => known[id] === undefined)
}

const noComparison: Failure = {
  kind: 'not-found',
  message: 'This session belongs to another page.',
  isRetryable: false,
}

const noText = { text: '', reasoning: '', toolCalls: [] }
const lost = {
  status: 'failed',
  ahead: 0,
  failure: {
    kind: 'not-found',
    message: 'The request never arrived at the server. Retry to send it again.',
    isRetryable: true,
  },
} as const
