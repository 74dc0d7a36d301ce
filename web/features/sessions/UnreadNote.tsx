import { formatCount } from '../../ui/formatNumber.ts'

/** Below what was found, so that nothing moves when it goes: the search index is behind, after an import or a start. */
export function UnreadNote({ count }: { count: number }) {
  return (
    <output className="block flex-none border-t border-line px-4 py-1.5 text-note text-ink-2 tabular-nums">
      {count === 1
        ? '1 session is still being read; what is in it may be missing here.'
        : `${formatCount(count)} sessions are still being read; what is in them may be missing here.`}
    </output>
  )
}
