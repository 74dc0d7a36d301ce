import { describe, expect, it } from 'vitest'
import { echoAdapter } from './echo.ts'
import { callAdapter } from './local/callAdapter.testing.ts'

const messages = [{ role: 'user', content: 'Is this a model?' }]

describe('echoAdapter', () => {
  it('answers from the request, the same every time, and says that it is no model', async () => {
    const one = await callAdapter(echoAdapter, { body: { messages, temperature: 0.2 } })
    const two = await callAdapter(echoAdapter, { body: { messages, temperature: 0.2 } })
    expect(one.events).toEqual(two.events)
    expect(one.text).toContain('It is no model')
    expect(one.text).toContain('> Is this a model?')
    expect(one.text).toContain('temperature: `0.2`')
    expect(one.finishReasons).toEqual(['stop'])
    expect(one.events.at(-1)).toBe('[DONE]')
    expect(one.usage?.prompt_tokens).toBe(4)
  })

  it('gives the same text in one piece', async () => {
    const streamed = await callAdapter(echoAdapter, { body: { messages } })
    const whole = await callAdapter(echoAdapter, { body: { messages }, isStreamed: false })
    expect(JSON.parse(whole.body ?? '')).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: streamed.text }, finish_reason: 'stop' }],
      usage: streamed.usage,
    })
    expect(whole.events).toEqual([])
  })

  it('keeps to max_tokens and stop', async () => {
    const short = await callAdapter(echoAdapter, { body: { messages, max_tokens: 3 } })
    expect([short.text, short.finishReasons]).toEqual(['This is echo.', ['length']])
    const stopped = await callAdapter(echoAdapter, { body: { messages, stop: 'no model' } })
    expect([stopped.text, stopped.finishReasons]).toEqual(['This is echo. It is ', ['stop']])
  })

  it('answers completions', async () => {
    const answer = await callAdapter(echoAdapter, { task: 'llm/v1/completions', body: { prompt: 'Once upon' } })
    expect(answer.text).toContain('2 words')
  })

  it('embeds texts into unit vectors, equal for equal texts', async () => {
    const answer = await callAdapter(echoAdapter, {
      task: 'llm/v1/embeddings',
      body: { input: ['a cat', 'a cat', 'x'] },
    })
    const { data } = JSON.parse(answer.body ?? '') as { data: { embedding: number[] }[] }
    expect(data[0]).toMatchObject({ embedding: data[1]?.embedding })
    expect(Math.hypot(...(data[2]?.embedding ?? []))).toBeCloseTo(1)
  })

  it('stops at once when aborted, and nothing comes after', async () => {
    const abort = new AbortController()
    const answer = callAdapter(echoAdapter, { body: { messages }, signal: abort.signal, onText: () => abort.abort() })
    await expect(answer).rejects.toBe(abort.signal.reason)
  })
})
