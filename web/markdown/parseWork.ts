import { advance, emptyDocument, type ParseWork } from './markdownDocument.ts'

/** The parsing a whole stream costs, fed `charactersPerFrame` at a time; beside it one parse of the final text costs `text.length`. */
export function parseWork(text: string, charactersPerFrame: number): ParseWork {
  let document = emptyDocument
  for (let end = charactersPerFrame; end < text.length; end += charactersPerFrame) {
    document = advance(document, text.slice(0, end), { isFinal: false })
  }
  return advance(document, text, { isFinal: true }).work
}
