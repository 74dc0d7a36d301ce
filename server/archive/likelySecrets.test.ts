import { describe, expect, it } from 'vitest'
import { likelySecrets } from './likelySecrets.ts'
import { createMask } from './maskTexts.ts'

const found = async (text: string) => (await likelySecrets([text])).map(({ text: secret }) => secret)

/** Made up, and put together here so that no scanner takes this file for a leak. */
const keys = [
  ['sk-', 'proj-A1b2C3d4E5f6G7h8I9j0'],
  ['sk-ant-', 'api03-A1b2C3d4E5f6G7h8'],
  ['sk_', 'live_A1b2C3d4E5f6G7h8'],
  ['gsk_', 'A1b2C3d4E5f6G7h8I9j0'],
  ['xai-', 'A1b2C3d4E5f6G7h8I9j0'],
  ['hf_', 'A1b2C3d4E5f6G7h8I9j0K1'],
  ['nvapi-', 'A1b2C3d4E5f6G7h8I9j0A1b2C3d4E5f6G7h8I9j0'],
  ['dapi', '0123456789abcdef0123456789abcdef'],
  ['dapi', '0123456789abcdef0123456789abcdef-2'],
  ['AIza', 'SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6'],
  ['AKIA', 'IOSFODNN7EXAMPLE'],
  ['ghp_', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6'],
  ['github_pat_', 'A1b2C3d4E5f6G7h8I9j0K1'],
  ['glpat-', 'A1b2C3d4E5f6G7h8'],
  ['xoxb-', '123456789012-A1b2C3d4'],
  ['SG.', 'A1b2C3d4E5f6G7h8.A1b2C3d4E5f6G7h8I9j0'],
  ['eyJ', 'hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
  ['aipg_', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'],
].map((parts) => parts.join(''))

describe('what looks secret', () => {
  it('is a key of every shape, in prose, code and addresses', async () => {
    for (const key of keys)
      for (const text of [
        `Use ${key}.`,
        `{"k":"${key}"}`,
        `KEY=${key}\n`,
        `(${key})`,
        `https://x.example/?a=${key}&b=1`,
      ])
        expect([text, await found(text)]).toEqual([text, expect.arrayContaining([key])])
  })

  it('is what a header, an address or a name says is one', async () => {
    expect(await found('curl -H "Authorization: Bearer A1b2C3d4E5f6"')).toEqual(['A1b2C3d4E5f6'])
    expect(await found('postgres://ann:pa55word@db/x')).toEqual(['pa55word'])
    expect(await found('https://x.example/?api_key=abcd1234')).toEqual(['abcd1234'])
    expect(await found('AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCY')).toEqual([
      'wJalrXUtnFEMI/K7MDENG/bPxRfiCY',
    ])
    expect(await found('{"password": "hunter2hunter2"}')).toEqual(['hunter2hunter2'])
    const block = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAK\n-----END RSA PRIVATE KEY-----'
    expect(await found(`See:\n${block}\nEnd`)).toEqual([block])
  })

  it('is an e-mail address, and a card number with its check digit, however it is grouped', async () => {
    expect(await found('Ask ann.o+x@mail.example.org, or jörg@köln.example.')).toEqual([
      'ann.o+x@mail.example.org',
      'jörg@köln.example',
    ])
    expect(await found('12 4242 4242 4242 4242, 378282246310005; 5555-5555-5555-4444')).toEqual([
      '4242 4242 4242 4242',
      '378282246310005',
      '5555-5555-5555-4444',
    ])
  })

  it('is no id, hash, word, number or placeholder', async () => {
    for (const text of [
      '550e8400-e29b-41d4-a716-446655440000',
      'd41d8cd98f00b204e9800998ecf8427e e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '4242 4242 4242 4243 and 1234567890123456 and 1700000000000000',
      '42424242424242420 4242.4242.4242.4242',
      'key-value-store-design sk-learn-is-a-library hf_transformers task-oriented-dialogue',
      'sk-xxxxxxxxxxxxxxxxxxxxxxxx sk-...',
      'password: the one you chose; max_tokens: 4096; token: string',
      'a@b and @name and user@localhost',
      '2026-11-22T21:47:00.000Z +49 30 123456 192.168.178.123',
    ])
      expect([text, await found(text)]).toEqual([text, []])
  })
})

describe('a mask', () => {
  const key = 'sk-Ab_1-cdefgh234567'
  const mask = createMask([key, 'ann@example.org', '4242 4242 4242 4242'])

  it('covers every spelling that reads the same', () => {
    for (const spelling of [
      key,
      key.toUpperCase(),
      `\\u0073k-Ab_1-cdefgh234567`,
      `\\\\u0073\\\\u006b-Ab_1-cdefgh234567`,
      `%73k%2DAb_1-cdefgh234567`,
      `%2573k-Ab_1-cdefgh234567`,
      `&#115;k&#x2d;Ab_1-cdefgh234567`,
      's\u200Bk-Ab_1-cdefgh234567',
      'ｓk-Ab_1-cdefgh234567',
      'sk-**Ab\\_1**-cdefgh`234567`',
      'sk-Ab_1-\n  cdefgh234567',
      'sk-Ab_1-\\ncdefgh234567',
      'Ann@Example.org',
      'ann%40example.org',
      '4242424242424242',
      '4242-4242-4242-4242',
    ])
      expect([spelling, mask(`<${spelling}>`)]).toEqual([spelling, expect.stringMatching(/^<[*`]*•••[*`]*>$/)])
  })

  it('covers those that overlap as one, and leaves the rest as it was', () => {
    expect(createMask(['abcd', 'cdef'])('x abcdef y abcd, cde')).toBe('x ••• y •••, cde')
    expect(createMask(['in'])('I n i-n')).toBe('I n i-n')
    const text = 'Nothing \\u0041 %41 &amp; **of it** 4242 4242'
    expect(mask(text)).toBe(text)
    expect(createMask([])(key)).toBe(key)
  })
})
