import { describe, expect, it } from 'vitest'
import { hostileMarkdown } from '../../../e2e/simulator/hostileText.ts'
import { markdownHtml } from './markdownHtml.ts'

describe('markdownHtml', () => {
  it('writes what models write', () => {
    expect(markdownHtml('# A\n\n- **b** ~~c~~ ~5\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n`<code>`')).toMatch(
      /<h1>A<\/h1>[\s\S]*<strong>b<\/strong> <del>c<\/del> ~5[\s\S]*<td>1<\/td>[\s\S]*<code>&lt;code&gt;<\/code>/,
    )
  })

  it('writes no element that runs or loads, and no link but to the web and to mail', () => {
    const html = markdownHtml(hostileMarkdown)
    const names = new Set([...html.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, name]) => name?.toLowerCase()))
    for (const name of ['img', 'script', 'iframe', 'svg', 'object', 'embed', 'style', 'link', 'form', 'video', 'math'])
      expect([name, names.has(name)]).toEqual([name, false])
    for (const [, href] of html.matchAll(/ href="([^"]*)"/g)) expect(href).toMatch(/^(https?:|mailto:|#)/)
    expect(html).not.toMatch(/<[^>]+ on\w+=/i)
  })

  it('leads to no other page of the server, and to no file beside it', () => {
    for (const address of ['//evil.invalid', '/settings', 'notes.html', '?q=1', '../x', 'https:evil', 'C:/x', 'HTTP:x'])
      expect([address, markdownHtml(`[x](${address} "t")`)]).toEqual([address, '<p><a>x</a></p>'])
  })

  it('names a picture instead of loading it', () => {
    expect(markdownHtml('![a chart](https://x.invalid/p.png)')).toBe(
      '<p>!<a rel="noreferrer" href="https://x.invalid/p.png">a chart</a></p>',
    )
  })

  it('shows as written what would take seconds', () => {
    for (const text of ['_a*'.repeat(20_000), '> '.repeat(4000), '['.repeat(50_000), 'x'.repeat(300_000)])
      expect(markdownHtml(text)).toMatch(/^<pre class="text">/)
  })
})
