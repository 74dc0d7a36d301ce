import type { Nodes, RootContent } from 'mdast'
import { memo, useMemo, type ReactNode } from 'react'
import { definitionsIn, labelOf, type Block, type BlockGroup, type DefinitionNode } from './blocks.ts'
import { Footnotes } from './Footnotes.tsx'
import type { MarkdownDocument } from './markdownDocument.ts'
import { isLooseItem, ItemView, renderNodes, RowView, type RenderContext } from './renderNodes.tsx'
import { ListShell, TableShell } from './shells.tsx'

/** The document as elements. Every block is memoised on its identity, so a frame renders what changed in it only. */
export function DocumentView({ document, idPrefix }: { document: MarkdownDocument; idPrefix: string }) {
  const { text, pending } = document
  const gap = pending === '' ? '' : gapBefore(text, document.position.parsedTo)
  const open = useMemo(() => withPending(document.open, pending && gap + pending), [document.open, gap, pending])
  const definitions = useDefinitions(document, open)
  const footnotes = useFootnoteOrder(document.blocks, open)
  const context = useMemo(
    () => ({ definitions, footnotes, idPrefix, isOpen: false }),
    [definitions, footnotes, idPrefix],
  )
  const plain = useMemo(() => ({ definitions: none, footnotes: noFootnotes, idPrefix, isOpen: false }), [idPrefix])
  const growing = useMemo(() => ({ ...context, isOpen: !document.isFinished }), [context, document.isFinished])
  const contextOf = (block: Block) =>
    block.start >= document.position.tailStart ? growing : block.references.length === 0 ? plain : context
  return (
    <>
      {unitsOf(document.blocks, open).map((unit) => renderUnit(unit, text, contextOf))}
      {document.open.length === 0 && pending !== '' && <PlainText text={pending} />}
      <Footnotes context={context} />
    </>
  )
}

const none: ReadonlyMap<string, DefinitionNode> = new Map()
const noFootnotes: readonly string[] = []

function useDefinitions(document: MarkdownDocument, open: readonly Block[]): ReadonlyMap<string, DefinitionNode> {
  return useMemo(() => {
    const added = open.flatMap((block) => definitionsIn(block.nodes)).map((node) => [labelOf(node), node] as const)
    return added.length === 0 ? document.definitions : new Map([...added.toReversed(), ...document.definitions])
  }, [document.definitions, open])
}

function useFootnoteOrder(blocks: readonly Block[], open: readonly Block[]): readonly string[] {
  const order = [...blocks, ...open].flatMap((block) =>
    block.references.filter((reference) => reference.startsWith('^')).map((reference) => reference.slice(1)),
  )
  // A string is the same from frame to frame where a list would be a new one each time.
  const key = JSON.stringify([...new Set(order)])
  return useMemo(() => JSON.parse(key) as string[], [key])
}

/** One block, or neighbours of one group. */
type Unit = { type: 'block'; block: Block } | { type: BlockGroup['type']; members: Block[] }

function unitsOf(blocks: readonly Block[], open: readonly Block[]): Unit[] {
  const units: Unit[] = []
  let last: { id: number; members: Block[] } | undefined
  for (const block of [...blocks, ...open]) {
    if (block.group === undefined) {
      units.push({ type: 'block', block })
      last = undefined
    } else if (last?.id === block.group.id) last.members.push(block)
    else {
      last = { id: block.group.id, members: [block] }
      units.push({ type: block.group.type, members: last.members })
    }
  }
  return units
}

type ContextOf = (block: Block) => RenderContext

function renderUnit(unit: Unit, text: string, contextOf: ContextOf): ReactNode {
  if (unit.type === 'block') {
    const { block } = unit
    if (block.isSource) return <PlainText key={block.start} text={text.slice(block.start, block.end)} />
    return <BlockView key={block.start} block={block} context={contextOf(block)} />
  }
  const [first] = unit.members
  if (first?.group === undefined) return null
  switch (unit.type) {
    case 'list':
      return renderItems(unit.members, first, contextOf)
    case 'table':
      return renderRows(unit.members, first, contextOf)
    case 'blockquote':
      return (
        <blockquote key={first.start} dir="auto">
          {unit.members.map((block) => (
            <PartView key={block.start} block={block} context={contextOf(block)} />
          ))}
        </blockquote>
      )
  }
}

function renderItems(members: Block[], first: Block, contextOf: ContextOf): ReactNode {
  const isLoose = members.some((block) => block.isAfterGap || block.nodes.some(isLooseNode))
  const hasTasks = members.some((block) => block.nodes.some((node) => node.type === 'listItem' && node.checked != null))
  return (
    <ListShell
      key={first.start}
      isOrdered={first.group?.isOrdered === true}
      startNumber={first.group?.startNumber ?? 1}
      hasTasks={hasTasks}
    >
      {members.map((block) => (
        <MemberView key={block.start} block={block} isLoose={isLoose} context={contextOf(block)} />
      ))}
    </ListShell>
  )
}

function isLooseNode(node: RootContent): boolean {
  return node.type === 'listItem' && isLooseItem(node)
}

function renderRows(members: Block[], head: Block, contextOf: ContextOf): ReactNode {
  return (
    <TableShell key={head.start} head={<MemberView block={head} isLoose={false} isHead context={contextOf(head)} />}>
      {members.slice(1).map((block) => (
        <MemberView key={block.start} block={block} isLoose={false} context={contextOf(block)} />
      ))}
    </TableShell>
  )
}

interface BlockViewProps {
  block: Block
  context: RenderContext
}

const BlockView = memo(function BlockView({ block, context }: BlockViewProps) {
  return renderNodes(block.nodes, context)
})

/** As a quote's children are rendered inside it. */
const PartView = memo(function PartView({ block, context }: BlockViewProps) {
  return renderNodes(block.nodes, { ...context, isDirected: true, depth: 1 })
})

const MemberView = memo(function MemberView({
  block,
  isLoose,
  isHead = false,
  context,
}: BlockViewProps & { isLoose: boolean; isHead?: boolean }) {
  const [node] = block.nodes
  if (node?.type === 'listItem') return <ItemView item={node} isLoose={isLoose} context={context} />
  if (node?.type === 'tableRow') {
    return <RowView row={node} align={block.group?.align ?? []} isHead={isHead} context={context} />
  }
  return null
})

const charactersPerBox = 8_000

/** Text as it is, in boxes that a browser lays out only when they come into view. */
function PlainText({ text }: { text: string }) {
  const boxes: string[] = []
  for (let at = 0; at < text.length; at += charactersPerBox) boxes.push(text.slice(at, at + charactersPerBox))
  return boxes.map((box, index) => (
    // oxlint-disable-next-line react/no-array-index-key
    <div key={index} className="md-source" dir="auto">
      {box}
    </div>
  ))
}

/** Shows text that was not parsed yet where it will most likely belong: at the end of the last paragraph or code. */
function withPending(open: readonly Block[], pending: string): readonly Block[] {
  const last = open.at(-1)
  if (last === undefined || pending === '') return open
  const isQuoted = last.group?.type === 'blockquote' || last.nodes.at(-1)?.type === 'blockquote'
  const text = isQuoted ? pending.replace(/([\r\n]) {0,3}> ?/g, '$1') : pending
  return [...open.slice(0, -1), { ...last, nodes: extendLast(last.nodes, text) }]
}

/** A parse drops the space at the end of its text; what follows it must not stick to the word before. */
function gapBefore(text: string, offset: number): string {
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
