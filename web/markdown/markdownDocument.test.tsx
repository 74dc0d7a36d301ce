import * as fc from 'fast-check'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { DocumentView } from './DocumentView.tsx'
import { fixtures } from './fixtures.ts'
import { advance, emptyDocument, type MarkdownDocument } from './markdownDocument.ts'
import { wholeDocument } from './wholeDocument.ts'

function markup(document: MarkdownDocument): string {
  const drawn = renderToStaticMarkup(<DocumentView document={document} isStreaming={false} idPrefix="t" />)
  // How blocks are put into sections depends on how they were parsed, and shows nowhere.
  return drawn.replaceAll(/<\/?section>/g, '')
}

function streamed(text: string, cuts: Iterable<number>): MarkdownDocument {
  let document = emptyDocument
  for (const cut of cuts) document = advance(document, text.slice(0, cut), { isFinal: false })
  return advance(document, text, { isFinal: true })
}

function* everyCut(length: number, step = 1): Generator<number> {
  for (let cut = 1; cut < length; cut += step) yield cut
}

const pieces = fc.oneof(
  fc.constantFrom(
    '\n', '\n\n', '- ', '* ', '+ ', '1. ', '2) ', '  ', '    ', '> ', '\n> ', '\n>\n> ', '```', '~~~', '```js\n', '| a | b |\n', '|---|---|\n',
    '| c |\n', '[a]: x\n', '[a]: x', '[a]', '[^1]', '[^1]: n\n', '# h\n', '===\n', '---\n', '***', '**', '_', '`', '<div>', '<!--',
    '-->', '$$', '$$\n', '\\[', '\\]', '$x$', '\\', '\t', '\r\n', '\r', 'text', 'word word ', '[ ] ', '![a](b)', '"t"', ':', 'https://a.example',
  ),
  fc.string({ maxLength: 4 }),
) // prettier-ignore
const documents = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''))

describe('a streamed document', () => {
  for (const [name, text] of Object.entries(fixtures)) {
    it(`ends as one parse of the whole: ${name}, one character at a time`, () => {
      expect(markup(streamed(text, everyCut(text.length)))).toBe(markup(wholeDocument(text)))
    })
    it(`equals one parse of the whole wherever it stops: ${name}`, () => {
      for (let end = 1; end <= text.length; end += 1) {
        const start = text.slice(0, end)
        expect(markup(streamed(start, everyCut(end, 3)))).toBe(markup(wholeDocument(start)))
      }
    })
  }

  it('ends as one parse of the whole, whatever the text and the pieces', () => {
    fc.assert(
      fc.property(documents, fc.array(fc.nat(400), { maxLength: 30 }), (text, cuts) => {
        const ordered = cuts.filter((cut) => cut < text.length).sort((a, b) => a - b)
        expect(markup(streamed(text, ordered))).toBe(markup(wholeDocument(text)))
      }),
      { numRuns: 2000 },
    )
  })

  it('ends the same where the fixtures follow each other', () => {
    const names = Object.values(fixtures)
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { minLength: 2, maxLength: 5 }), fc.nat(9), (parts, step) => {
        const text = parts.join('\n\n')
        expect(markup(streamed(text, everyCut(text.length, step + 5)))).toBe(markup(wholeDocument(text)))
      }),
      { numRuns: 60 },
    )
  })

  it('makes no list loose for the gap in another one before it', () => {
    const { article = '', tightWithNestedGap = '' } = fixtures
    const text = [article, article, tightWithNestedGap, article, article].join('\n\n')
    expect(markup(streamed(text, everyCut(text.length, 4)))).toBe(markup(wholeDocument(text)))
  })

  it('shows every character that has arrived, parsed or not', () => {
    const text = 'A paragraph that goes on and on with **bold** words and more of them. '.repeat(30)
    let document = emptyDocument
    for (const cut of everyCut(text.length, 7)) {
      document = advance(document, text.slice(0, cut), { isFinal: false })
      const shown = markup(document).replace(/<[^>]+>/g, '')
      expect(shown.replaceAll('*', '').trimEnd()).toBe(text.slice(0, cut).replaceAll('*', '').trimEnd())
    }
  })

  it('begins again where the text is another one', () => {
    const first = advance(emptyDocument, '# One\n\ntwo', { isFinal: true })
    expect(markup(advance(first, '# Other', { isFinal: true }))).toBe(markup(wholeDocument('# Other')))
  })

  it('keeps finished blocks as they are', () => {
    const before = advance(emptyDocument, 'One.\n\nTwo.\n\nThree.\n\nFo', { isFinal: false })
    const after = advance(before, 'One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive', { isFinal: false })
    expect(before.blocks.length).toBe(2)
    expect(after.blocks.slice(0, 2)).toEqual(before.blocks)
    expect(after.blocks[0]).toBe(before.blocks[0])
  })
})

describe('a block too long to parse', () => {
  const long = 'word **x** '.repeat(30_000)

  it('is shown as its source, streamed or whole alike, and what follows is parsed', () => {
    const text = `# Before\n\n${long}\n\n# After\n`
    const whole = advance(emptyDocument, text, { isFinal: true })
    const shown = markup(whole)
    expect(shown).toContain('<h2 dir="auto" data-level="1">After</h2>')
    expect(shown).toContain('md-source')
    expect(shown).toContain(`<div class="md-source" dir="auto">${long.slice(0, 8000)}</div>`)
    expect(markup(streamed(text, everyCut(text.length, 40_007)))).toBe(shown)
  })

  it('is taken in portions, where a page has to answer meanwhile', () => {
    const text = 'A paragraph.\n\n'.repeat(20_000)
    let document = advance(emptyDocument, text, { isFinal: true, maxCharacters: 16_384 })
    let steps = 1
    while (!document.isComplete) {
      const before = document.work.parsedCharacters
      document = advance(document, text, { isFinal: true, maxCharacters: 16_384 })
      expect(document.work.parsedCharacters - before).toBeLessThan(40_000)
      steps += 1
    }
    expect(steps).toBeGreaterThan(5)
    expect(document.blocks.length).toBe(20_000)
  })
})
