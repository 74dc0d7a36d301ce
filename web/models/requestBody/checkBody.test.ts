import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkBody } from './checkBody.ts'

function words(text: string, options?: Parameters<typeof checkBody>[1]) {
  return checkBody(text, options).map(({ line, severity, message }) => `${line} ${severity}: ${message}`)
}

describe('checkBody', () => {
  it.each([
    [
      'a chat',
      '{"messages":[{"role":"user","content":"What is a mixture of experts model?"}],"max_tokens":100,"temperature":0.1}',
    ],
    ['embeddings', '{"input":["embedding text"]}'],
    [
      'completions',
      '{"prompt":"What is mlflow?","max_tokens":100,"temperature":0.1,"stop":["Human:"],"n":1,"stream":false,"extra_params":{"top_p":0.9}}',
    ],
    ['a table', '{"dataframe_split":{"columns":["a"],"data":[[1]]}}'],
    ['nothing yet', ''],
  ])('has nothing to say about %s', (_, text) => {
    expect(words(text)).toEqual([])
  })

  it.each([
    [
      '{"messages": [\n}',
      undefined,
      [
        '2 error: A value is expected.',
        '2 error: A closing bracket ] is missing.',
        '2 error: A closing brace } is missing.',
      ],
    ],
    [
      '{"prompt": "a",\n"max_token": 3}',
      undefined,
      ['2 note: max_token is not a known field; max_tokens is. It is sent as written.'],
    ],
    ['{"prompt": "a", "temperature": 3}', undefined, ['1 warning: temperature is 3; the most is 2.']],
    [
      '{"prompt": "a", "max_tokens": 1.5}',
      undefined,
      ['1 warning: max_tokens is a number; expected a whole number or null.'],
    ],
    ['{"prompt": "a", "prompt": "b"}', undefined, ['1 warning: prompt stands twice; most servers take the last one.']],
    [
      '{"messages": [{"role": "bot", "content": ""}]}',
      undefined,
      ['1 warning: role is “bot”; expected system, user, assistant, tool, developer.'],
    ],
    [
      '{"prompt": "a"}',
      { task: 'llm/v1/chat' as const },
      [
        '1 warning: messages is missing: The conversation so far, oldest first.',
        '1 note: prompt is not a known field. It is sent as written.',
      ],
    ],
    [
      '{"messages": [], "top_k": 40}',
      { isForOpenAi: true },
      ['1 note: top_k is not a field of OpenAI’s API. It is sent as written.'],
    ],
    ['[1]', undefined, ['1 warning: An endpoint takes a JSON object: { … }.']],
  ])('says what is odd about %s', (text, options, expected) => {
    expect(words(text, options)).toEqual(expected)
  })

  it('points at places inside the text, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((text) => `{"messages":${text}`),
        ),
        (text) => {
          for (const { from, to, line } of checkBody(text)) {
            expect(from).toBeGreaterThanOrEqual(0)
            expect(from).toBeLessThanOrEqual(text.length)
            expect(to).toBeGreaterThan(from)
            expect(line).toBe(text.slice(0, from).split('\n').length)
          }
        },
      ),
    )
  })

  it('does not fall over a text nested without end', () => {
    expect(checkBody('['.repeat(200_000))).toEqual([])
  })
})
