import { afterAll, describe, expect, it } from 'vitest'
import { FailureError } from '../../contract/failure.ts'
import { callAdapter } from './callAdapter.testing.ts'
import { createSentenceEncoder } from './sentenceEncoder.ts'

const encoder = createSentenceEncoder()
afterAll(() => encoder.close())

async function embed(body: Record<string, unknown>, signal?: AbortSignal) {
  const task = 'llm/v1/embeddings'
  const { body: text } = await callAdapter(encoder.adapter, {
    task,
    body,
    isStreamed: false,
    ...(signal && { signal }),
  })
  return JSON.parse(text ?? '') as {
    data: { index: number; embedding: number[] | string }[]
    usage: { prompt_tokens: number }
  }
}

const dot = (one: number[], other: number[]) => one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0)

describe('createSentenceEncoder', () => {
  it('embeds texts of one meaning near each other, as unit vectors of 512 dimensions', async () => {
    const input = ['A cat sits on the mat.', 'A kitten rests on a rug.', 'Stocks fell sharply today.']
    const { data, usage } = await embed({ input })
    const [cat = [], kitten = [], stocks = []] = data.map(({ embedding }) => embedding as number[])
    expect(cat).toHaveLength(512)
    expect(Math.hypot(...cat)).toBeCloseTo(1, 3)
    expect(dot(cat, kitten)).toBeGreaterThan(dot(cat, stocks) + 0.3)
    expect(usage.prompt_tokens).toBeGreaterThan(10)
  })

  it('gives the same vector in base64, as 32-bit floats', async () => {
    const plain = (await embed({ input: 'hello' })).data[0]?.embedding as number[]
    const packed = (await embed({ input: 'hello', encoding_format: 'base64' })).data[0]?.embedding as string
    const bytes = Buffer.from(packed, 'base64')
    expect(plain.map((_, index) => bytes.readFloatLE(index * 4))).toEqual(plain.map(Math.fround))
  })

  it('keeps the order of many texts, whatever portion they are embedded in', async () => {
    const input = Array.from({ length: 70 }, (_, index) => `text number ${index}`)
    const { data } = await embed({ input })
    expect(data.map(({ index }) => index)).toEqual(input.map((_, index) => index))
    const alone = (await embed({ input: 'text number 69' })).data[0]?.embedding as number[]
    expect(dot(alone, data[69]?.embedding as number[])).toBeCloseTo(1, 3)
  })

  it('stops between portions when aborted', async () => {
    const abort = new AbortController()
    const input = Array.from({ length: 2000 }, (_, index) => `text number ${index}`)
    const embedding = embed({ input }, abort.signal)
    abort.abort(new Error('stopped'))
    await expect(embedding).rejects.toThrow('stopped')
  })

  it.each([
    [{ input: [1, 2] }, 'input.0'],
    [{ input: '' }, 'input'],
    [{ input: [] }, 'input'],
    [{}, 'input'],
    [{ input: 'a', dimensions: 64 }, 'dimensions'],
    [{ input: 'a', encoding_format: 'int8' }, 'encoding_format'],
  ])('rejects %j and names the field', async (body, field) => {
    const error: unknown = await embed(body).catch((reason: unknown) => reason)
    expect(error instanceof FailureError && error.failure).toMatchObject({ kind: 'request-rejected', field })
  })
})
