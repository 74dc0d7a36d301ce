import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { escapeHtml } from './escapeHtml.ts'

/**
 * A model's Markdown as HTML: raw HTML stays text, links go to http, https and mailto only, and a picture is never loaded
 * but named by a link (its syntax is switched off, so that `![a](b)` is a `!` and a link).
 */
export function markdownHtml(markdown: string): string {
  if (isTooMuch(markdown)) return `<pre class="text">${escapeHtml(markdown)}</pre>`
  return micromark(markdown, {
    extensions: [gfm({ singleTilde: false }), { disable: { null: ['labelStartImage'] } }],
    htmlExtensions: [gfmHtml({ clobberPrefix: `n${noteCount()}-` })],
  })
}

/** Of two answers with a footnote of the same name each leads to its own. */
let notes = 0
function noteCount(): number {
  notes = (notes + 1) % 1_000_000
  return notes
}

/**
 * What costs micromark seconds: texts far beyond an answer, thousands of containers in each other, thousands of marks that open
 * and never close. Such a text is shown as it was written.
 */
function isTooMuch(text: string): boolean {
  if (text.length > 200_000) return true
  if (/^(?:[ \t]*(?:[-*+>]|\d{1,9}[.)])){40}/m.test(text)) return true
  return /(?:[[\]*_~`!<]\s?){400}/.test(text) || (text.match(/\[/g)?.length ?? 0) > 5000
}
