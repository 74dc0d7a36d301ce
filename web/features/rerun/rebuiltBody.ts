import type { Reply } from '../../../server/contract/reply.ts'
import type { CompareDocument, Turn } from '../../../server/contract/session.ts'
import { parseExtra } from '../../models/parameters/parseExtra.ts'

/**
 * What a pane of a comparison was asked, put together from what is shown: for an answer whose request was not recorded, or
 * left out of a share. Undefined where the pane or what it was asked with is no longer there.
 */
export function rebuiltBody(
  document: CompareDocument,
  { turn, paneId, replies }: { turn: Turn; paneId: string; replies: Record<string, { reply: Reply }> },
): Record<string, unknown> | undefined {
  const pane = document.panes.find(({ id }) => id === paneId)
  if (pane === undefined) return undefined
  const shared = pane.isSynced ? document.settings : undefined
  const systemPrompt = pane.settings.systemPrompt || (shared?.systemPrompt ?? '')
  const { extra, ...fields } = { ...shared?.parameters, ...pane.settings.parameters }
  const further = parseExtra(extra ?? '')
  if (further.type === 'invalid') return undefined
  const messages: { role: string; content: string }[] = []
  if (systemPrompt.trim()) messages.push({ role: 'system', content: systemPrompt })
  for (const earlier of document.turns.slice(0, document.turns.indexOf(turn))) {
    const text = replies[shownAttempt(earlier, paneId) ?? '']?.reply.choices[0]?.text
    if (text) messages.push({ role: 'user', content: earlier.prompt }, { role: 'assistant', content: text })
  }
  messages.push({ role: 'user', content: turn.prompt })
  return { messages, ...fields, ...further.value }
}

/** The attempt that is on screen: the last one where none was chosen. */
export function shownAttempt({ attempts, shown }: Turn, paneId: string): string | undefined {
  const ids = attempts[paneId] ?? []
  const last = ids.length - 1
  return ids[Math.min(shown?.[paneId] ?? last, last)]
}
