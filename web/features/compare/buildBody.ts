import type { Reply } from '../../../server/contract/reply.ts'
import type { CompareDocument, Pane, Turn } from '../../../server/contract/session.ts'
import { parseExtra } from '../../models/parameters/parseExtra.ts'
import { effectiveSettings } from './settings.ts'
import { shownAttempt } from './turns.ts'

export type BuiltBody = { type: 'body'; body: Record<string, unknown> } | { type: 'blocked'; message: string }

/**
 * The request one pane sends for a prompt: only what was set, the pane's own conversation as it is on screen, further
 * fields last. An earlier turn that brought the pane no text is left out with its prompt: two user messages in a row
 * are refused by several providers.
 */
export function buildBody(
  document: Pick<CompareDocument, 'settings'>,
  pane: Pane,
  { earlier, prompt, replies }: { earlier: readonly Turn[]; prompt: string; replies: Record<string, Reply> },
): BuiltBody {
  const { systemPrompt, parameters } = effectiveSettings(document.settings, pane)
  const { extra, ...fields } = parameters
  const further = parseExtra(extra ?? '')
  if (further.type === 'invalid') return { type: 'blocked', message: further.message }
  const messages: { role: string; content: string }[] = []
  if (systemPrompt.trim()) messages.push({ role: 'system', content: systemPrompt })
  for (const turn of earlier) {
    const id = shownAttempt(turn, pane.id)
    const text = id === undefined ? '' : replies[id]?.choices[0]?.text
    if (text) messages.push({ role: 'user', content: turn.prompt }, { role: 'assistant', content: text })
  }
  messages.push({ role: 'user', content: prompt })
  return { type: 'body', body: { messages, ...fields, ...further.value } }
}
