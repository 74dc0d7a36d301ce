import { describe, expect, it } from 'vitest'
import type { Share } from '../../../server/contract/share.ts'
import { shareFacts } from './shareFacts.ts'

const now = new Date('2026-11-22T12:00:00Z')
const share: Share = {
  id: '1',
  sessionId: '2',
  title: 'Shared',
  createdAt: '2026-11-22T11:00:00Z',
  expiresAt: '2026-11-29T11:00:00Z',
  hasPassphrase: false,
  maxViews: null,
  views: 0,
  lastViewedAt: null,
}

describe('what is said of a share', () => {
  it('is its end, its views and the last of them', () => {
    expect(shareFacts(share, now).words).toMatch(/^Shared .* · expires 29 Nov 2026 · 0 views$/)
    expect(shareFacts({ ...share, expiresAt: null, views: 1, hasPassphrase: true }, now).words).toMatch(
      / · does not expire · passphrase · 1 view$/,
    )
    expect(shareFacts({ ...share, maxViews: 3, views: 1, lastViewedAt: '2026-11-22T11:59:00Z' }, now).words).toMatch(
      / · 1 of 3 views · last /,
    )
  })

  it('tells one that ended from one that can be read', () => {
    expect(shareFacts(share, now).hasEnded).toBe(false)
    const expired = shareFacts({ ...share, expiresAt: '2026-11-22T12:00:00Z' }, now)
    expect([expired.hasEnded, expired.words.includes('expired 22 Nov 2026')]).toEqual([true, true])
    const used = shareFacts({ ...share, maxViews: 1, views: 1 }, now)
    expect([used.hasEnded, used.words.includes('ended: read as often as it may be')]).toEqual([true, true])
  })
})
