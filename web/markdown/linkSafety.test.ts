import { describe, expect, it } from 'vitest'
import { checkLink, visibleControls } from './linkSafety.ts'

describe('a link', () => {
  it.each([
    ['https://evil.example', 'bank.example'],
    ['https://evil.example', 'https://bank.example/login'],
    ['https://evil.example', 'www.bank.example'],
    ['https://evil.example', 'Sign in at https://bank.example now'],
    ['https://bank.example@evil.example/', 'here'],
    ['https://evil.example', 'bank\u202Eelpmaxe.live'],
    ['https://xn--bnk-0qa.example', 'here'],
    ['mailto:evil@x.example', 'help@bank.example'],
  ])('to %s that says %s shows its host', (url, text) => {
    expect(checkLink(url, text)).toMatchObject({ isClickable: true, isDeceptive: true })
  })

  it.each([
    ['https://a.example/path', 'a.example'],
    ['https://www.a.example/path', 'https://a.example/path'],
    ['https://a.example', 'the documentation'],
    ['https://a.example', 'e.g. this'],
    ['mailto:me@a.example', 'me@a.example'],
  ])('to %s that says %s needs no host', (url, text) => {
    expect(checkLink(url, text)).toMatchObject({ isClickable: true, isDeceptive: false })
  })

  it.each(['javascript:alert(1)', 'JAVASCRIPT:x', 'java\nscript:x', 'data:,x', '/here', '#x', '', 'ftp://a.example'])(
    'to %j cannot be clicked',
    (url) => expect(checkLink(url, 'x').isClickable).toBe(false),
  )

  it('shows the characters that would reorder it', () => {
    expect(visibleControls('a\u202Eb\u2066c')).toBe('a[U+202E]b[U+2066]c')
  })
})
