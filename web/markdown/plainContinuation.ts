import type { Nodes } from 'mdast'
import { lineStart, type Block } from './blocks.ts'

/**
 * Whether the text behind `parsedTo` only makes the last paragraph, or the last line of code, longer: then it can be
 * shown without a parse. Most tokens are like that.
 */
export function isPlainContinuation(open: readonly Block[], text: string, parsedTo: number): boolean {
  const last = open.at(-1)?.nodes.at(-1)
  if (last === undefined) return false
  const pending = text.slice(parsedTo)
  const nearby = text.slice(Math.max(0, parsedTo - 200), parsedTo)
  const line = nearby.slice(lineStart(nearby, nearby.length))
  const leaf = lastLeaf(last)
  if (leaf.type === 'code') return !/`{3}|~{3}/.test(pending) && !/^\s*(`{3,}|~{3,})/.test(line)
  // A short line may yet become a list item, a heading or a rule.
  return leaf.type === 'paragraph' && line.trim().length >= 6 && !special.test(pending)
}

const special = /[\r\n\\`*_~[\]<>!$&|#:/@=]/

function lastLeaf(node: Nodes): Nodes {
  const isContainer = node.type === 'list' || node.type === 'listItem' || node.type === 'blockquote'
  const last = isContainer ? node.children.at(-1) : undefined
  return last === undefined ? node : lastLeaf(last)
}
