import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { escapeHtml } from './escapeHtml.ts'

/**
 * A model's Markdown as HTML: raw HTML stays text, links go to http, https and mailto only, and a picture is never loaded
 * but named by a link (its syntax is switched off, so that `![a](b)` is a `!` and a link).
 */
export function markdownHtml(markdown: string): string {
  if (isTooMuch(markdown)) return `<pre class="text">${escapeHtml(markdown)}</pre>`
  const html = micromark(markdown, {
    extensions: [gfm({ singleTilde: false }), { disable: { null: ['labelStartImage'] } }],
    htmlExtensions: [gfmHtml({ clobberPrefix: `n${noteCount()}-` })],
  })
  // Only tags can match: in text every `<` and quote is escaped. An address that was refused would lead to this page.
  return html
    .replace(/<a href=""(?: title="[^"]*")?>/g, '<a>')
    .replaceAll('<a href="http', '<a rel="noreferrer" href="http')
}

/** Of two answers with a footnote of the same name each leads to its own. */
let notes = 0
function noteCount(): number {
  notes = (notes + 1) % 1_000_000
  return notes
}

/**
 * What costs micromark seconds: texts far beyond an answer, thousands of containers in each other, thousands of marks in one
 * paragraph (it looks for the partner of each). Such a text is shown as it was written.
 */
function isTooMuch(text: string): boolean {
  if (text.length > 200_000) return true
  if (/^(?:[ \t]*(?:[-*+>]|\d{1,9}[.)])){40}/m.test(text)) return true
  return text.split(/\n[ \t]*\n/).some((block) => (block.match(/[*_~`[\]!<(]/g)?.length ?? 0) > maxMarks)
}

const maxMarks = 3000
