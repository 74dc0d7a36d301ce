import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTextTemplate } from './textTemplate.ts'

const chunk = (content: unknown, more: object = {}, choice: object = {}) => ({
  id: 'c1',
  choices: [{ index: 0, delta: { content, ...more }, finish_reason: null, ...choice }],
})

function learned(value: object = chunk('Hi'), print: (value: object) => string = JSON.stringify) {
  const template = createTextTemplate()
  for (let times = 0; times < 3; times++) template.learn(print(value), value)
  return template
}

describe('createTextTemplate', () => {
  it('gives the text that parsing would give, or leaves the event to be parsed', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"}', '\\', '\\u0041', '\n', 'é🙂', ''))
    for (const print of [JSON.stringify, (value: object) => JSON.stringify(value).replaceAll('":', '": ')]) {
      const template = learned(chunk('Hi'), print)
      expect(template.textIn(print(chunk('there')))).toBe('there')
      fc.assert(
        fc.property(anyText, (text) => {
          const found = template.textIn(print(chunk(text)))
          expect([undefined, text]).toContain(found)
        }),
      )
    }
  })

  it.each([
    ['a finish reason', chunk('x', {}, { finish_reason: 'stop' })],
    ['usage', { ...chunk('x'), usage: { prompt_tokens: 1 } }],
    ['reasoning', chunk('x', { reasoning_content: 'hm' })],
    ['a tool call', chunk('x', { tool_calls: [{ index: 0 }] })],
    ['another choice', chunk('x', {}, { index: 1 })],
    ['two choices', { choices: [...chunk('x').choices, ...chunk('y').choices] }],
    ['parts', chunk([{ type: 'text', text: 'x' }])],
    ['an error', { ...chunk('x'), error: { message: 'no' } }],
    ['"content" twice', { ...chunk('x'), note: { content: 'x' } }],
    ['text that was escaped', chunk('a"b')],
    ['no object', null],
  ])('learns nothing from an event with %s', (_, value) => {
    const template = createTextTemplate()
    for (let times = 0; times < 5; times++) template.learn(JSON.stringify(value), value)
    expect(template.textIn(JSON.stringify(value))).toBeUndefined()
  })

  it.each([
    ['finish reason', chunk('x', {}, { finish_reason: 'stop' })],
    ['role', chunk('x', { role: 'assistant' })],
    ['id', { ...chunk('x'), id: 'c2' }],
  ])('does not take an event with another %s for the one it knows', (_, value) => {
    expect(learned().textIn(JSON.stringify(value))).toBeUndefined()
  })
})
