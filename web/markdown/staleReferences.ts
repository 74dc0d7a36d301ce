import { normalizeIdentifier } from 'micromark-util-normalize-identifier'
import type { RootContent } from 'mdast'
import { referencesIn, type Block } from './blocks.ts'

/** Whether a label that became known after the block's parse changes what the block means. */
export function isStale(block: Block, source: string, labels: readonly string[], isFinal: boolean): boolean {
  if (!block.hasBracket || block.isSource) return false
  // The definition it was parsed with turned out to be none.
  if (isFinal && block.references.some((reference) => !labels.includes(reference))) return true
  const added = labels.slice(block.labelsKnown)
  if (added.length === 0) return false
  const normal = normalizeIdentifier(source)
  return added.some((label) => normal.includes((label.startsWith('^') ? '[' : '') + normalizeIdentifier(label)))
}

export function reparse(
  block: Block,
  source: string,
  labelsKnown: number,
  parse: (source: string) => RootContent[],
): Block {
  const nodes = block.group ? memberIn(block, parse(sourceOf(block, source))) : parse(source)
  return { ...block, nodes, references: referencesIn(nodes), labelsKnown }
}

/** A table's head needs no prefix: its own source has the delimiter row. */
function sourceOf(block: Block, source: string): string {
  const prefix = block.group?.prefix ?? ''
  return source.includes(prefix) ? source : prefix + source
}

function memberIn(block: Block, nodes: RootContent[]): RootContent[] {
  const [holder] = nodes
  if (holder?.type === 'blockquote') return holder.children
  if (holder?.type !== 'list' && holder?.type !== 'table') return block.nodes
  const member = holder.children.at(-1)
  return member === undefined ? block.nodes : [member]
}
