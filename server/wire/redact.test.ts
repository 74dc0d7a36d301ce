import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor } from './redact.ts'

const secret = 'sk-proj-4b1b6c0e0f7a4f55/9d4e+8f0e=6f2b'

describe('createRedactor', () => {
  const redactor = createRedactor([secret])

  it.each([
    ['as it is', secret],
    ['URL-encoded', encodeURIComponent(secret)],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
    ['inside a basic credential', Buffer.from(`token:${secret}`).toString('base64')],
    ['inside one of another length', Buffer.from(`to:${secret}:x`).toString('base64')],
    ['inside one of a third length', Buffer.from(`t:${secret}:xy`).toString('base64')],
    ['as JSON', JSON.stringify(secret).slice(1, -1)],
  ])('removes the secret %s', (_, form) => {
    const text = redactor.values(`You sent ${form}, which is wrong`)
    expect(text).toMatch(/^You sent .{0,12}•••.{0,12}, which is wrong$/)
    expect(text).not.toContain(form)
  })

  it.each([
    'sk-abcdefghijklmnop',
    'dapi0123456789abcdef0123456789abcdef',
    'AIzaSyA1234567890abcdefghijklmnopqrstu',
    'aipg_0123456789abcdef',
    'aipgs_0123456789abcdef',
    'aipgo_0123456789abcdef',
    'dose0123456789abcdef0123456789abcdef',
    'gsk_0123456789abcdef',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc',
  ])('removes %s by its pattern from provider words', (key) => {
    expect(createRedactor([]).all(`Incorrect API key provided: ${key}.`)).not.toContain(key)
    expect(createRedactor([]).all(`Authorization: Bearer ${key}`)).not.toContain(key)
  })

  it('leaves a model its own words', () => {
    expect(createRedactor([]).values('Use sk-abcdefghijklmnop as an example.')).toContain('sk-abcdefghijklmnop')
  })

  it('does not take a filler for a secret', () => {
    expect(createRedactor(['ollama']).values('ollama runs models')).toBe('ollama runs models')
  })

  it('keeps at most four characters of a header', () => {
    expect(redactor.headers({ Authorization: `Bearer ${secret}`, 'x-echo': secret })).toEqual({
      Authorization: 'Bearer •••6f2b',
      'x-echo': '•••',
    })
  })

  it('removes a secret cut into any pieces, and changes nothing else', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.array(fc.nat(80), { maxLength: 40 }), (before, after, cuts) => {
        const whole = `${before}|${secret}${after}`
        const places = [...new Set([...cuts.map((cut) => Math.min(cut, whole.length)), whole.length])].sort(
          (a, b) => a - b,
        )
        const tail = redactor.createTail()
        let out = ''
        let from = 0
        for (const place of places) {
          out += tail.push(whole.slice(from, place))
          from = place
        }
        out += tail.flush()
        expect(out).not.toContain(secret.slice(2))
        // Up to two characters of the secret may have left before it was known to be one.
        expect(out.replace(/\|(s|sk)?•••/, '|').replaceAll('•••', '')).toBe(`${before}|${after}`.replaceAll('•••', ''))
      }),
    )
  })

  it('passes ordinary text at once', () => {
    const tail = redactor.createTail()
    expect(tail.push('This ends with s')).toBe('This ends with s')
    expect(tail.push('k')).toBe('k')
  })
})
