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
    if (!isAfterBlank && previous.type === 'definition') continue
    if (!isAfterBlank && node.type === 'table' && nextLineStart(source, nextLineStart(source, offset)) < 0) continue
    cuts.push({ index, offset })
  }
  return cuts
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
