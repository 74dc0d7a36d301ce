import type { Code } from 'mdast'
import { lineStart, nextLineStart, type Block } from './blocks.ts'

/** A code fence at the left edge whose end has not been seen: its lines are taken as they come, without a parse. */
export interface OpenFence {
  start: number
  contentStart: number
  /** The start of the first line that was not looked at as a whole. */
  scannedTo: number
  /** CommonMark 0.31, 4.5: at least as many of the same character, nothing behind them. */
  closing: RegExp
  lang: string | null
  meta: string | null
}

/** The fence that `block` is, unless its opening line may still grow. */
export function openFenceIn(block: Block, text: string, end: number): OpenFence | undefined {
  const [node] = block.nodes
  if (block.nodes.length !== 1 || node?.type !== 'code') return undefined
  // A blank line may stand before the fence.
  const opening = /(?:^|[\r\n])(`{3,}|~{3,})/.exec(text.slice(block.start, end))
  const marks = opening?.[1]
  if (opening === null || marks === undefined || text.slice(block.start, block.start + opening.index).trim() !== '') {
    return undefined
  }
  const start = lineStart(text, block.start + opening.index + opening[0].length)
  const contentStart = nextLineStart(text.slice(0, end), start)
  if (contentStart < 0) return undefined
  const closing = new RegExp(`^ {0,3}\\${marks[0]}{${marks.length},}[ \\t]*[\\r\\n]*$`)
  const { lang = null, meta = null } = node
  return { start: block.start, contentStart, scannedTo: contentStart, closing, lang, meta }
}

interface TakenLines {
  node: Code
  isClosed: boolean
  end: number
  fence: OpenFence
}

export function takeFenceLines(fence: OpenFence, text: string, isFinal: boolean): TakenLines {
  let at = fence.scannedTo
  while (at < text.length) {
    const next = nextLineStart(text, at)
    if (next < 0 && !isFinal) break
    const end = next < 0 ? text.length : next
    if (fence.closing.test(text.slice(at, end))) {
      return { node: codeNode(fence, text.slice(fence.contentStart, at)), isClosed: true, end, fence }
    }
    at = end
  }
  const node = codeNode(fence, text.slice(fence.contentStart))
  return { node, isClosed: isFinal, end: text.length, fence: { ...fence, scannedTo: at } }
}

function codeNode({ lang, meta }: OpenFence, content: string): Code {
  const ending = content.endsWith('\r\n') ? 2 : content.endsWith('\n') || content.endsWith('\r') ? 1 : 0
  return { type: 'code', lang, meta, value: content.slice(0, content.length - ending) }
}
