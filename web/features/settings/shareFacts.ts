import type { Share } from '../../../server/contract/share.ts'
import { formatWhen } from '../../ui/formatWhen.ts'

interface ShareFacts {
  /** The link leads nowhere any more, and its page is deleted. */
  hasEnded: boolean
  words: string
}

export function shareFacts(share: Share, now: Date): ShareFacts {
  const end = share.expiresAt === null ? undefined : new Date(share.expiresAt)
  const isExpired = end !== undefined && end <= now
  const isUsedUp = share.maxViews !== null && share.views >= share.maxViews
  const views = `${share.views}${share.maxViews === null ? '' : ` of ${share.maxViews}`} ${share.views === 1 && share.maxViews === null ? 'view' : 'views'}`
  return {
    hasEnded: isExpired || isUsedUp,
    words: [
      `Shared ${formatWhen(new Date(share.createdAt), now)}`,
      isUsedUp
        ? 'ended: read as often as it may be'
        : end === undefined
          ? 'does not expire'
          : `${isExpired ? 'expired' : 'expires'} ${day.format(end)}`,
      share.hasPassphrase && 'passphrase',
      views,
      share.lastViewedAt !== null && `last ${formatWhen(new Date(share.lastViewedAt), now)}`,
    ]
      .filter((part) => part !== false)
      .join(' · '),
  }
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
