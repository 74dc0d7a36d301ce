import { describe, expect, it } from 'vitest'
import { readVectors } from './embeddingVectors.ts'

const rowsOf = (text: string, count = 2) => readVectors(text, count)?.rows.map((row) => row && [...row])
const base64 = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer).toString('base64')

describe('readVectors', () => {
  it.each([
    [
      'OpenAI',
      {
        data: [
          { index: 0, embedding: [1, 2] },
          { index: 1, embedding: [3, 4] },
        ],
      },
    ],
    [
      'OpenAI, out of order',
      {
        data: [
          { index: 1, embedding: [3, 4] },
          { index: 0, embedding: [1, 2] },
        ],
      },
    ],
    ['base64', { data: [{ embedding: base64(1, 2) }, { embedding: base64(3, 4) }] }],
    [
      'Ollama',
      {
        embeddings: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      'Cohere',
      {
        embeddings: {
          float: [
            [1, 2],
            [3, 4],
          ],
        },
      },
    ],
    [
      'MLflow',
      {
        predictions: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      'text-embeddings-inference',
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ])('reads the shape of %s', (_name, answer) => {
    expect(rowsOf(JSON.stringify(answer))).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  it('shows what is no number as NaN, also where the answer is not quite JSON', () => {
    expect(rowsOf('{"data":[{"embedding":[1,null]},{"embedding":[NaN, -Infinity]}]}')).toEqual([
      [1, NaN],
      [NaN, NaN],
    ])
  })

  it('leaves a text without a vector where the answer has none, or one that cannot be read', () => {
    expect(rowsOf('{"data":[{"index":1,"embedding":[3]}]}')).toEqual([undefined, [3]])
    expect(rowsOf('{"data":[{"embedding":[]},{"embedding":"abc"}]}')).toEqual([undefined, undefined])
    expect(rowsOf('{"data":[{"index":7,"embedding":[1]}]}')).toEqual([undefined, undefined])
  })

  it.each(['', 'not json', '<html></html>', '{"choices":[]}', '{"error":{"message":"no"}}', '[]', '[1,2]'])(
    'does not take %j for vectors',
    (text) => expect(readVectors(text, 1)).toBeUndefined(),
  )

  it('counts the tokens the upstream counted, and keeps a record that a person can read', () => {
    const embedding = Array.from({ length: 100 }, (_, index) => index)
    const read = readVectors(JSON.stringify({ data: [{ embedding }], usage: { prompt_tokens: 7 } }), 1)
    expect(read?.usage).toEqual({ promptTokens: 7 })
    expect(read?.shortened).toBe('{"data":[{"embedding":[0,1,2,3,4,5,6,7,"… 92 more"]}],"usage":{"prompt_tokens":7}}')
  })
})
