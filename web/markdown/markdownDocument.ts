import type { RootContent } from 'mdast'
import {
  definitionsIn,
  labelOf,
  lineStart,
  referencesIn,
  type Block,
  type BlockGroup,
  type DefinitionNode,
} from './blocks.ts'
import { takeFenceLines, openFenceIn, type OpenFence } from './openFence.ts'
import { parseMarkdown, type Labels } from './parseMarkdown.ts'
import { piecesOf } from './pieces.ts'
import { isPlainContinuation } from './plainContinuation.ts'
import { isStale, reparse } from './staleReferences.ts'

/**
 * A Markdown text that grows, parsed as it grows.
 *
 * What can no longer change becomes a block and is never looked at again; only the tail behind the last block is parsed
 * again, and each parse is paid from a credit that grows with the text, so the work over a whole stream stays a small
 * multiple of one parse of the final text, whatever its shape. While the credit lasts not, new text is shown as it is
 * (`pending`). Once `isFinal`, the blocks are what one parse of the whole text gives.
 *
 * Values are immutable: `advance` returns the next one, and blocks that did not change keep their identity.
 */
export interface MarkdownDocument {
  text: string
  /** Finished. */
  blocks: readonly Block[]
  /** What the tail is, as far as it was parsed; may be something else after the next character. */
  open: readonly Block[]
  /** The end of the text, not parsed yet: continues the last open block. */
  pending: string
  definitions: ReadonlyMap<string, DefinitionNode>
  /** Everything up to the end of `text` is in blocks. */
  isFinished: boolean
  /** False where `maxCharacters` ran out: advance again with the same text. */
  isComplete: boolean
  work: ParseWork
  position: TailPosition
}

export interface ParseWork {
  parsedCharacters: number
  parses: number
}

interface TailPosition {
  tailStart: number
  /** Where `pending` begins. */
  parsedTo: number
  /** How much of `pending` was looked at and only makes the last paragraph longer. */
  plainTo: number
  group?: BlockGroup
  isAfterGap?: boolean
  fence?: OpenFence
  labels: readonly string[]
  /** Characters that may still be parsed again. */
  credit: number
}

/** Parsed characters earned per character that arrives. With the last parse and the first it stays below 4 (benchmark P8). */
const creditPerCharacter = 2.2
/** A short answer is parsed at every mark: its bold words are bold at once. */
const firstCredit = 3000
/** What a parse costs beside its length: micromark sets its tokenizers up each time, in the time of some 200 characters. */
const creditPerParse = 80
/** A block longer than this is shown as its source: for some, micromark's time grows with the square of the length. */
const maxBlockLength = 16 * 1024
const windowLength = 4 * 1024

export const emptyDocument: MarkdownDocument = {
  text: '',
  blocks: [],
  open: [],
  pending: '',
  definitions: new Map(),
  isFinished: false,
  isComplete: true,
  work: { parsedCharacters: 0, parses: 0 },
  position: { tailStart: 0, parsedTo: 0, plainTo: 0, labels: [], credit: firstCredit },
}

interface AdvanceOptions {
  /** No more text follows. */
  isFinal: boolean
  /** Stop after about this much parsing, for a page that has to answer meanwhile. */
  maxCharacters?: number
}

/** The document of a longer text. A text that does not continue the last one begins a new document. */
export function advance(
  previous: MarkdownDocument,
  text: string,
  { isFinal, maxCharacters = Infinity }: AdvanceOptions,
): MarkdownDocument {
  const isSame = text.length === previous.text.length && text === previous.text
  if (isSame && previous.isComplete && (previous.isFinished || !isFinal)) return previous
  const isContinued = !previous.isFinished && continues(text, previous.text, isFinal)
  const base = isContinued || isSame ? previous : emptyDocument
  const next = { ...base, text, isComplete: true, work: { ...base.work }, position: { ...base.position } }
  next.position.credit += (text.length - base.text.length) * creditPerCharacter
  let budget = maxCharacters
  for (;;) {
    const { fence, tailStart } = next.position
    if (fence !== undefined) {
      if (takeFence(next, fence, isFinal)) continue
      return next
    }
    const tailLength = text.length - tailStart
    if (tailLength === 0 && isFinal) return finish(next)
    if (tailLength === 0) return showOpen(next, [], text.length)
    if (!isFinal && tailLength <= maxBlockLength) {
      refreshOpen(next)
      if (next.position.fence === undefined) return next
    } else if (budget <= 0) {
      next.isComplete = false
      return showOpen(next, [], tailStart)
    } else {
      budget -= takeWindow(next, isFinal)
    }
  }
}

/**
 * Whether `text` is `before` and more. While it streams the end of `before` tells, as comparing all of it at every token
 * costs the square of the length; at the end all of it is compared.
 */
function continues(text: string, before: string, isFinal: boolean): boolean {
  const from = isFinal ? 0 : Math.max(0, before.length - lookBack)
  // Sixty times quicker than startsWith in V8, which compares character by character.
  return text.slice(from, before.length) === before.slice(from)
}

const lookBack = 256

/** One step through text that lies ready; returns the characters parsed. */
function takeWindow(document: MarkdownDocument, isFinal: boolean): number {
  const { position, text } = document
  const tailLength = text.length - position.tailStart
  const before = document.work.parsedCharacters
  const hasFailed = position.parsedTo - position.tailStart > windowLength
  let length = Math.min(tailLength, hasFailed || tailLength <= maxBlockLength ? maxBlockLength : windowLength)
  for (;;) {
    const isLast = isFinal && length === tailLength
    const source = text.slice(position.tailStart, position.tailStart + length)
    const hasMoved = takePieces(document, source, isLast)
    if (hasMoved) break
    if (length === maxBlockLength) {
      freezeSource(document, source)
      break
    }
    length = Math.min(tailLength, length * 2, maxBlockLength)
  }
  return document.work.parsedCharacters - before
}

/** Parses the tail again, if it matters and there is credit for it. */
function refreshOpen(document: MarkdownDocument): void {
  const { position, text } = document
  const pending = text.slice(position.parsedTo)
  const cost = text.length - position.tailStart + creditPerParse + (position.group?.prefix.length ?? 0)
  const isPlain = isPlainContinuation(document.open, text, position)
  if (isPlain) position.plainTo = text.length
  if (isPlain || position.credit < cost) {
    document.pending = pending
    return
  }
  position.credit -= cost
  takePieces(document, text.slice(position.tailStart), false)
  refreshStale(document, false)
}

/** Parses the tail's `source` and moves what is final into the blocks; returns whether the tail became shorter. */
function takePieces(document: MarkdownDocument, source: string, isLast: boolean): boolean {
  const { position } = document
  const prefix = position.group?.prefix ?? ''
  const whole = prefix + source
  const nodes = parse(document, whole)
  const { pieces, finalCount } = piecesOf(nodes, whole, { ...position, prefixLength: prefix.length, isLast })
  const offset = position.tailStart - prefix.length
  const end = position.tailStart + source.length
  const made = pieces.map((piece, index): Block => {
    const start = index === 0 ? position.tailStart : piece.start + offset
    const until = pieces[index + 1]
    return {
      start,
      end: until === undefined ? end : until.start + offset,
      nodes: piece.nodes,
      ...(piece.group && { group: piece.group }),
      ...(piece.isAfterGap && { isAfterGap: true }),
      hasBracket: false,
      references: referencesIn(piece.nodes),
      labelsKnown: position.labels.length,
    }
  })
  freeze(document, made.slice(0, finalCount))
  const open = made.slice(finalCount)
  const first = open[0]
  // Spaces at the start of a line are indentation once something follows them.
  const emptyEnd = isLast ? end : Math.max(position.tailStart, lineStart(document.text, end))
  const tailStart = first?.start ?? (made.length > 0 ? end : emptyEnd)
  const moved = tailStart > position.tailStart
  position.tailStart = tailStart
  position.group = first?.group
  position.isAfterGap = first?.isAfterGap
  showOpen(document, open, end)
  if (first !== undefined && open.length === 1 && !first.group) {
    position.fence = openFenceIn(first, document.text, end)
  }
  return moved || position.fence !== undefined
}

function parse(document: MarkdownDocument, source: string): RootContent[] {
  document.work.parsedCharacters += source.length
  document.work.parses += 1
  return parseMarkdown(source, labelsFor(document.position.labels))
}

function labelsFor(labels: readonly string[]): Labels {
  return {
    links: labels.filter((label) => !label.startsWith('^')),
    footnotes: labels.filter((label) => label.startsWith('^')).map((label) => label.slice(1)),
  }
}

function freeze(document: MarkdownDocument, blocks: Block[]): void {
  if (blocks.length === 0) return
  for (const block of blocks) block.hasBracket = document.text.slice(block.start, block.end).includes('[')
  document.blocks = [...document.blocks, ...blocks]
  for (const node of blocks.flatMap((block) => definitionsIn(block.nodes))) {
    const label = labelOf(node)
    if (document.definitions.has(label)) continue
    document.definitions = new Map(document.definitions).set(label, node)
    document.position.labels = [...document.position.labels, label]
  }
}

function freezeSource(document: MarkdownDocument, window: string): void {
  const { position } = document
  const start = position.tailStart
  const end = start + (Math.max(window.lastIndexOf('\n'), window.lastIndexOf('\r')) + 1 || window.length)
  freeze(document, [{ ...noBlock, start, end, isSource: true, labelsKnown: position.labels.length }])
  position.tailStart = end
  position.group = undefined
  position.isAfterGap = undefined
  showOpen(document, [], end)
}

const noBlock: Block = { start: 0, end: 0, nodes: [], hasBracket: false, references: [], labelsKnown: 0 }

function showOpen(document: MarkdownDocument, open: readonly Block[], parsedTo: number): MarkdownDocument {
  document.open = open
  document.position.parsedTo = parsedTo
  document.position.plainTo = parsedTo
  document.pending = document.text.slice(parsedTo)
  return document
}

/** True where the fence ended and the text behind it is the tail. */
function takeFence(document: MarkdownDocument, fence: OpenFence, isFinal: boolean): boolean {
  const taken = takeFenceLines(fence, document.text, isFinal)
  const block: Block = { ...noBlock, start: fence.start, end: taken.end, nodes: [taken.node] }
  if (!taken.isClosed) {
    document.position.fence = taken.fence
    showOpen(document, [block], document.text.length)
    return false
  }
  freeze(document, [block])
  document.position.fence = undefined
  document.position.tailStart = taken.end
  showOpen(document, [], taken.end)
  return true
}

function finish(document: MarkdownDocument): MarkdownDocument {
  refreshStale(document, true)
  document.isFinished = true
  return showOpen(document, [], document.text.length)
}

/** Blocks that refer to a label which was defined behind them. While text still arrives, as far as the credit goes. */
function refreshStale(document: MarkdownDocument, isFinal: boolean): void {
  const { position, text } = document
  if (!isFinal && document.blocks.every((block) => block.labelsKnown === position.labels.length)) return
  document.blocks = document.blocks.map((block) => {
    const source = text.slice(block.start, block.end)
    if (!isStale(block, source, position.labels, isFinal)) return block
    const cost = source.length + creditPerParse
    if (!isFinal && position.credit < cost) return block
    position.credit -= cost
    return reparse(block, source, position.labels.length, (whole) => parse(document, whole))
  })
}
