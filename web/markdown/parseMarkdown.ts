import type { RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { normalizeIdentifier } from 'micromark-util-normalize-identifier'
import type { Construct, Extension, TokenizeContext } from 'micromark-util-types'
import { withBoundedNesting } from './boundedNesting.ts'
import { mathFromMarkdown } from './mathFromMarkdown.ts'
import { mathSyntax } from './mathSyntax.ts'

/** Labels defined elsewhere in the document; identifiers as mdast writes them. */
export interface Labels {
  links: readonly string[]
  footnotes: readonly string[]
}

const noLabels: Labels = { links: [], footnotes: [] }

// A single tilde stays a tilde: "~5 min and ~10 min" is not struck out.
const syntax = [withBoundedNesting(gfm({ singleTilde: false })), mathSyntax]
const fromSyntax = [gfmFromMarkdown(), mathFromMarkdown]

/**
 * CommonMark, GFM and maths. A `[reference]` counts as one if this source or `labels` defines it: that is how a piece of
 * a document parses as it would inside the whole.
 */
export function parseMarkdown(source: string, labels: Labels = noLabels): RootContent[] {
  const isAlone = labels.links.length === 0 && labels.footnotes.length === 0
  return fromMarkdown(source, {
    extensions: isAlone ? syntax : [...syntax, knownLabels(labels)],
    mdastExtensions: fromSyntax,
  }).children
}

/** Tells micromark, before it looks at a `[` or a `![`, which labels the rest of the document defines. */
function knownLabels(labels: Labels): Extension {
  const tell: Construct = {
    name: 'knownLabels',
    tokenize(this: TokenizeContext, _effects, _ok, nok) {
      const parser: { defined: string[]; gfmFootnotes?: string[]; knowsLabels?: boolean } = this.parser
      if (!parser.knowsLabels) {
        parser.knowsLabels = true
        parser.defined.push(...labels.links.map(normalizeIdentifier))
        parser.gfmFootnotes ??= []
        parser.gfmFootnotes.push(...labels.footnotes.map(normalizeIdentifier))
      }
      return nok
    },
  }
  return { text: { [codeOf('!')]: tell, [codeOf('[')]: tell } }
}

function codeOf(character: string): number {
  return character.charCodeAt(0)
}
