import type { SessionDocument } from '../contract/session.ts'
import { promptWords } from './invocationWords.ts'
import { documentText } from './sessionText.ts'

/** First words by which a version is known: what was sent with these invocations, else what was sent or typed last. */
export function versionWords(document: SessionDocument, sent: readonly string[] = []): string {
  switch (document.page) {
    case 'compare': {
      const ids = new Set(sent)
      const turn = document.turns.findLast(({ attempts }) => Object.values(attempts).some((own) => own.some(has(ids))))
      return oneLine(turn?.prompt ?? (document.draft || document.turns.at(-1)?.prompt) ?? '')
    }
    case 'query':
      return document.text.trim() === '' ? '' : promptWords(document.text)
    case 'complete':
      return oneLine(documentText({ ...document, edits: document.edits.slice(0, maxEdits) }))
    case 'embed':
      return oneLine(document.texts[0]?.text ?? '')
    case 'rerun':
      return oneLine(document.prompts[0]?.text ?? '')
  }
}

/** Of a text with thousands of edits the beginning says enough. */
const maxEdits = 500
const maxCharacters = 240

const has = (ids: ReadonlySet<string>) => (id: string) => ids.has(id)

function oneLine(text: string): string {
  return text
    .slice(0, maxCharacters * 4)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, maxCharacters)
}
