import { randomBytes, scryptSync } from 'node:crypto'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * The vault's 32-byte key: from AI_PLAYGROUND_KEY where that is set (64 hex digits are the key itself, any other text is
 * a passphrase stretched with scrypt), else from `vault.key` in the data folder, made at first start, mode 0600.
 * The salt is fixed because the key must come out the same on every machine that shares a database.
 */
export function readVaultKey(folder: string, fromEnvironment: string | undefined): Buffer {
  if (fromEnvironment !== undefined)
    return /^[0-9a-f]{64}$/i.test(fromEnvironment)
      ? Buffer.from(fromEnvironment, 'hex')
      : scryptSync(fromEnvironment, 'ai-playground vault v1', 32)
  const file = path.join(folder, 'vault.key')
  try {
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const text = readFileSync(file, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new Error(
      `${file} does not hold a vault key (64 hex digits). Restore it, or move it away and enter the credentials again.`,
    )
  chmodSync(file, 0o600)
  return Buffer.from(text, 'hex')
}
