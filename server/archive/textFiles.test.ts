import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { describe, expect, it } from 'vitest'
import type { SessionFile } from '../contract/sessionFile.ts'
import { canaryFile } from './canaryFile.testing.ts'
import { markdownFile } from './markdownFile.ts'
import { csvFile, jsonLinesFile } from './replyRows.ts'

/** One comparison with one answer, every name and text in it this one. */
function fileWith(text: string): SessionFile {
  const { file } = canaryFile('compare')
  file.session.title = text
  for (const one of file.invocations) {
    one.endpoint = one.model = one.providerLabel = text
    one.reply.failure = { kind: 'upstream-error', message: text, isRetryable: false, providerMessage: text }
    one.reply.choices = [
      { text, reasoning: text, toolCalls: [{ id: '1', name: text, arguments: text }], finishReason: text },
    ]
  }
  if (file.session.document.page === 'compare') {
    for (const turn of file.session.document.turns) turn.prompt = text
    file.session.document.settings.systemPrompt = text
  }
  return file
}

const hostile = [
  'a\n# A heading of its own',
  'a\r# A heading of its own',
  '```\nleft open',
  '~~~~\nleft open',
  '<!-- left open',
  '<script>alert(1)',
  '<div>\n<pre>',
  '[x](javascript:alert(1)) <img src=x onerror=alert(1)>',
  '````\n```\n````\n`````',
  '- a\n\n      - b\n> c',
  '| a | b |\n|---|---|\n| c',
  'https://evil.invalid www.evil.invalid a@evil.invalid',
  '_a*b~c`d\\',
  '1. a',
  '+ a',
]

describe('a session as Markdown', () => {
  const htmlOf = (text: string) =>
    micromark(markdownFile(fileWith(text)), {
      allowDangerousHtml: true,
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
    })

  it('keeps its own headings, and its last line, whatever stands in a name or an answer', () => {
    const plain = htmlOf('plain')
    const shapeOf = (html: string) => [html.match(/<h[12]>/g)?.length, /tok out.*<\/em><\/p>\n?$/s.test(html)]
    expect(shapeOf(plain)).toEqual([3, true])
    for (const text of hostile) {
      const html = htmlOf(text)
      expect([text, html.split('<h3>').length]).toEqual([text, 2])
      // Title, system prompt and prompt; quoted headings are inside a quotation.
      const outside = html.replace(/<blockquote>[\s\S]*?<\/blockquote>/g, '')
      const [before = ''] = outside.split('<h3>')
      const headings = [...before.matchAll(/<h[12]>/g)].length
      expect([text, headings]).toEqual([text, 3])
      expect([text, shapeOf(html)[1]]).toEqual([text, true])
    }
  })

  it('makes no link and no element of a name', () => {
    for (const text of hostile) {
      const [title = ''] = htmlOf(text).split('</h1>')
      expect([text, title.match(/<(?!h1)[^>]*>/g)]).toEqual([text, null])
      const [, name = ''] = htmlOf(text).split(/<h3>|<\/h3>/)
      expect([text, name.match(/<[^>]*>/g)]).toEqual([text, null])
    }
  })

  it('names what would turn a line around', () => {
    expect(markdownFile(fileWith('gpj\u202Eexe.\u2066'))).toContain('# gpj\\[U+202E\\]exe.\\[U+2066\\]')
  })
})

describe('replies as CSV and as JSON lines', () => {
  it('hold no cell that a spreadsheet runs', () => {
    for (const start of ['=', '+', '-', '@', '\t=', ' =', '\u200B=', '\r=', '＝', '\n@'])
      for (const cell of cellsOf(csvFile(fileWith(`${start}cmd|'/c calc'!A0`))))
        expect([start, /^[\s\p{Cf}]*[=+\-@＝]/u.test(cell)]).toEqual([start, false])
  })

  it('keep a text with commas, quotes and lines in one cell', () => {
    const text = 'a,"b"\r\nc;\td'
    const cells = cellsOf(csvFile(fileWith(text)))
    expect(cells.filter((cell) => cell === text).length).toBeGreaterThan(5)
    const [header = ''] = csvFile(fileWith(text)).split('\r\n')
    expect(cells).toHaveLength(2 * header.split(',').length)
  })

  it('are one line a reply for every reader of lines', () => {
    const text = 'a\nb\u2028c\u2029d\u0085e\rf'
    const file = jsonLinesFile(fileWith(text))
    expect(file).not.toMatch(/[\u0085\u2028\u2029\r]|\n./)
    expect(JSON.parse(file)).toMatchObject({ answer: text, endpoint: text })
  })
})

/** RFC 4180. */
function cellsOf(csv: string): string[] {
  return [...csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  )
}
