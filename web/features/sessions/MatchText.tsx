import type { SessionMatch } from '../../../server/contract/session.ts'

/** Where a search found its words, with the words marked. */
export function MatchText({ match: { text, marks } }: { match: SessionMatch }) {
  return (
    <>
      {marks.map(([from, to], index) => (
        <span key={from}>
          {text.slice(marks[index - 1]?.[1] ?? 0, from)}
          <mark className="rounded-[2px] bg-track px-px font-medium text-ink">{text.slice(from, to)}</mark>
        </span>
      ))}
      {text.slice(marks.at(-1)?.[1] ?? 0)}
    </>
  )
}
