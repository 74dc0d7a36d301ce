import { blockQuote, list } from 'micromark-core-commonmark'
import type { Construct, ConstructRecord, Effects, Extension, TokenizeContext } from 'micromark-util-types'

/**
 * Quotes, lists and footnotes begin in the first columns of a line only. Four thousand `- ` on one line cost micromark
 * five seconds and, a little more of them, the stack; who nests by writing needs two columns a level.
 */
const maxContainerColumn = 120

/** `extensions` and CommonMark's own containers, with that limit. */
export function withBoundedNesting(extension: Extension): Extension {
  return {
    ...extension,
    document: {
      ...boundedRecord(extension.document ?? {}),
      ...Object.fromEntries([42, 43, 45, ...digits].map((code) => [code, bounded(list)])),
      62: bounded(blockQuote),
    },
    disable: { null: ['list', 'blockQuote'] },
  }
}

const digits = Array.from({ length: 10 }, (_, index) => 48 + index)

function boundedRecord(record: ConstructRecord): ConstructRecord {
  return Object.fromEntries(
    Object.entries(record).map(([code, constructs]) => [code, [constructs ?? []].flat().map(bounded)]),
  )
}

function bounded(construct: Construct): Construct {
  const own: Construct = {
    ...construct,
    // CommonMark's own of this name are switched off.
    name: `bounded ${construct.name}`,
    tokenize(this: TokenizeContext, effects, ok, nok) {
      return this.now().column > maxContainerColumn ? nok : construct.tokenize.call(this, effects, ok, nok)
    },
  }
  const { continuation } = construct
  if (continuation === undefined) return own
  const continued: Construct['continuation'] = {
    ...continuation,
    tokenize(this: TokenizeContext, effects, ok, nok) {
      // A list goes on with an attempt at another item: at ours, as its own is switched off.
      const attempt: Effects['attempt'] = (what, then, otherwise) =>
        effects.attempt(what === construct ? own : what, then, otherwise)
      return continuation.tokenize.call(this, { ...effects, attempt }, ok, nok)
    },
  }
  return Object.assign(own, { continuation: continued })
}
