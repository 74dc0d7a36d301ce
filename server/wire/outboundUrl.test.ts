import { describe, expect, it } from 'vitest'
import { FailureError } from '../contract/failure.ts'
import { joinUrl, parseOutboundUrl } from './outboundUrl.ts'

describe('parseOutboundUrl', () => {
  it.each([
    'file:///etc/passwd',
    'ftp://a.example/',
    'gopher://a.example/',
    'data:text/plain,x',
    'javascript:alert(1)',
    'unix:/var/run/x',
    'http://user:pw@a.example/',
    'http://user@a.example/',
    'http://a.example\\@b.example/',
    'http:\\\\a.example',
    'http://a.example/\tv1',
    'http://a.example/\nv1',
    ' http://a.example',
    'http://a.example/#@b',
    'a.example/v1',
    '',
    '//a.example',
  ])('refuses %j and names the field', (text) => {
    expect(failureOf(() => parseOutboundUrl(text, 'baseUrl'))).toMatchObject({ kind: 'bad-request', field: 'baseUrl' })
  })

  it.each([
    'http://169.254.169.254/',
    'http://metadata.google.internal/',
    'http://[fd00:ec2::254]/',
    'http://[::ffff:169.254.169.254]/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0251.0376.0251.0376/',
    'http://169.254.43518/',
    'http://metadata.google.internal./',
  ])('refuses the metadata spelling %s', (text) => {
    expect(failureOf(() => parseOutboundUrl(text))).toMatchObject({ kind: 'address-refused' })
  })

  it.each(['http://127.0.0.1:11434/v1', 'https://api.openai.com/v1', 'http://localhost:1234', 'http://[::1]:8080/v1'])(
    'lets %s pass',
    (text) => {
      expect(parseOutboundUrl(text).href).toContain(new URL(text).host)
    },
  )
})

it('joins paths without losing the query of the base URL', () => {
  const base = new URL('https://x.example/a/?api-version=9')
  expect(joinUrl(base, '/chat?api-version=1&b=2').href).toBe('https://x.example/a/chat?api-version=9&b=2')
  expect(joinUrl(new URL('https://x.example'), 'models').href).toBe('https://x.example/models')
})

function failureOf(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    if (error instanceof FailureError) return error.failure
    throw error
  }
  return undefined
}
