import { describe, expect, it } from 'vitest'
import { parseMarkdown } from './parseMarkdown.ts'

function formulas(text: string): string[] {
  const found: string[] = []
  const visit = (nodes: ReturnType<typeof parseMarkdown>) => {
    for (const node of nodes) {
      if (node.type === 'math' || node.type === 'inlineMath') found.push(node.value)
      if ('children' in node) visit(node.children)
    }
  }
  visit(parseMarkdown(text))
  return found
}

describe('maths', () => {
  it.each([
    'It costs $5 and $10.',
    'From $5 to US$ 7',
    '$5 million against $6 per seat',
    'about $1,200 or 1,300$ a month',
    'US$5, CA$6',
    'a $ b $ c',
    '\\$x$',
    '`$x$`',
    '$x\ny$',
    '$$$',
    '\\(open',
    'f\\[not closed',
    '\\\\(x\\\\)',
  ])('is not in %j', (text) => expect(formulas(text)).toEqual([]))

  it.each([
    ['Let $x$ be $x^2$.', ['x', 'x^2']],
    ['$5$ and $2^n$', ['5', '2^n']],
    ['\\(a_1\\) and \\[ b \\]', ['a_1', 'b']],
    ['$$x = y$$', ['x = y']],
    ['$$\nx\n+ y\n$$', ['x\n+ y']],
    ['\\[\nx\n- y\n\\]\n\n$z$', ['x\n- y', 'z']],
    [
      '\\[\n\\begin{aligned}\na &= b \\\\[4pt]\n\\end{aligned}\n\\]',
      ['\\begin{aligned}\na &= b \\\\[4pt]\n\\end{aligned}'],
    ],
    ['> $$\n> x\n> $$', ['x']],
    ['- a\n  \\[\n  x\n  \\]\n- b', ['x']],
    ['$a\\$b$', ['a\\$b']],
    ['**$x$**', ['x']],
    ['| $a$ |\n|---|\n| $b|c$ |', ['a']],
  ])('is in %j', (text, expected) => expect(formulas(text)).toEqual(expected))

  it('costs one look for a closer that never comes', () => {
    for (const opener of ['\\(', '\\[', '$$ ', '$x ']) expect(formulas(opener.repeat(8_000))).toEqual([])
  })
})
