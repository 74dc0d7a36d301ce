import { describe, expect, it } from 'vitest'
import { rejectedField } from './rejectedField.ts'

const request = '{"messages": [], "top_k": 40, "logprobs": true, "top_logprobs": 2, "n": 1}'

describe('rejectedField', () => {
  it.each([
    ['Unrecognized request argument supplied: top_k', 'top_k'],
    ['Bad request: json: unknown field "top_k"', 'top_k'],
    ["[{'type': 'extra_forbidden', 'loc': ('body', 'top_k'), 'msg': 'Extra inputs are not permitted'}]", 'top_k'],
    ['top_logprobs is only allowed where logprobs is set', 'top_logprobs'],
    ['messages must not be empty', undefined],
    ['The model is not available now', undefined],
  ])('reads %j', (words, field) => {
    expect(rejectedField(words, request)).toBe(field)
  })

  it('names nothing where the request is no object', () => {
    expect(rejectedField('top_k', '[1]')).toBeUndefined()
  })
})
