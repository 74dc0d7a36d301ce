import { useCallback, useMemo } from 'react'
import { definitionsIn, labelOf, type Block, type DefinitionNode } from './blocks.ts'
import { Footnotes } from './Footnotes.tsx'
import type { MarkdownDocument } from './markdownDocument.ts'
import { gapBefore, withPending } from './pendingText.ts'
import { PlainText } from './PlainText.tsx'
import { Section } from './Section.tsx'
import { sectionsOf, withBlocks } from './units.ts'

interface DocumentViewProps {
  document: MarkdownDocument
  isStreaming: boolean
  idPrefix: string
}

/** The document as elements. */
export function DocumentView({ document, isStreaming, idPrefix }: DocumentViewProps) {
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
  const contextOf = useCallback((block: Block) => (block.references.length === 0 ? plain : context), [plain, context])
  const finished = useMemo(() => withBlocks([], document.blocks, contextOf), [document.blocks, contextOf])
  const sections = sectionsOf(withBlocks(finished, open, () => growing))
  return (
    <>
      {sections.map((units, index) => (
        // Counted from the start, where nothing is ever put in between.
        // oxlint-disable-next-line react/no-array-index-key
        <Section
          key={index}
          units={units}
          text={text}
          isWhole={document.isFinished || index < sections.length - 1}
          isGrowing={isStreaming && index === sections.length - 1}
        />
      ))}
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
  const finished = useMemo(() => footnotesIn(blocks), [blocks])
  // A string is the same from frame to frame where a list would be a new one each time.
  const key = JSON.stringify([...new Set([...finished, ...footnotesIn(open)])])
  return useMemo(() => JSON.parse(key) as string[], [key])
}

function footnotesIn(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) =>
    block.references.filter((reference) => reference.startsWith('^')).map((reference) => reference.slice(1)),
  )
}
