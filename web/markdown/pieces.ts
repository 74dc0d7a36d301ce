import type { Blockquote, List, RootContent, Table } from 'mdast'
import { lineStart, nextLineStart, type BlockGroup } from './blocks.ts'
import { cutBefore, isGapBetween, safeCuts, startOffset } from './splitBlocks.ts'

/** A block to be: `start` is an offset into the parsed source. */
interface Piece {
  start: number
  nodes: RootContent[]
  group?: BlockGroup
  isAfterGap?: boolean
}

interface PiecesOptions {
  /** The group the source begins inside of. */
  group?: BlockGroup
  /** Whether its first item stands behind a blank line. */
  isAfterGap?: boolean
  prefixLength: number
  tailStart: number
  /** The source is the end of the document: everything is final. */
  isLast: boolean
}

/** The parsed source as blocks; the first `finalCount` of them cannot change any more. */
export function piecesOf(
  nodes: RootContent[],
  source: string,
  options: PiecesOptions,
): { pieces: Piece[]; finalCount: number } {
  const pieces: Piece[] = []
  let finalCount = 0
  const bounds = [{ index: 0, offset: options.prefixLength }, ...safeCuts(nodes, source)]
  bounds.forEach(({ index, offset }, chunk) => {
    const next = bounds[chunk + 1]
    const isFinal = options.isLast || next !== undefined
    const inChunk = nodes.slice(index, next?.index)
    const first = inChunk[0]
    const members = membersOf(first, source, options, chunk === 0, !isFinal && inChunk.length === 1)
    if (members === undefined) {
      if (inChunk.length > 0) pieces.push({ start: offset, nodes: inChunk })
      if (isFinal) finalCount = pieces.length
      return
    }
    pieces.push(...members.pieces)
    if (isFinal || inChunk.length === 1) finalCount = pieces.length - (isFinal ? 0 : members.openCount)
    else finalCount = pieces.length - members.openCount
    const rest = inChunk.slice(1)
    const restStart = rest[0]
    if (restStart !== undefined) pieces.push({ start: lineStart(source, startOffset(restStart)), nodes: rest })
    if (isFinal) finalCount = pieces.length
  })
  return { pieces, finalCount }
}

interface Members {
  pieces: Piece[]
  /** How many at the end may still change. */
  openCount: number
}

/** The items of a list or rows of a table, where the source continues a group or a new one is worth beginning. */
function membersOf(
  node: RootContent | undefined,
  source: string,
  options: PiecesOptions,
  isFirst: boolean,
  mayBegin: boolean,
): Members | undefined {
  if (node === undefined) return undefined
  const continued = isFirst && options.group?.type === node.type ? options.group : undefined
  if (continued === undefined && !mayBegin) return undefined
  if (node.type === 'list') return itemsOf(node, source, options, continued)
  if (node.type === 'table') return rowsOf(node, source, options, continued)
  if (node.type === 'blockquote') return partsOf(node, source, options, continued)
  return undefined
}

function itemsOf(list: List, source: string, options: PiecesOptions, continued?: BlockGroup): Members | undefined {
  const group = continued ?? {
    id: options.tailStart + startOffset(list),
    type: 'list',
    prefix: '',
    isOrdered: list.ordered === true,
    startNumber: list.start ?? 1,
    align: [],
  }
  const pieces = list.children.map((item, index): Piece => {
    const previous = list.children[index - 1]
    // What stood before the first item of another list says nothing about this one.
    const isAfterGap = previous ? isGapBetween(previous, item) : continued && options.isAfterGap
    return {
      start: lineStart(source, startOffset(item)),
      nodes: [item],
      group,
      ...(isAfterGap && { isAfterGap }),
    }
  })
  const lastCut = list.children.findLastIndex((item, index) => index > 0 && cutBefore(item, source) !== undefined)
  if (lastCut < 1 && continued === undefined) return undefined
  return { pieces, openCount: pieces.length - Math.max(lastCut, 0) }
}

/** A part of a quote begins on a line with its `>`: alone, it parses as a quote again. */
function partsOf(
  quote: Blockquote,
  source: string,
  options: PiecesOptions,
  continued?: BlockGroup,
): Members | undefined {
  const cuts = safeCuts(quote.children, source)
  if (cuts.length === 0 && continued === undefined) return undefined
  const start = lineStart(source, startOffset(quote))
  const group: BlockGroup = continued ?? {
    id: options.tailStart + start,
    type: 'blockquote',
    prefix: '',
    isOrdered: false,
    startNumber: 1,
    align: [],
  }
  const bounds = [{ index: 0, offset: start }, ...cuts]
  const pieces = bounds.map(({ index, offset }, at): Piece => ({
    start: offset,
    nodes: quote.children.slice(index, bounds[at + 1]?.index),
    group,
  }))
  return { pieces, openCount: 1 }
}

/** A table's head is the first member of its group; rows that continue a group are parsed behind the head's source. */
function rowsOf(table: Table, source: string, options: PiecesOptions, continued?: BlockGroup): Members | undefined {
  if (continued === undefined && table.children.length < 3) return undefined
  const start = lineStart(source, startOffset(table))
  const afterHead = nextLineStart(source, nextLineStart(source, start))
  const group: BlockGroup = continued ?? {
    id: options.tailStart + start,
    type: 'table',
    prefix: source.slice(start, afterHead),
    isOrdered: false,
    startNumber: 1,
    align: table.align ?? [],
  }
  const rows = continued === undefined ? table.children : table.children.slice(1)
  const pieces = rows.map((row): Piece => ({ start: lineStart(source, startOffset(row)), nodes: [row], group }))
  return { pieces, openCount: Math.min(1, pieces.length) }
}
