import { diffLines, diffWords } from 'diff'
import { useMemo } from 'react'
import { foldUnchanged, type ShownPart } from './foldUnchanged.ts'
import { formatCount } from './formatNumber.ts'

interface TextDiffProps {
  before: string
  after: string
  /** Characters around a change that are shown of what is the same; absent: all of it. */
  context?: number
}

/** Word by word where that can be read, line by line where it is long. */
const maxWordByWord = 20_000

export function TextDiff({ before, after, context }: TextDiffProps) {
  const parts = useMemo(
    () =>
      (before.length + after.length < maxWordByWord
        ? diffWords(before, after)
        : diffLines(before, after, { timeout: 2000 })) ?? [],
    [before, after],
  )
  const shown: readonly ShownPart[] = useMemo(
    () => (context === undefined ? parts : foldUnchanged(parts, context)),
    [parts, context],
  )
  if (before === after) return <p className="text-control text-ink-2">Both are the same.</p>
  return (
    <pre
      // A box that scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="max-h-[56vh] overflow-auto rounded-inner border border-line bg-surface p-3 font-mono text-note wrap-anywhere whitespace-pre-wrap"
    >
      {parts.length === 0 && 'The answers are too different to be compared line by line.'}
      {shown.map((part, index) => {
        // Parts have no name but their place.
        if ('folded' in part && part.folded !== undefined)
          return (
            // oxlint-disable-next-line react/no-array-index-key
            <span key={index} className="block py-1 font-sans text-ink-3">
              ⋯ {formatCount(part.folded)} characters are the same
            </span>
          )
        const { value, added, removed } = part
        if (added)
          return (
            // oxlint-disable-next-line react/no-array-index-key
            <ins
              key={index}
              className="bg-[color-mix(in_oklab,var(--good)_18%,transparent)] underline decoration-good underline-offset-2"
            >
              {value}
            </ins>
          )
        if (removed)
          return (
            // oxlint-disable-next-line react/no-array-index-key
            <del
              key={index}
              className="bg-[color-mix(in_oklab,var(--bad)_16%,transparent)] line-through decoration-bad"
            >
              {value}
            </del>
          )
        // oxlint-disable-next-line react/no-array-index-key
        return <span key={index}>{value}</span>
      })}
    </pre>
  )
}
