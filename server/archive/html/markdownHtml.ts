import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { createRecentTexts } from '../recentTexts.ts'
import { escapeHtml } from './escapeHtml.ts'

/**
 * A model's Markdown as HTML: raw HTML stays text, links go to http, https and mailto only, and a picture is never loaded
 * but named by a link (its syntax is switched off, so that `![a](b)` is a `!` and a link).
 */
export function markdownHtml(markdown: string): string {
  if (isTooMuch(markdown)) return `<pre class="text">${escapeHtml(markdown)}</pre>`
  const prefix = `n${noteCount()}-`
  // Footnotes alone are numbered differently each time.
  if (markdown.includes('[^')) return rendered(markdown, prefix)
  const held = recent.get(markdown)
  if (held !== undefined) return held
  const html = rendered(markdown, prefix)
  recent.add(markdown, html)
  return html
}

/** A share is previewed again for every part left out of it, and what is masked in it is read as it is rendered. */
const recent = createRecentTexts(40 * 1024 * 1024)

function rendered(markdown: string, clobberPrefix: string): string {
  const html = micromark(markdown, {
    extensions: [gfm({ singleTilde: false }), { disable: { null: ['labelStartImage'] } }],
    htmlExtensions: [gfmHtml({ clobberPrefix })],
  })
  // Only tags can match: in text every `<` and quote is escaped. An address that was refused, or is none of the web, would
  // lead to a page of this server, or beside this file on the disk.
  return html
    .replace(/<a href="(?!https?:\/\/|mailto:|#)[^"]*"(?: title="[^"]*")?>/g, '<a>')
    .replaceAll('<a href="http', '<a rel="noreferrer" href="http')
}

/** What of it is read: without marks, tags and addresses. */
export function markdownText(markdown: string): string {
  return markdownHtml(markdown)
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => characters[entity] ?? entity)
}

const characters: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

/** Of two answers with a footnote of the same name each leads to its own. */
let notes = 0
function noteCount(): number {
  notes = (notes + 1) % 1_000_000
  return notes
}

/**
 * What costs micromark seconds, which a hostile answer would have everybody wait: texts far beyond an answer, many marks in
 * one paragraph (it looks for the partner of each among all), containers in each other on every line. Such a text is shown as
 * it was written. The budgets were measured: each stands for some 0.3 s.
 */
function isTooMuch(text: string): boolean {
  if (text.length > maxLength) return true
  const marks = text.split(/\n[ \t]*\n/).reduce((sum, block) => sum + countOf(block, /[*_~`[\]!<(]/g) ** 2, 0)
  if (marks > maxMarkPairs) return true
  let containers = 0
  for (const [prefix] of text.matchAll(/^(?:[ \t]*(?:[-*+>]|\d{1,9}[.)])){1,1000}/gm))
    containers += countOf(prefix, /[-*+>.)]| {2}|\t/g) ** 2
  return containers > maxContainers
}

const maxLength = 100_000
const maxMarkPairs = 10_000_000
const maxContainers = 12_000

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
