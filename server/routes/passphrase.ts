import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** OWASP, Password Storage Cheat Sheet: N = 2^15, r = 8, p = 3 is one of its choices; 32 MB, some 100 ms. */
const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 }
const hashBytes = 32

export async function sealPassphrase(passphrase: string): Promise<string> {
  const salt = randomBytes(16)
  return `${salt.toString('base64url')}.${(await hash(passphrase, salt)).toString('base64url')}`
}

async function isPassphrase(passphrase: string, sealed: string): Promise<boolean> {
  const [salt = '', expected = ''] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'))
  const given = await hash(passphrase, Buffer.from(salt))
  return given.length === expected.length && timingSafeEqual(given, Buffer.from(expected))
}

function hash(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(passphrase.normalize('NFKC'), salt, hashBytes, cost, (error, key) => (error ? reject(error) : resolve(key))),
  )
}

/** Five tries at once, then one every ten seconds, for each share; one at a time on this machine, so that tries take no memory. */
const triesAtOnce = 5
const msPerTry = 10_000
const maxShares = 10_000

export interface PassphraseTries {
  /** `wait`: too many were wrong; it was not even looked at. */
  check(shareId: string, passphrase: string, sealed: string): Promise<'right' | 'wrong' | 'wait'>
}

export function createPassphraseTries(nowMs: () => number): PassphraseTries {
  const shares = new Map<string, { left: number; atMs: number }>()
  let before: Promise<unknown> = Promise.resolve()
  return {
    async check(shareId, passphrase, sealed) {
      const now = nowMs()
      const known = shares.get(shareId) ?? { left: triesAtOnce, atMs: now }
      const left = Math.min(triesAtOnce, known.left + (now - known.atMs) / msPerTry)
      if (left < 1) return 'wait'
      shares.delete(shareId)
      const [oldest] = shares.keys()
      if (oldest !== undefined && shares.size >= maxShares) shares.delete(oldest)
      shares.set(shareId, { left: left - 1, atMs: now })
      const mine = before.then(() => isPassphrase(passphrase, sealed))
      before = mine.catch(() => undefined)
      if (!(await mine)) return 'wrong'
      shares.delete(shareId)
      return 'right'
    },
  }
}
