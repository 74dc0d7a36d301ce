import type { CompleteDocument } from '../contract/completeDocument.ts'
import type { EmbedDocument } from '../contract/embedDocument.ts'
import type { QueryDocument } from '../contract/queryDocument.ts'
import type { Reply } from '../contract/reply.ts'
import type { CompareDocument, Pane, Turn } from '../contract/session.ts'
import type { FileInvocation, SessionFile } from '../contract/sessionFile.ts'
import { rerunParts } from './rerunParts.ts'
import { rerunTables } from './rerunTables.ts'
import { vectorTables } from './vectorTables.ts'

/** A session of any page as something to read: what every format that is no JSON is written from. */
export interface SessionView {
  title: string
  noun: string
  createdAt: string
  systemPrompt: string
  parts: ViewPart[]
}

export type ViewPart =
  | { type: 'exchange'; prompt: string; /** As code, not as prose. */ isJson: boolean; answers: ViewAnswer[] }
  | { type: 'text'; heading: string; text: string }
  | { type: 'table'; heading: string; columns: string[]; rows: string[][] }

export interface ViewAnswer {
  name: string
  /** Which model it is and whose, where the name does not say so. */
  about: string
  /** 0…7 */
  hue: number
  /** What differs from the session's settings. */
  settings: string[]
  invocation: FileInvocation
  reply: Reply
  /** What whoever made it thinks of it. */
  vote?: 'up' | 'down' | undefined
  /** What came where no text did: an answer of another kind, as JSON. */
  body: string | null
}

export function sessionView({ session, invocations, vectors }: SessionFile): SessionView {
  const { title, createdAt, document } = session
  const byId = new Map(invocations.map((one) => [one.id, one]))
  const about = { title: title.trim() || `Untitled ${nouns[document.page]}`, noun: nouns[document.page], createdAt }
  switch (document.page) {
    case 'compare':
      return { ...about, systemPrompt: document.settings.systemPrompt, parts: comparisonParts(document, byId) }
    case 'query':
      return { ...about, systemPrompt: '', parts: queryParts(document, byId) }
    case 'complete':
      return { ...about, systemPrompt: '', parts: completionParts(document, byId) }
    case 'embed':
      return { ...about, systemPrompt: '', parts: embedParts(document, vectors) }
    case 'rerun':
      return {
        ...about,
        systemPrompt: '',
        parts: [...rerunParts(document, answerIn(byId)), ...rerunTables(document, vectors)],
      }
  }
}

const nouns = { compare: 'comparison', query: 'query', complete: 'completion', embed: 'embedding', rerun: 'run again' }

type Invocations = ReadonlyMap<string, FileInvocation>

function comparisonParts({ turns, panes, settings, votes }: CompareDocument, byId: Invocations): ViewPart[] {
  return turns.map((turn) => ({
    type: 'exchange',
    prompt: turn.prompt,
    isJson: false,
    answers: panes.flatMap((pane) => {
      const invocation = byId.get(shownAttemptOf(turn, pane.id) ?? '')
      if (invocation === undefined) return []
      return [{ ...answerOf(invocation, pane.hue, settingsOf(pane, settings)), vote: votes?.[invocation.id] }]
    }),
  }))
}

export function shownAttemptOf({ attempts, shown }: Turn, paneId: string): string | undefined {
  const ids = attempts[paneId] ?? []
  const last = ids.length - 1
  return ids[Math.min(shown?.[paneId] ?? last, last)]
}

function settingsOf(pane: Pane, shared: CompareDocument['settings']): string[] {
  const own = pane.isSynced ? { ...shared.parameters, ...pane.settings.parameters } : pane.settings.parameters
  const words = Object.entries(own).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`],
  )
  const prompt = pane.settings.systemPrompt
  return prompt === '' ? words : [...words, `system prompt: ${prompt}`]
}

function queryParts({ sends, panes, text }: QueryDocument, byId: Invocations): ViewPart[] {
  const exchanges = sends.toReversed().flatMap((send) => {
    const answers = answersOf(send.invocations, panes, byId).map(withBody)
    return answers.length === 0 ? [] : [{ prompt: answers[0]?.invocation.requestBody ?? '', answers }]
  })
  const asked = exchanges.map(({ prompt, answers }): ViewPart => ({ type: 'exchange', prompt, isJson: true, answers }))
  // What was typed since: the last request itself stands above its answers.
  if (exchanges.at(-1)?.prompt === text || text.trim() === '') return asked
  return [...asked, { type: 'text', heading: 'Request', text }]
}

function completionParts(document: CompleteDocument, byId: Invocations): ViewPart[] {
  const shown: ViewPart = { type: 'text', heading: 'Text', text: shownText(document, byId) }
  return [
    shown,
    ...document.sends.toReversed().flatMap((send): ViewPart[] => {
      const answers = answersOf(send.invocations, document.panes, byId)
      if (answers.length === 0) return []
      return [{ type: 'exchange', prompt: promptOf(answers[0]?.invocation.requestBody ?? ''), isJson: false, answers }]
    }),
  ]
}

export function shownText({ edits, current }: CompleteDocument, byId: Invocations): string {
  const known = new Map(edits.map((edit) => [edit.id, edit]))
  const path = []
  for (let edit = known.get(current ?? ''); edit && path.length <= edits.length; edit = known.get(edit.parent ?? ''))
    path.push(edit)
  let text = ''
  for (const { at, removed, inserted, from } of path.toReversed()) {
    const added = inserted ?? (from && byId.get(from.invocationId)?.reply.choices[from.choice]?.text) ?? ''
    text = text.slice(0, at) + added + text.slice(at + removed)
  }
  return text
}

export function promptOf(requestBody: string): string {
  try {
    const body: unknown = JSON.parse(requestBody)
    if (typeof body === 'object' && body !== null && 'prompt' in body && typeof body.prompt === 'string')
      return body.prompt
  } catch {
    return requestBody
  }
  return requestBody
}

function answersOf(
  invocations: Record<string, string[]>,
  panes: { id: string; hue: number }[],
  byId: Invocations,
): ViewAnswer[] {
  return Object.entries(invocations).flatMap(([paneId, ids]) =>
    ids.flatMap((id) => {
      const invocation = byId.get(id)
      const hue = panes.find((pane) => pane.id === paneId)?.hue ?? 7
      return invocation === undefined ? [] : [answerOf(invocation, hue, [])]
    }),
  )
}

function answerIn(byId: Invocations) {
  return (id: string, hue: number, settings: string[]): ViewAnswer | undefined => {
    const invocation = byId.get(id)
    return invocation && answerOf(invocation, hue, settings)
  }
}

function answerOf(invocation: FileInvocation, hue: number, settings: string[]): ViewAnswer {
  const { endpoint: name, model, providerLabel, reply } = invocation
  const about = [model === name ? '' : model, providerLabel].filter((part) => part !== '').join(' · ')
  return { name, about, hue, settings, invocation, reply, body: null }
}

function withBody(answer: ViewAnswer): ViewAnswer {
  return showsBody(answer.reply) ? { ...answer, body: answer.invocation.body } : answer
}

/** On Query; why one failed is said in words. */
export function showsBody({ status, choices }: Reply): boolean {
  const hasText = choices.some(
    ({ text, reasoning, toolCalls }) => text !== '' || reasoning !== '' || toolCalls.length > 0,
  )
  return status !== 'failed' && !hasText
}

function embedParts(document: EmbedDocument, vectors: SessionFile['vectors']): ViewPart[] {
  const hasLabels = document.texts.some(({ label }) => label !== undefined)
  const texts: ViewPart = {
    type: 'table',
    heading: 'Texts',
    columns: ['#', 'Text', ...(hasLabels ? ['Group'] : [])],
    rows: document.texts.map(({ text, label = '' }, index) => [String(index + 1), text, ...(hasLabels ? [label] : [])]),
  }
  return [texts, ...vectorTables(document, vectors)]
}
