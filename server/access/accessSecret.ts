import { hash, randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * The secrets this server gives out: a prefix, 30 random characters of base62 (178 bits), and 6 of base62 for the CRC-32
 * of what stands before. Prefix and checksum let a secret scanner know one without asking anybody:
 * `\baipg[so]?_[0-9A-Za-z]{36}\b`, as GitHub's tokens do
 * (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/).
 *
 * Stored is only the SHA-256. A slow hash with a salt is for what people choose: nobody can try 2^178 values, and a fast
 * one costs a request 0.4 µs. It also makes the comparison safe to time: what is looked up is the digest, and who sends
 * a secret cannot choose how much of its digest equals another one.
 */
export type SecretPrefix = 'aipg' | 'aipgs' | 'aipgo'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const randomCharacters = 30
const checkCharacters = 6

/** `aipg` access token, `aipgs` secret of a service principal, `aipgo` token issued for one. */
export function newSecret(prefix: SecretPrefix): string {
  const random = Array.from({ length: randomCharacters }, () => alphabet[randomInt(alphabet.length)]).join('')
  return `${prefix}_${random}${checksum(`${prefix}_${random}`)}`
}

export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'base64url')
}

function checksum(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let index = 0; index < checkCharacters; index++) {
    digits = `${alphabet[rest % alphabet.length]}${digits}`
    rest = Math.floor(rest / alphabet.length)
  }
  return digits
}
