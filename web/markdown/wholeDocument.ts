import { definitionsIn, labelOf, referencesIn, type Block, type DefinitionNode } from './blocks.ts'
import { emptyDocument, type MarkdownDocument } from './markdownDocument.ts'
import { parseMarkdown } from './parseMarkdown.ts'

/** The text parsed in one go, without any splitting: what every streamed document must equal. For tests and benchmarks. */
export function wholeDocument(text: string): MarkdownDocument {
  const nodes = parseMarkdown(text)
  const definitions = new Map<string, DefinitionNode>()
  for (const node of definitionsIn(nodes)) if (!definitions.has(labelOf(node))) definitions.set(labelOf(node), node)
  const block: Block = {
    start: 0,
    end: text.length,
    nodes,
    hasBracket: true,
    references: referencesIn(nodes),
    labelsKnown: 0,
  }
  return {
    ...emptyDocument,
    text,
    blocks: [block],
    definitions,
    isFinished: true,
    position: { ...emptyDocument.position, tailStart: text.length, parsedTo: text.length },
  }
}
