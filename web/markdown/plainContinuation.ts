import type { Nodes } from 'mdast'
import { lineStart, type Block } from './blocks.ts'

interface Seen {
  parsedTo: number
  /** Up to here the last look found it plain: looked at again and again, a long paragraph would cost its square. */
  plainTo: number
}

/**
 * Whether the text behind `parsedTo` only makes the last paragraph, or the last line of code, longer: then it can be
 * shown without a parse. Most tokens are like that.
 */
export function isPlainContinuation(open: readonly Block[], text: string, { parsedTo, plainTo }: Seen): boolean {
  const last = open.at(-1)?.nodes.at(-1)
  if (last === undefined) return false
  // A fence's marks, or the signs of an address, may come one by one.
  const added = text.slice(Math.max(parsedTo, plainTo - 3))
  const nearby = text.slice(Math.max(0, parsedTo - 200), parsedTo)
  const line = nearby.slice(lineStart(nearby, nearby.length))
  const leaf = lastLeaf(last)
  if (leaf.type === 'code') return !/`{3}|~{3}/.test(added) && !/^\s*(`{3,}|~{3,})/.test(line)
  // A short line may yet become a list item, a heading or a rule.
  return leaf.type === 'paragraph' && line.trim().length >= 6 && !special.test(added)
}

/** What means something in the middle of a line; other signs do at its start, or with one of these. */
const special = /[\r\n\\`*_~[\]<>$&@]|:\/\/|www\./

function lastLeaf(node: Nodes): Nodes {
  const isContainer = node.type === 'list' || node.type === 'listItem' || node.type === 'blockquote'
  const last = isContainer ? node.children.at(-1) : undefined
  return last === undefined ? node : lastLeaf(last)
}
