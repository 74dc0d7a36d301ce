import { createHash, randomBytes } from 'node:crypto'

/** 192 random bits; of them the server keeps a hash. */
export function newShareToken(): string {
  return randomBytes(24).toString('base64url')
}

export function hashOfShareToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
