import type { AlignType, RootContent } from 'mdast'

/**
 * A piece of the document that stands for itself: finished ones are never parsed or rendered again. Items of one long
 * list, rows of one long table and parts of one long quote are blocks of their own, held together by their group.
 */
export interface Block {
  /** Where its source begins in the text: also its key, as two blocks never begin together. */
  start: number
  end: number
  nodes: RootContent[]
  group?: BlockGroup
  /** A blank line stood before this item of a group: makes the whole list loose (CommonMark 0.31, 5.3). */
  isAfterGap?: boolean
  /** Beyond `maxBlockLength`: shown as its source. */
  isSource?: boolean
  /** Could hold a reference to a label that is defined later. */
  hasBracket: boolean
  /** Identifiers of the link and footnote references its parse saw. */
  references: string[]
  /** How many of the document's labels its parse knew. */
  labelsKnown: number
}

export interface BlockGroup {
  id: number
  type: 'list' | 'table' | 'blockquote'
  /** Source put before a piece of the group so that it parses as what it is: a table's head and delimiter rows. */
  prefix: string
  isOrdered: boolean
  startNumber: number
  align: AlignType[]
}

/** What follows from `nodes` alone. */
export function referencesIn(nodes: readonly RootContent[]): string[] {
  const found: string[] = []
  visit(nodes, (node) => {
    if (node.type === 'linkReference' || node.type === 'imageReference') found.push(node.identifier)
    if (node.type === 'footnoteReference') found.push(`^${node.identifier}`)
  })
  return found
}

export type DefinitionNode = Extract<RootContent, { type: 'definition' | 'footnoteDefinition' }>

export function definitionsIn(nodes: readonly RootContent[]): DefinitionNode[] {
  const found: DefinitionNode[] = []
  visit(nodes, (node) => {
    if (node.type === 'definition' || node.type === 'footnoteDefinition') found.push(node)
  })
  return found
}

function visit(nodes: readonly RootContent[], see: (node: RootContent) => void): void {
  for (const node of nodes) {
    see(node)
    if ('children' in node) visit(node.children, see)
  }
}

/** Ids of a label list: links as they are, footnotes behind a caret. */
export function labelOf(node: DefinitionNode): string {
  return node.type === 'footnoteDefinition' ? `^${node.identifier}` : node.identifier
}

/** The start of the line that `offset` is on. */
export function lineStart(source: string, offset: number): number {
  // Not lastIndexOf: where a text has no \r, each search for one would go back to its start.
  for (let at = offset; at > 0; at -= 1) {
    const before = source.charCodeAt(at - 1)
    if (before === 10 || before === 13) return at
  }
  return 0
}

/** The start of the line after `offset`'s; -1 while that line may still grow (a last `\r` may be half of `\r\n`). */
export function nextLineStart(source: string, offset: number): number {
  for (let at = offset; at < source.length; at += 1) {
    const character = source[at]
    if (character === '\n') return at + 1
    if (character === '\r') return at + 1 === source.length ? -1 : source[at + 1] === '\n' ? at + 2 : at + 1
  }
  return -1
}
