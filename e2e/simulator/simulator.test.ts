import { createParser } from 'eventsource-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { request } from 'undici'
import { expectedPartialText, expectedReasoning, expectedText } from './expectedText.ts'
import { startSimulator, type Simulator } from './simulator.ts'

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator()
})
afterAll(() => simulator.close())

interface Chunk {
  choices?: { delta?: { content?: unknown; reasoning_content?: string }; finish_reason?: string | null }[]
}

async function ask(model: string): Promise<{ text: string; reasoning: string; finished: boolean; isCut: boolean }> {
  const answer = await request(`http://127.0.0.1:${simulator.port}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer key' },
    body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'Grüße 👋' }] }),
  })
  const seen = { text: '', reasoning: '', finished: false, isCut: false }
  const parser = createParser({
    onEvent({ data }) {
      if (data === '[DONE]') return
      const chunk: Chunk = JSON.parse(data)
      const choice = chunk.choices?.[0]
      seen.text += typeof choice?.delta?.content === 'string' ? choice.delta.content : ''
      seen.reasoning += choice?.delta?.reasoning_content ?? ''
      seen.finished ||= choice?.finish_reason != null
    },
  })
  const decoder = new TextDecoder()
  try {
    for await (const bytes of answer.body) parser.feed(decoder.decode(bytes, { stream: true }))
  } catch {
    seen.isCut = true
  }
  return seen
}

describe('simulator', () => {
  const whole = [
    'fast',
    'unicode,split-utf8',
    'crlf',
    'cr',
    'bom',
    'rtl,one-byte-writes,tokens:9',
    'hostile',
    'markdown',
  ]
  const more = [
    'multi-line-data',
    'no-space',
    'null-content',
    'empty-choices',
    'http10',
    'trailers',
    'wide-table',
    'table',
  ]
  it.each([...whole, ...more])('sends exactly the expected text for %s', async (model) => {
    const name = `${model},rate:0`
    const seen = await ask(name)
    expect(seen).toEqual({ text: expectedText(name), reasoning: '', finished: true, isCut: false })
  })

  it('sends the first third as reasoning', async () => {
    const seen = await ask('reasoning,rate:0')
    expect(seen.reasoning).toBe(expectedReasoning('reasoning'))
    expect(seen.reasoning.length).toBeGreaterThan(0)
    expect(seen.text).toBe(expectedText('reasoning'))
  })

  it.each(['cut', 'cut-clean', 'fin', 'reset'])('ends %s after whole tokens and without a finish', async (word) => {
    const seen = await ask(`${word},rate:0,at:5`)
    expect(seen.text).toBe(expectedPartialText(`${word},at:5`))
    expect(seen.finished).toBe(false)
    expect(seen.isCut).toBe(word === 'fin' || word === 'reset')
  })

  it('fails as often as asked and then behaves', async () => {
    expect((await ask('503,fail:1,rate:0')).text).toBe('')
    expect((await ask('503,fail:1,rate:0')).text).toBe(expectedText('fast'))
  })

  it('records what was sent and who closed', async () => {
    const gone = new AbortController()
    const answer = await request(`http://127.0.0.1:${simulator.port}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'hold,at:2', stream: true }),
      signal: gone.signal,
    })
    const errors: Error[] = []
    answer.body.on('error', (error) => errors.push(error))
    gone.abort()
    await expect.poll(() => simulator.recorder.connections.at(-1)?.state).toBe('closed-by-client')
    expect(errors).toHaveLength(1)
    expect(simulator.recorder.requests.at(-1)?.body).toContain('hold,at:2')
  })

  it('embeds texts that share words into near unit vectors, and misbehaves when asked to', async () => {
    const near = await embedded('width:32', ['a red card', 'a red cart', 'where is my parcel'])
    expect(near.map((row) => row.length)).toEqual([32, 32, 32])
    expect(Math.hypot(...numbers(near[0]))).toBeCloseTo(1)
    expect(dot(near[0], near[1])).toBeGreaterThan(dot(near[0], near[2]))
    expect((await embedded('wrong-dimension', ['a', 'b'])).map((row) => row.length)).toEqual([8, 7])
    expect(numbers((await embedded('zero', ['a', 'b']))[1])).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
    expect(await embedded('missing', ['a', 'b'])).toHaveLength(1)
    expect(Math.hypot(...numbers((await embedded('not-unit', ['a']))[0]))).toBeCloseTo(3)
  })
})

type Row = (number | null)[]

const numbers = (row: Row = []) => row.map(Number)

const dot = (one: Row = [], other: Row = []) =>
  one.reduce<number>((sum, value, at) => sum + Number(value) * Number(other[at]), 0)

async function embedded(model: string, input: string[]): Promise<Row[]> {
  const answer = await request(`http://127.0.0.1:${simulator.port}/v1/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, input }),
  })
  const { data } = (await answer.body.json()) as { data: { embedding: Row }[] }
  return data.map((item) => item.embedding)
}
