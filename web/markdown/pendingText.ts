import type { Nodes } from 'mdast'
import type { Block } from './blocks.ts'

/** Shows text that was not parsed yet where it will most likely belong: at the end of the last paragraph or code. */
export function withPending(open: readonly Block[], pending: string): readonly Block[] {
  const last = open.at(-1)
  if (last === undefined || pending === '') return open
  const isQuoted = last.group?.type === 'blockquote' || last.nodes.at(-1)?.type === 'blockquote'
  const text = isQuoted ? pending.replace(/([\r\n]) {0,3}> ?/g, '$1') : pending
  return [...open.slice(0, -1), { ...last, nodes: extendLast(last.nodes, text) }]
}

/** A parse drops the space at the end of its text; what follows it must not stick to the word before. */
export function gapBefore(text: string, offset: number): string {
  return /\s*$/.exec(text.slice(Math.max(0, offset - 80), offset))?.[0] ?? ''
}

function extendLast<Node extends Nodes>(nodes: readonly Node[], text: string): Node[] {
  const last = nodes.at(-1)
  return last === undefined ? [...nodes] : [...nodes.slice(0, -1), extend(last, text)]
}

function extend<Node extends Nodes>(node: Node, text: string): Node
function extend(node: Nodes, text: string): Nodes {
  switch (node.type) {
    case 'paragraph':
    case 'heading':
    case 'tableCell':
      return { ...node, children: [...node.children, { type: 'text', value: text }] }
    case 'list':
      return { ...node, children: extendLast(node.children, text) }
    case 'listItem':
      return { ...node, children: extendLast(node.children, text) }
    case 'blockquote':
      return { ...node, children: extendLast(node.children, text) }
    case 'table':
      return { ...node, children: extendLast(node.children, text) }
    case 'tableRow':
      return { ...node, children: extendLast(node.children, text) }
    case 'code':
      return { ...node, value: node.value + text }
    default:
      return node
  }
}
