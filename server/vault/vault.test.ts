import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Secret } from './secret.ts'
import { createVault, VaultError } from './vault.ts'
import { readVaultKey } from './vaultKey.ts'

const binding = { upstreamId: 'u1', origin: 'https://api.example.com' }

describe('vault', () => {
  const key = randomBytes(32)
  const vault = createVault(key)

  it('opens what it sealed, under the same binding', () => {
    expect(vault.open(vault.seal('sk-secret-ü', binding), binding).reveal()).toBe('sk-secret-ü')
  })

  it('seals the same text differently each time and never shows it', () => {
    const one = vault.seal('sk-secret', binding)
    expect(one).not.toBe(vault.seal('sk-secret', binding))
    expect(Buffer.from(one.slice(3), 'base64').toString('latin1')).not.toContain('sk-secret')
  })

  it.each([
    ['another upstream', { ...binding, upstreamId: 'u2' }],
    ['another host', { ...binding, origin: 'https://evil.example' }],
    ['another scheme', { ...binding, origin: 'http://api.example.com' }],
    ['another port', { ...binding, origin: 'https://api.example.com:8443' }],
    ['an id that swallows the origin', { upstreamId: 'u1","https://api.example.com', origin: '' }],
  ])('does not open for %s', (_, other) => {
    const sealed = vault.seal('sk-secret', binding)
    expect(() => vault.open(sealed, other)).toThrow(VaultError)
  })

  it('does not open with another key, a changed byte, or a cut value', () => {
    const sealed = vault.seal('sk-secret', binding)
    expect(() => createVault(randomBytes(32)).open(sealed, binding)).toThrow(VaultError)
    const bytes = Buffer.from(sealed.slice(3), 'base64')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => vault.open(`v1.${changed.toString('base64')}`, binding)).toThrow(VaultError)
      expect(() => vault.open(`v1.${bytes.subarray(0, at).toString('base64')}`, binding)).toThrow(VaultError)
    }
    expect(() => vault.open(sealed.slice(1), binding)).toThrow(VaultError)
  })
})

describe('Secret', () => {
  it('gives bullets to everything that turns it into text', () => {
    const secret = new Secret('sk-0123456789abcdef')
    const shown = [String(secret), JSON.stringify({ secret }), inspect({ secret }, { showHidden: true, depth: 9 })]
    for (const text of shown) {
      expect(text).toContain('•••')
      expect(text).not.toContain('0123')
    }
    expect(Object.values(secret)).toEqual([])
  })

  it('shows the last four of a long secret only', () => {
    expect(new Secret('sk-0123456789abcdef').lastFour).toBe('cdef')
    expect(new Secret('short').lastFour).toBeUndefined()
  })
})

describe('readVaultKey', () => {
  const folder = () => mkdtempSync(path.join(tmpdir(), 'vault-'))

  it('makes a key file for its owner only, and reads the same key again', () => {
    const at = folder()
    const key = readVaultKey(at, undefined)
    expect(key).toHaveLength(32)
    expect(readVaultKey(at, undefined)).toEqual(key)
    expect(statSync(path.join(at, 'vault.key')).mode & 0o777).toBe(0o600)
  })

  it('takes hex digits as the key and a passphrase stretched, without a file', () => {
    const at = folder()
    expect(readVaultKey(at, 'ab'.repeat(32))).toEqual(Buffer.alloc(32, 0xab))
    const stretched = readVaultKey(at, 'a long passphrase of words')
    expect(stretched).toHaveLength(32)
    expect(readVaultKey(folder(), 'a long passphrase of words')).toEqual(stretched)
    expect(() => readFileSync(path.join(at, 'vault.key'))).toThrow('ENOENT')
  })

  it('refuses a key file that holds no key', () => {
    const at = folder()
    writeFileSync(path.join(at, 'vault.key'), 'half')
    expect(() => readVaultKey(at, undefined)).toThrow('does not hold a vault key')
  })
})
