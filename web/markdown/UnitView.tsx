import type { RootContent } from 'mdast'
import { memo, type ReactNode } from 'react'
import { PlainText } from './PlainText.tsx'
import { isLooseItem, ItemView, renderNodes, RowView } from './renderNodes.tsx'
import { ListShell, TableShell } from './shells.tsx'
import type { Member, Unit } from './units.ts'

/** Every block is memoised on its identity, so a frame draws what changed in it only. */
export function renderUnit({ type, members }: Unit, text: string): ReactNode {
  const [first] = members
  if (first === undefined) return null
  const { block } = first
  switch (type) {
    case 'block':
      if (block.isSource) return <PlainText key={block.start} text={text.slice(block.start, block.end)} />
      return <BlockView key={block.start} {...first} />
    case 'list':
      return renderItems(members, first)
    case 'table':
      return renderRows(members, first)
    case 'blockquote':
      return (
        <blockquote key={block.start} dir="auto">
          {members.map((member) => (
            <PartView key={member.block.start} {...member} />
          ))}
        </blockquote>
      )
  }
}

function renderItems(members: Member[], { block: first }: Member): ReactNode {
  const isLoose = members.some(({ block }) => block.isAfterGap || block.nodes.some(isLooseNode))
  const hasTasks = members.some(({ block }) =>
    block.nodes.some((node) => node.type === 'listItem' && node.checked != null),
  )
  return (
    <ListShell
      key={first.start}
      isOrdered={first.group?.isOrdered === true}
      startNumber={first.group?.startNumber ?? 1}
      hasTasks={hasTasks}
    >
      {members.map((member) => (
        <MemberView key={member.block.start} {...member} isLoose={isLoose} />
      ))}
    </ListShell>
  )
}

function isLooseNode(node: RootContent): boolean {
  return node.type === 'listItem' && isLooseItem(node)
}

function renderRows([head, ...rows]: Member[], { block: first }: Member): ReactNode {
  return (
    <TableShell key={first.start} head={head && <MemberView {...head} isLoose={false} isHead />}>
      {rows.map((member) => (
        <MemberView key={member.block.start} {...member} isLoose={false} />
      ))}
    </TableShell>
  )
}

const BlockView = memo(function BlockView({ block, context }: Member) {
  return renderNodes(block.nodes, context)
})

/** As a quote's children are rendered inside it. */
const PartView = memo(function PartView({ block, context }: Member) {
  return renderNodes(block.nodes, { ...context, isDirected: true, depth: 1 })
})

const MemberView = memo(function MemberView({
  block,
  isLoose,
  isHead = false,
  context,
}: Member & { isLoose: boolean; isHead?: boolean }) {
  const [node] = block.nodes
  if (node?.type === 'listItem') return <ItemView item={node} isLoose={isLoose} context={context} />
  if (node?.type === 'tableRow') {
    return <RowView row={node} align={block.group?.align ?? []} isHead={isHead} context={context} />
  }
  return null
})
