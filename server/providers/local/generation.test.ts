import { mkdtemp, rm, symlink } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { FailureError } from '../../contract/failure.ts'
import type { Adapter } from '../adapter.ts'
import { callAdapter } from './callAdapter.testing.ts'
import { createGenerationAdapter } from './generationAdapter.ts'
import { createInference, type Inference } from './inference.ts'
import { createLocalModels } from './localModels.ts'
import { smolModelFile } from './smolModel.testing.ts'

let inference: Inference
let smol: Adapter

beforeAll(async () => {
  inference = createInference({ log: () => undefined })
  const modelPath = await smolModelFile()
  smol = createGenerationAdapter({ name: 'smollm2-135m-instruct', modelPath, inference, now: () => 1_000 })
}, 300_000)

afterAll(() => inference.close())

const story = [{ role: 'user', content: 'Tell a long story about a lighthouse.' }]

async function failureOf(answer: Promise<unknown>) {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof FailureError) return error.failure
  throw new Error('The call did not fail.', { cause: error })
}

describe('a real model', { timeout: 120_000 }, () => {
  it('streams a chat in OpenAI’s shape, with usage and an end', async () => {
    const messages = [{ role: 'user', content: 'Hello' }]
    const answer = await callAdapter(smol, { body: { messages, temperature: 0, max_tokens: 200 } })
    expect(answer.text).toContain('Hello')
    expect(answer.finishReasons).toHaveLength(1)
    expect(answer.events.at(-1)).toBe('[DONE]')
    expect(answer.usage?.prompt_tokens).toBeGreaterThan(20)
    expect(JSON.parse(answer.events[0] ?? '')).toMatchObject({
      object: 'chat.completion.chunk',
      model: 'smollm2-135m-instruct',
      choices: [{ index: 0, delta: { role: 'assistant' } }],
    })
    expect(answer.sent).toMatchObject([{ method: 'LOCAL', url: 'local:smollm2-135m-instruct' }])
  })

  it('gives the same answer for the same seed and another for another', async () => {
    const ask = (seed: number) => callAdapter(smol, { body: { messages: story, seed, temperature: 1, max_tokens: 30 } })
    const first = await ask(7)
    expect(first.text).not.toBe('')
    expect((await ask(7)).text).toBe(first.text)
    expect((await ask(8)).text).not.toBe(first.text)
  })

  it('answers in one piece what it would have streamed', async () => {
    const body = { messages: story, seed: 3, max_tokens: 20 }
    const streamed = await callAdapter(smol, { body })
    const whole = await callAdapter(smol, { body, isStreamed: false })
    expect(JSON.parse(whole.body ?? '')).toMatchObject({
      choices: [{ message: { content: streamed.text }, finish_reason: 'length' }],
      usage: { completion_tokens: 20 },
    })
  })

  it('continues a text, several times and for several prompts', async () => {
    const body = { prompt: ['Once upon a time', 'The sea'], n: 2, max_tokens: 5, echo: true, seed: 1 }
    const answer = await callAdapter(smol, { task: 'llm/v1/completions', body, isStreamed: false })
    const { choices } = JSON.parse(answer.body ?? '') as { choices: { index: number; text: string }[] }
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2, 3])
    expect(choices.map(({ text }) => /^(Once upon a time|The sea)/.exec(text)?.[0])).toEqual([
      'Once upon a time',
      'Once upon a time',
      'The sea',
      'The sea',
    ])
    expect(choices[0]?.text).not.toBe(choices[1]?.text)
  })

  it('ends before a stop string and shows no part of it', async () => {
    const messages = [{ role: 'user', content: 'Count: one, two, three' }]
    const full = await callAdapter(smol, { body: { messages, temperature: 0, max_tokens: 40 } })
    const stop = full.text.slice(6, 12)
    const cut = await callAdapter(smol, { body: { messages, temperature: 0, max_tokens: 40, stop } })
    expect(cut.text).toBe(full.text.slice(0, full.text.indexOf(stop)))
    expect(cut.finishReasons).toEqual(['stop'])
  })

  it('gives log probabilities of the untouched distribution', async () => {
    const ask = (temperature: number) =>
      callAdapter(smol, {
        body: { messages: story, max_tokens: 12, seed: 5, temperature, logprobs: true, top_logprobs: 5 },
      })
    const { logprobs, text } = await ask(0)
    expect(logprobs.map(({ token }) => token).join('')).toBe(text)
    for (const { token, logprob, top_logprobs: top } of logprobs) {
      expect(top).toHaveLength(5)
      expect(top[0]).toMatchObject({ token, logprob })
      expect(top.reduce((sum, other) => sum + Math.exp(other.logprob), 0)).toBeLessThanOrEqual(1.000001)
      expect(top.map((other) => other.logprob)).toEqual(top.map((other) => other.logprob).sort((a, b) => b - a))
    }
    // Temperature changes what is chosen, never what is reported.
    const hot = await ask(3)
    expect(hot.logprobs[0]?.top_logprobs[0]?.logprob).toBeCloseTo(logprobs[0]?.top_logprobs[0]?.logprob ?? NaN, 3)
  })

  it('says what logit_bias wants and nothing that it forbids', async () => {
    const comma = 28
    const ask = (change: Record<string, unknown>) =>
      callAdapter(smol, {
        task: 'llm/v1/completions',
        body: { prompt: 'Once upon a time', max_tokens: 1, temperature: 0, ...change },
      })
    expect((await ask({})).text).toBe(',')
    expect((await ask({ logit_bias: { [comma]: -100 } })).text).not.toBe(',')
    expect((await ask({ prompt: 'The sea', logit_bias: { [comma]: 100 } })).text).toBe(',')
    expect((await ask({ prompt: 'The sea', logit_bias: { [comma]: 100 }, logprobs: 0 })).text).toBe(',')
  })

  it('repeats itself less under a frequency penalty', async () => {
    const ask = (penalty: number) =>
      callAdapter(smol, {
        task: 'llm/v1/completions',
        body: { prompt: 'na na na na na na', max_tokens: 30, temperature: 0, frequency_penalty: penalty },
      })
    const kinds = (text: string) => new Set(text.split(/\s+/)).size
    expect(kinds((await ask(2)).text)).toBeGreaterThan(kinds((await ask(0)).text))
  })

  it('reads special tokens in a message as text', async () => {
    const ask = (content: string) =>
      callAdapter(smol, { body: { messages: [{ role: 'user', content }], max_tokens: 1 } })
    const plain = await ask('a')
    const special = await ask('a<|im_end|>')
    expect(special.usage?.prompt_tokens).toBeGreaterThan((plain.usage?.prompt_tokens ?? 0) + 2)
  })

  it('answers four calls at once and lets two wait in line', async () => {
    const calls = Array.from({ length: 6 }, () => callAdapter(smol, { body: { messages: story, max_tokens: 40 } }))
    const answers = await Promise.all(calls)
    expect(answers.map(({ queued }) => queued[0])).toEqual([undefined, undefined, undefined, undefined, 0, 1])
    expect(answers[5]?.queued).toEqual([1, 0])
    for (const { text, finishReasons } of answers) {
      expect(text.length).toBeGreaterThan(10)
      expect(finishReasons).toHaveLength(1)
    }
  })

  it('waits for a slow reader instead of running ahead', async () => {
    let open: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    let events = 0
    const slow = callAdapter(smol, {
      body: { messages: story, max_tokens: 150 },
      onEvent: () => (++events === 1 ? gate : Promise.resolve()),
    })
    const other = await callAdapter(smol, { body: { messages: story, max_tokens: 100 } })
    expect(other.usage?.completion_tokens).toBe(100)
    expect(events).toBe(1)
    open()
    expect((await slow).finishReasons).toHaveLength(1)
  })

  it('stops when aborted, and frees the place for the next call', async () => {
    for (let i = 0; i < 6; i++) {
      const abort = new AbortController()
      const calling = callAdapter(smol, {
        body: { messages: story, max_tokens: 2000 },
        signal: abort.signal,
        onText: () => abort.abort(new Error('stopped')),
      })
      await expect(calling).rejects.toThrow('stopped')
    }
    const next = await callAdapter(smol, { body: { messages: story, max_tokens: 5 } })
    expect(next.queued).toEqual([])
  })

  it('refuses a prompt longer than its context and says both numbers', async () => {
    const messages = [{ role: 'user', content: 'word '.repeat(9000) }]
    const failure = await failureOf(callAdapter(smol, { body: { messages } }))
    expect(failure.kind).toBe('request-rejected')
    expect(failure.message).toMatch(/^The prompt has 90\d\d tokens, this model holds \d+ here/)
  })

  it('ends with length where its context is full', async () => {
    const messages = [{ role: 'user', content: 'word '.repeat(4040) }]
    const endTokens = { 0: -100, 2: -100 }
    const stop = await callAdapter(smol, { body: { messages, logit_bias: endTokens } })
    expect(stop.finishReasons).toEqual(['length'])
    expect((stop.usage?.prompt_tokens ?? 0) + (stop.usage?.completion_tokens ?? 0)).toBe(4096)
  })

  it('ends its calls with model-crashed when its process is killed, and runs again with the next', async () => {
    const calling = callAdapter(smol, {
      body: { messages: story, max_tokens: 2000 },
      onText: () => inference.processId !== undefined && process.kill(inference.processId, 'SIGKILL'),
    })
    const failure = await failureOf(calling)
    expect(failure).toMatchObject({ kind: 'model-crashed', isRetryable: true })
    expect(failure.message).toContain('SIGKILL')
    const next = await callAdapter(smol, { body: { messages: story, max_tokens: 5 } })
    expect(next.text).not.toBe('')
  })

  it('lets who waits in line go on in the new process', async () => {
    let killed = 0
    const kill = () => {
      if (killed++ === 0 && inference.processId !== undefined) process.kill(inference.processId, 'SIGKILL')
    }
    const calls = Array.from({ length: 5 }, () =>
      callAdapter(smol, { body: { messages: story, max_tokens: 60 }, onText: kill }).then(
        () => 'answered',
        (error: unknown) => (error instanceof FailureError ? error.failure.kind : String(error)),
      ),
    )
    expect(await Promise.all(calls)).toEqual([...Array.from({ length: 4 }, () => 'model-crashed'), 'answered'])
  })

  it('runs a GGUF file that a person put into the models folder', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'own-'))
    await symlink(await smolModelFile(), path.join(folder, 'My own.gguf'))
    const models = createLocalModels({
      folder,
      openDownload: () => Promise.reject(new Error('nothing to download')),
      log: () => undefined,
      now: () => 0,
      onChange: () => undefined,
      rows: [],
    })
    await models.start()
    expect(models.endpoints()[0]).toMatchObject({
      name: 'my-own',
      state: { type: 'ready' },
      note: 'Smollm2 135M 8k Lc100K Mix1 Ep2, apache-2.0.',
    })
    const adapter = models.adapterFor('my-own')
    if (adapter === undefined) throw new Error('No adapter.')
    const answer = await callAdapter(adapter, { body: { messages: story, max_tokens: 3 } })
    expect(answer.usage?.completion_tokens).toBe(3)
    await models.close()
    await rm(folder, { recursive: true })
  })

  it('fails with words where the file is not there', async () => {
    const gone = createGenerationAdapter({ name: 'gone', modelPath: '/nowhere.gguf', inference, now: () => 0 })
    const failure = await failureOf(callAdapter(gone, { body: { messages: story } }))
    expect(failure.message).toContain('nowhere.gguf')
    await vi.waitFor(() => expect(inference.processId).toBeDefined())
  })
})
