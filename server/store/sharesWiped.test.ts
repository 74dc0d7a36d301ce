import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import type { ShareRecord } from './schema.ts'
import { endShares, insertShare, revokeShare } from './shares.ts'

const shareOf = (id: string, expires_at: string | null): ShareRecord => ({
  id,
  token_hash: `hash-${id}`,
  session_id: 's',
  title: id,
  created_at: '2026-01-01T00:00:00.000Z',
  expires_at,
  passphrase: null,
  max_views: null,
  views: 0,
  last_viewed_at: null,
})

it('leaves no page of an ended share in the file when another is revoked meanwhile', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'shares-wiped-'))
  const database = openDatabase(folder)
  try {
    for (let n = 0; n < 20; n++)
      await insertShare(database, shareOf(`e${n}`, '2026-01-02T00:00:00.000Z'), `CANARY-${n}-`.repeat(2000))
    await insertShare(database, shareOf('r', null), 'revoked')
    await Promise.all([endShares(database, new Date('2026-02-01')), revokeShare(database, 'r')])
    await database.destroy()
    const bytes = ['playground.db', 'playground.db-wal']
      .map((f) => path.join(folder, f))
      .filter((f) => existsSync(f))
      .map((f) => readFileSync(f, 'latin1'))
      .join('')
    const left = Array.from({ length: 20 }, (_, n) => n).filter((n) => bytes.includes(`CANARY-${n}-`))
    expect(left).toEqual([])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
