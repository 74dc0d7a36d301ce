import type { CompleteDocument, Edit } from '../contract/completeDocument.ts'
import type { Reply } from '../contract/reply.ts'
import type { CompareDocument, SessionDocument } from '../contract/session.ts'

/** Characters of one part: what is read, cut into words and written at once. Some 10 ms of the store's thread. */
export const partLength = 64 * 1024

/** What a person wrote into a session, sent or not. */
export function documentText(document: SessionDocument): string {
  return textsOf(document)
    .filter((text) => text !== '')
    .join('\n')
}

function textsOf(document: SessionDocument): string[] {
  switch (document.page) {
    case 'compare':
      return comparisonTexts(document)
    case 'complete':
      return completionTexts(document)
    case 'embed':
      return [
        document.query,
        ...document.models.map((model) => model.prefix),
        ...document.texts.flatMap(({ text, label = '' }) => [text, label]),
      ]
    case 'query':
      return [wordsOfJson(document.text)]
    case 'rerun':
      return [
        document.baseline.title,
        ...document.prompts.map(({ text }) => text),
        ...(document.embedding?.texts.map(({ text }) => text) ?? []),
      ]
  }
}

function comparisonTexts({ turns, setAside, draft, settings, panes }: CompareDocument): string[] {
  const own = panes.flatMap((pane) => [pane.draft, pane.settings.systemPrompt])
  const prompts = [turns, ...setAside].flatMap((one) => one.map(({ prompt }) => prompt))
  return [...prompts, draft, settings.systemPrompt, ...own]
}

/** The text that is shown, and what was typed or taken on other branches. */
function completionTexts({ edits, current }: CompleteDocument): string[] {
  const byId = new Map(edits.map((edit) => [edit.id, edit]))
  const path = new Set<Edit>()
  for (let id = current; id !== null;) {
    const edit = byId.get(id)
    if (edit === undefined || path.has(edit)) break
    path.add(edit)
    id = edit.parent
  }
  let text = ''
  for (const { at, removed, inserted = '' } of [...path].toReversed())
    text = `${text.slice(0, at)}${inserted}${text.slice(at + removed)}`
  return [text, ...edits.flatMap((edit) => (path.has(edit) ? [] : (edit.inserted ?? '')))]
}

/** What was answered; of a query also what was asked: its document keeps only the last text. */
export function replyText(reply: Partial<Reply>, asked?: string): string {
  const answered = (reply.choices ?? []).flatMap(({ text, reasoning, toolCalls }) => [
    text,
    reasoning,
    ...toolCalls.flatMap((call) => [call.name, call.arguments, call.result ?? '']),
  ])
  const failed = reply.failure === undefined ? [] : [reply.failure.message, reply.failure.providerMessage ?? '']
  return [asked === undefined ? '' : wordsOfJson(asked), ...answered, ...failed]
    .filter((text) => text !== '')
    .join('\n')
}

/** Fields whose text is no words of a person. */
const unread = new Set(['role', 'type', 'id', 'tool_call_id'])

/** Its texts without the escapes; as it was typed where it is not JSON. */
function wordsOfJson(text: string): string {
  const texts: string[] = []
  const walk = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value.startsWith('data:') ? '' : value)
    else if (Array.isArray(value)) for (const item of value) walk(item)
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) if (!unread.has(key)) walk(item)
  }
  try {
    walk(JSON.parse(text))
  } catch {
    return text
  }
  return texts.join('\n')
}

export function partCount(text: string): number {
  return Math.ceil(text.length / partLength)
}

/** Cut at the last space where there is one near, so that no word is in two. */
export function partOf(text: string, part: number): string {
  return text.slice(cutAt(text, part), cutAt(text, part + 1))
}

function cutAt(text: string, part: number): number {
  const at = part * partLength
  if (at <= 0 || at >= text.length) return Math.min(Math.max(at, 0), text.length)
  const space = text.slice(at - 200, at).search(/\s\S*$/)
  return space < 0 ? at : at - 200 + space
}
