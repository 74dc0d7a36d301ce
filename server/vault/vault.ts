import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Secret } from './secret.ts'

/**
 * Credentials at rest.
 *
 * What: each credential of an upstream is sealed by itself with AES-256-GCM under the vault key (`vaultKey.ts`), a fresh
 * random 96-bit nonce every time. The id of the upstream and the origin (scheme, host, port) it was entered for go in as
 * associated data: a sealed value moved to another row, or a row whose address was changed behind the program's back,
 * does not open. So a credential can only ever be sent where its owner meant it to go.
 *
 * Against whom: someone who gets the database, its WAL or a backup without the key. Not against someone who can read the
 * key file or this process's memory: who controls the machine has the keys in any design without a second device.
 *
 * Format, as text: `v1.` and base64 of nonce (12 bytes), tag (16 bytes), ciphertext.
 */
interface Binding {
  upstreamId: string
  /** As `new URL(…).origin` gives it. */
  origin: string
}

/** The value does not open: another key, another binding, or changed bytes. GCM cannot tell which, and need not. */
export class VaultError extends Error {
  constructor() {
    super(
      'The stored credential cannot be read: the vault key is not the one it was sealed with, or the stored value was changed. Enter the credential again.',
    )
    this.name = 'VaultError'
  }
}

export interface Vault {
  seal(secret: string, binding: Binding): string
  /** Throws VaultError. */
  open(sealed: string, binding: Binding): Secret
}

const prefix = 'v1.'
const nonceBytes = 12
const tagBytes = 16

/** `key`: 32 bytes. */
export function createVault(key: Buffer): Vault {
  return {
    seal(secret, binding) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
      cipher.setAAD(associatedData(binding))
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return prefix + Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64')
    },
    open(sealed, binding) {
      const bytes = Buffer.from(sealed.slice(prefix.length), 'base64')
      if (!sealed.startsWith(prefix) || bytes.length < nonceBytes + tagBytes) throw new VaultError()
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
      decipher.setAAD(associatedData(binding))
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
      try {
        const text = decipher.update(bytes.subarray(nonceBytes + tagBytes))
        return new Secret(Buffer.concat([text, decipher.final()]).toString('utf8'))
      } catch {
        throw new VaultError()
      }
    },
  }
}

/** JSON, so that no choice of id and origin can look like another pair. */
function associatedData({ upstreamId, origin }: Binding): Buffer {
  return Buffer.from(JSON.stringify([upstreamId, origin]), 'utf8')
}
