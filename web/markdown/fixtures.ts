/** Documents as models write them, and the corners where blocks meet. */
export const fixtures: Record<string, string> = {
  article:
    '# Title\n\nIntro with **bold**, _em_ and `code`.\n\n## Steps\n1. One\n2. Two\n   - nested\n   - more\n\n     paragraph in it\n3. Three\n\n> quote\n> goes on\nlazily\n\n---\n\nEnd.\n',
  setext: 'Heading\n===\n\npara\ngoes on\n---\nafter\n\n- item\n---\n\nx\n--',
  looseLater: '- a\n- b\n- c\n\n- d\n- e\n\ntext\n\n* other\n* list\n\n1. x\n\n   y\n2. z\n',
  tightWithNestedGap: '- a\n  - b\n\n- c\n\n\n- d\n  - e\n\n  - f\n- g\n',
  references:
    'See [one], [Two][two] and ![pic][three] and [none].\n\nMore [text *em* [one]] here[^n].\n\n- item [two]\n- x\n- y\n\n| a [one] | b |\n|---|---|\n| [two] | c |\n| d | [one] |\n| e | f |\n\n[one]: https://one.example "T"\n[two]: <https://two.example>\n\n[three]: https://three.example/i.png\n[^n]: Note with [one].\n\n    second paragraph\n\nlast [one]\n',
  definitionThatIsNone:
    '[a] first\n\n[a]: https://a.example oops\n\n[b] x\n\n[b]: https://b.example\n"title\ngoes on"\ntext\n',
  fence: 'Text\n```ts\nconst a = 1\n\n\nif (a) {\n  ``\n}\n```\nafter\n~~~\nopen to the end\n\n',
  fences:
    '````md\n```js\nx\n```\n````\n```\n```\n\n```\n\n```\n   ```py\n   indented\n   ```\n- item\n  ```sh\n  ls\n\n  cd\n  ```\n- next\n',
  table:
    'para\n| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n| `x|y` | \\| | **b** |\n| short |\n| too | many | cells | here |\nplain row\n| z | z | z |\n\nafter\n\n| no | table |\n\n| h |\n| - |\n- list\n',
  html: '<div>\n<b>x</b>\n\n</div>\n\ninline <i>x</i> <br> <img src=x onerror=alert(1)>\n\n<!-- a\n\nb -->\n\n<script>\n\nalert(1)\n</script>\nafter\n',
  maths:
    'Costs $5 and $10, but $x^2$ and \\(a+b\\).\n\n$$\na\n\n- b\n$$\n\n\\[\n\\frac{a}{b}\n\\]\n\n\\[ x \\] and $$y$$\n\n\\[\nopen\n\nto the end',
  indented: '    code\n\n\n    more\n\ntext\n    not code\n\n- a\n\n      code in item\n\n    \n  text\n',
  lineEndings:
    'a\r\n\r\n- b\r\n- c\r\n\r\n```\r\nx\r\ny\r\n```\r\n| a | b |\r\n| - | - |\r\n| 1 | 2 |\r\n| 3 | 4 |\r\rend\r',
  tasks:
    '- [ ] open\n- [x] done\n- none\n  - [X] nested\n\n~~gone~~ ~5 to ~6 https://a.example/x_(y) www.b.example me@c.example\n',
  emphasis: '**open\n\n*a **b* c** d\n\n_x_y_ ***z***\n\n`a\n\nb`\n\n[x](y "z"\n\n![a](b)\n',
  rightToLeft: 'שלום **עולם** code `x`\n\n- أهلا\n- مرحبا\n\n| א | b |\n|---|---|\n| ג | d |\n',
  quoteThings: '> - a\n> - b\n>\n> ```\n> code\n> ```\n>\n> | a |\n> | - |\n> | 1 |\n\n> next\n',
  longQuote:
    'Said:\n\n> # Title\n> Text [a] and\n> more\nlazy line\n>\n> - x\n> - y\n>\n> 2) z\n> ```\n> a\n>\n> b\n> ```\n> | a |\n> |---|\n> | b |\n>\n>> deeper\n>> still\n>\n> [a]: https://a.example\n>\n> <div>\n> x\n>\n> end\n\n> another\n>\n> one\n\nafter\n',
  numbers: '1. a\n1. b\n\n7) c\n8) d\n\n2023. year\n\n-\n- x\n-\n  y\n\n*\n\nz\n',
}
