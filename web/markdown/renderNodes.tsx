import type { AlignType, List, ListItem, Nodes, RootContent, TableRow } from 'mdast'
import type { CSSProperties, ReactNode } from 'react'
import { BlockedImage } from './BlockedImage.tsx'
import type { DefinitionNode } from './blocks.ts'
import { CodeBlock } from './CodeBlock.tsx'
import { ExternalLink } from './ExternalLink.tsx'
import { FootnoteReference } from './FootnoteReference.tsx'
import { visibleControls, visibleOverrides } from './linkSafety.ts'
import { MathFormula } from './MathFormula.tsx'
import { ListShell, TableShell } from './shells.tsx'
import { textOf } from './textOf.ts'

export interface RenderContext {
  definitions: ReadonlyMap<string, DefinitionNode>
  /** Footnote identifiers in the order of their first reference. */
  footnotes: readonly string[]
  /** Makes ids unique on the page. */
  idPrefix: string
  /** The last block of a stream: code in it may still grow. */
  isOpen: boolean
  isInLink?: boolean
  /** Inside a list or quote: it has one direction, so that its marks stand on one side. (`dir=auto` looks past children with a dir of their own.) */
  isDirected?: boolean
  /** Inside a line of text, where HTML is a tag in a sentence. */
  isPhrasing?: boolean
  depth?: number
}

/** A thousand nested quotes would overflow the stack of whoever walks them. */
const maxDepth = 60

/**
 * Markdown nodes as React elements, one to one. There is no HTML in between: what is HTML in the source is shown as the
 * text it is, so nothing has to be sanitised.
 */
export function renderNodes(nodes: readonly Nodes[], context: RenderContext): ReactNode[] {
  const depth = (context.depth ?? 0) + 1
  if (depth > maxDepth) return [nodes.map(textOf).join('')]
  const inner = { ...context, depth }
  return nodes.map((node, index) => renderNode(node, index, inner))
}

function renderNode(node: Nodes, key: number, context: RenderContext): ReactNode {
  switch (node.type) {
    case 'paragraph':
      return (
        <p key={key} dir={context.isDirected ? undefined : 'auto'}>
          {renderNodes(node.children, { ...context, isPhrasing: true })}
        </p>
      )
    case 'heading':
      // One level for all: answers skip levels as they like, and the page's outline must not (WCAG 1.3.1).
      return (
        <h2 key={key} dir="auto" data-level={node.depth}>
          {renderNodes(node.children, { ...context, isPhrasing: true })}
        </h2>
      )
    case 'blockquote':
      return (
        <blockquote key={key} dir="auto">
          {renderNodes(node.children, { ...context, isDirected: true })}
        </blockquote>
      )
    case 'list':
      return renderList(node, key, context)
    case 'table':
      return renderTable(node.children, node.align ?? [], key, context)
    case 'thematicBreak':
      return <hr key={key} />
    case 'code':
      return <CodeBlock key={key} code={node.value} language={languageOf(node.lang)} isOpen={context.isOpen} />
    case 'math':
      return (
        <div key={key} className="md-math-block">
          <MathFormula formula={node.value} isDisplay />
        </div>
      )
    case 'html':
      return /^<br\s*\/?>$/i.test(node.value) ? (
        <br key={key} />
      ) : (
        <HtmlSource key={key} value={node.value} context={context} />
      )
    case 'text':
      return context.isInLink ? visibleControls(node.value) : visibleOverrides(node.value)
    case 'emphasis':
      return <em key={key}>{renderNodes(node.children, context)}</em>
    case 'strong':
      return <strong key={key}>{renderNodes(node.children, context)}</strong>
    case 'delete':
      return <del key={key}>{renderNodes(node.children, context)}</del>
    case 'inlineCode':
      return (
        <code key={key} dir="ltr">
          {visibleOverrides(node.value)}
        </code>
      )
    case 'inlineMath':
      return <MathFormula key={key} formula={node.value} isDisplay={node.isDisplay} />
    case 'break':
      return <br key={key} />
    case 'link':
      return renderLink(node.url, node, key, context)
    case 'linkReference': {
      const definition = context.definitions.get(node.identifier)
      return renderLink(definition?.type === 'definition' ? definition.url : '', node, key, context)
    }
    case 'image':
      return <BlockedImage key={key} url={node.url} alt={node.alt ?? ''} isInLink={context.isInLink === true} />
    case 'imageReference': {
      const definition = context.definitions.get(node.identifier)
      const url = definition?.type === 'definition' ? definition.url : ''
      return <BlockedImage key={key} url={url} alt={node.alt ?? ''} isInLink={context.isInLink === true} />
    }
    case 'footnoteReference':
      return (
        <FootnoteReference
          key={key}
          number={context.footnotes.indexOf(node.identifier) + 1}
          idPrefix={context.idPrefix}
        />
      )
    // Shown where they are used, or at the end.
    case 'definition':
    case 'footnoteDefinition':
    case 'yaml':
      return null
    case 'root':
      return renderNodes(node.children, context)
    case 'listItem':
    case 'tableRow':
    case 'tableCell':
      return renderNodes(node.children, context)
  }
}

/** Block HTML keeps its lines; inline HTML stands in its sentence. */
function HtmlSource({ value, context }: { value: string; context: RenderContext }) {
  return (
    <code className={context.isPhrasing ? 'md-html' : 'md-html md-html-block'} dir="ltr">
      {visibleOverrides(value)}
    </code>
  )
}

function renderLink(
  url: string,
  node: Extract<RootContent, { type: 'link' | 'linkReference' }>,
  key: number,
  context: RenderContext,
): ReactNode {
  const children = renderNodes(node.children, { ...context, isInLink: true })
  if (context.isInLink) return children
  return (
    <ExternalLink key={key} url={url} text={textOf(node)}>
      {children}
    </ExternalLink>
  )
}

export function isLooseItem(item: ListItem): boolean {
  return item.spread ?? item.children.length > 1
}

function renderList({ children, ordered, start, spread }: List, key: number, context: RenderContext) {
  const isLoose = spread === true || children.some(isLooseItem)
  const hasTasks = children.some((item) => item.checked != null)
  return (
    <ListShell key={key} isOrdered={ordered === true} startNumber={start ?? 1} hasTasks={hasTasks}>
      {children.map((item, index) => (
        // oxlint-disable-next-line react/no-array-index-key
        <ItemView key={index} item={item} isLoose={isLoose} context={context} />
      ))}
    </ListShell>
  )
}

interface ItemViewProps {
  item: ListItem
  /** In a tight list paragraphs lose their box (CommonMark 0.31, 5.3). */
  isLoose: boolean
  context: RenderContext
}

export function ItemView({ item, isLoose, context }: ItemViewProps) {
  const task = item.checked == null ? null : <TaskBox isDone={item.checked} />
  return (
    <li className={task === null ? undefined : 'md-task'}>
      {task}
      {item.children.map((child, index) =>
        child.type === 'paragraph' && !isLoose ? (
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} className="md-tight">
            {renderNodes(child.children, { ...context, isPhrasing: true, depth: (context.depth ?? 0) + 1 })}
          </span>
        ) : (
          // oxlint-disable-next-line react/no-array-index-key
          <ItemBlock key={index} node={child} context={{ ...context, isDirected: true }} />
        ),
      )}
    </li>
  )
}

function ItemBlock({ node, context }: { node: Nodes; context: RenderContext }) {
  return renderNodes([node], context)
}

function TaskBox({ isDone }: { isDone: boolean }) {
  return <input type="checkbox" checked={isDone} readOnly disabled aria-label={isDone ? 'Done' : 'Not done'} />
}

function renderTable(rows: TableRow[], align: AlignType[], key: number, context: RenderContext) {
  const [head, ...body] = rows
  return (
    <TableShell key={key} head={head && <RowView row={head} align={align} isHead context={context} />}>
      {body.map((row, index) => (
        // oxlint-disable-next-line react/no-array-index-key
        <RowView key={index} row={row} align={align} context={context} />
      ))}
    </TableShell>
  )
}

interface RowViewProps {
  row: TableRow
  align: AlignType[]
  isHead?: boolean
  context: RenderContext
}

/** As many cells as the delimiter row has columns (GFM 0.29, 4.10). */
export function RowView({ row, align, isHead = false, context }: RowViewProps) {
  return (
    <tr>
      {align.map((side, index) => {
        const cell = row.children[index]
        const content =
          cell && renderNodes(cell.children, { ...context, isPhrasing: true, depth: (context.depth ?? 0) + 1 })
        const style: CSSProperties | undefined = side ? { textAlign: side } : undefined
        return isHead ? (
          // oxlint-disable-next-line react/no-array-index-key
          <th key={index} dir="auto" scope="col" style={style}>
            {content}
          </th>
        ) : (
          // oxlint-disable-next-line react/no-array-index-key
          <td key={index} dir="auto" style={style}>
            {content}
          </td>
        )
      })}
    </tr>
  )
}

function languageOf(info: string | null | undefined): string {
  return (info ?? '')
    .toLowerCase()
    .replace(/[^\w+#.-].*$/s, '')
    .slice(0, 40)
}
