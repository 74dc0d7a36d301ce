import { showToast } from '../../ui/Toast.tsx'
import { showVersions } from '../versions/versionsShown.ts'

/** `both`: merged without a loss. The others: what stands elsewhere, or stood here, is a version. */
type Merged = 'both' | 'kept-theirs' | 'kept-ours' | 'went-back' | 'returned'

const words: Record<Merged, string> = {
  both: 'This was changed elsewhere too. Both changes are here now.',
  'kept-theirs': 'The same was changed elsewhere. Yours stands here; theirs is kept.',
  'kept-ours': 'Another tab changed the same and stands here now. Yours is kept.',
  'went-back': 'Another tab went back to an earlier version. What was here is kept.',
  returned: 'This was deleted elsewhere while you worked here. It is back, with all you typed.',
}

/** Two people who type at once would be told with every word. */
const msBetween = 10_000
const toldAt = new Map<string, number>()

export function tellMerged(sessionId: string, merged: Merged): void {
  const key = `${sessionId} ${merged}`
  const now = performance.now()
  if (now - (toldAt.get(key) ?? -Infinity) < msBetween) return
  toldAt.set(key, now)
  const hasVersion = merged !== 'both' && merged !== 'returned'
  showToast({
    message: words[merged],
    ...(hasVersion && { action: { label: 'Versions', onSelect: () => showVersions(sessionId) } }),
  })
}
