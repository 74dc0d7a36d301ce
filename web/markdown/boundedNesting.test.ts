import type { Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { expect, it } from 'vitest'
import { fixtures } from './fixtures.ts'
import { parseMarkdown } from './parseMarkdown.ts'

function depth(node: Nodes): number {
  return 'children' in node ? 1 + Math.max(0, ...node.children.map(depth)) : 0
}

it('parses what people write as without the limit', () => {
  const { maths: _own, ...plain } = fixtures
  for (const text of Object.values(plain)) {
    const unbounded = fromMarkdown(text, {
      extensions: [gfm({ singleTilde: false })],
      mdastExtensions: [gfmFromMarkdown()],
    })
    expect(parseMarkdown(text)).toEqual(unbounded.children)
  }
})

it('does not nest deeper than a line can be indented', () => {
  for (const mark of ['> ', '- ', '1. ', '[^a]: ']) {
    expect(depth({ type: 'root', children: parseMarkdown(`${mark.repeat(2000)}x`) })).toBeLessThan(260)
  }
})
