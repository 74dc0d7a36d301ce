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

/**
 * Five tries at once, then one every ten seconds, for each share and whoever tries: somebody who guesses must not keep the
 * right reader out for ever. All are looked at one after another, so that guesses from many places take neither memory
 * nor more than some ten a second.
 */
const triesAtOnce = 5
const msPerTry = 10_000
const maxReaders = 10_000

interface PassphraseTry {
  shareId: string
  /** Whose; of IPv6 the network, within which one machine has as many as it likes. */
  address: string
  passphrase: string
  sealed: string
}

export interface PassphraseTries {
  /** `wait`: too many were wrong; it was not even looked at. */
  check(given: PassphraseTry): Promise<'right' | 'wrong' | 'wait'>
}

export function createPassphraseTries(nowMs: () => number): PassphraseTries {
  const readers = new Map<string, { left: number; atMs: number }>()
  let before: Promise<unknown> = Promise.resolve()
  return {
    async check({ shareId, address, passphrase, sealed }) {
      const now = nowMs()
      const reader = `${shareId} ${networkOf(address)}`
      const known = readers.get(reader) ?? { left: triesAtOnce, atMs: now }
      const left = Math.min(triesAtOnce, known.left + (now - known.atMs) / msPerTry)
      if (left < 1) return 'wait'
      readers.delete(reader)
      const [oldest] = readers.keys()
      if (oldest !== undefined && readers.size >= maxReaders) readers.delete(oldest)
      readers.set(reader, { left: left - 1, atMs: now })
      const mine = before.then(() => isPassphrase(passphrase, sealed))
      before = mine.catch(() => undefined)
      if (!(await mine)) return 'wrong'
      readers.delete(reader)
      return 'right'
    },
  }
}

function networkOf(address: string): string {
  return address.includes(':') && !address.includes('.') ? address.split(':').slice(0, 4).join(':') : address
}
