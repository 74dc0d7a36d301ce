import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventTemplates } from './eventTemplate.ts'

const chunk = (text: string, more = '') =>
  `{"id":"c","choices":[{"index":0,"delta":{"content":${JSON.stringify(text)}}${more},"finish_reason":null}],"obfuscation":"x"}`

function knows(learned: string, given: string): boolean {
  const templates = createEventTemplates((text) => !text.includes('secret'))
  for (let count = 0; count < 3; count++) templates.learn(Buffer.from(learned))
  const event = Buffer.from(`before\n\ndata: ${given}\n\n`).toString('latin1')
  return templates.endOf(event, 8) === event.length
}

describe('the template of an event', () => {
  it('knows an event that differs in its text alone', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', 'é', '\n', '😀', ',"finish_reason":"stop"') })
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(knows(chunk(one), chunk(other))).toBe(true)
        expect(knows(chunk(one), chunk(other).replace('"x"', JSON.stringify(one)))).toBe(true)
      }),
    )
  })

  it.each([
    ['another finish_reason', chunk('a').replace('null', '"stop"')],
    ['another choice', chunk('a').replace('"index":0', '"index":1')],
    ['another id', chunk('a').replace('"c"', '"d"')],
    ['one member more', chunk('a', ',"usage":{}')],
    ['something behind it', `${chunk('a')} `],
    ['no end', chunk('a').slice(0, -1)],
    ['a text that does not end', chunk('a').replace('"a"', '"a\\"')],
    ['a secret in its text', chunk('a secret')],
    ['a value of another type', chunk('a').replace('"a"', 'null')],
  ])('does not know an event with %s', (_, given) => {
    expect(knows(chunk('a'), given)).toBe(false)
  })

  it('knows nothing any more once it has forgotten', () => {
    const templates = createEventTemplates((text) => !text.includes('secret'))
    for (let count = 0; count < 3; count++) templates.learn(Buffer.from(chunk('a')))
    templates.forget()
    expect(templates.endOf(`data: ${chunk('a')}\n\n`, 0)).toBe(-1)
  })
})
