import type { RootContent } from 'mdast'
import { lineStart, nextLineStart } from './blocks.ts'

/**
 * Where parsed source may be cut so that both parts parse as they do together, whatever text follows.
 *
 * CommonMark decides block structure line by line, so a block is final once a complete line began another one. Three
 * things look further: a definition may take the next line as its title, a table is known by its second line only, and
 * a list is continued after blank lines. A line that may still grow decides nothing ("-" becomes "---" or "- item").
 *
 * Returns offsets into `source`, ascending, each the start of a line on which nodes[index] begins.
 */
export function safeCuts(nodes: readonly RootContent[], source: string): { index: number; offset: number }[] {
  const cuts: { index: number; offset: number }[] = []
  for (let index = 1; index < nodes.length; index += 1) {
    const previous = nodes[index - 1]
    const node = nodes[index]
    if (previous === undefined || node === undefined) continue
    const offset = cutBefore(node, source)
    if (offset === undefined) continue
    const isAfterBlank = startLine(node) - endLine(previous) > 1
    if (isAfterBlank || isSafeWithoutBlank(previous, node, source, offset)) cuts.push({ index, offset })
  }
  return cuts
}

/**
 * What stands directly under a block that did not end by itself had to interrupt it, which a list that does not begin
 * with 1 cannot: cut off, "2)" would be a list. Only what is the same in either place is cut there.
 */
function isSafeWithoutBlank(previous: RootContent, node: RootContent, source: string, offset: number): boolean {
  if (previous.type === 'definition') return false
  if (node.type === 'table' && nextLineStart(source, nextLineStart(source, offset)) < 0) return false
  const isFence = /^[`~]/.test(source.slice(startOffset(previous), startOffset(previous) + 1))
  if (endsByItself.has(previous.type) || (previous.type === 'code' && isFence)) return true
  if (node.type === 'heading') return source[startOffset(node)] === '#'
  if (node.type === 'list' || node.type === 'blockquote') return beginsWithWords(node, source)
  return interrupts.has(node.type) || (previous.type === 'paragraph' && node.type === 'table')
}

const endsByItself = new Set(['heading', 'thematicBreak', 'math'])
const interrupts = new Set(['code', 'thematicBreak', 'math', 'html'])

/** micromark carries "interrupts" into a container's first line: there, too, only plain words are the same in either place. */
function beginsWithWords(node: RootContent, source: string): boolean {
  const first = 'children' in node ? node.children[0] : undefined
  if (first === undefined) return false
  if (first.type === 'list' || first.type === 'listItem' || first.type === 'blockquote') {
    return beginsWithWords(first, source)
  }
  const start = startOffset(first)
  return first.type === 'paragraph' && /^\S[ \t](?:\p{L}|\*\*|_|`[^`])/u.test(source.slice(start - 2, start + 3))
}

/** The start of the node's first line, if that line is complete. micromark drops a BOM at the start: never cut there. */
export function cutBefore(node: RootContent, source: string): number | undefined {
  const begin = startOffset(node)
  const offset = lineStart(source, begin)
  return nextLineStart(source, begin) < 0 || source[offset] === '\uFEFF' ? undefined : offset
}

export function startOffset(node: RootContent): number {
  return node.position?.start.offset ?? 0
}

function startLine(node: RootContent): number {
  return node.position?.start.line ?? 0
}

function endLine(node: RootContent): number {
  return node.position?.end.line ?? 0
}

/** Whether a blank line separates two neighbours. */
export function isGapBetween(previous: RootContent, node: RootContent): boolean {
  return startLine(node) - endLine(previous) > 1
}
