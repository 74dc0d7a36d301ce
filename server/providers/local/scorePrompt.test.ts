import { getLlama, type Llama, type Token } from 'node-llama-cpp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Adapter } from '../adapter.ts'
import { callAdapter } from './callAdapter.testing.ts'
import { createGenerationAdapter } from './generationAdapter.ts'
import { createInference, type Inference } from './inference.ts'
import { smolModelFile } from './smolModel.testing.ts'

let inference: Inference
let smol: Adapter
let modelPath: string

beforeAll(async () => {
  inference = createInference({ log: () => undefined })
  modelPath = await smolModelFile()
  smol = createGenerationAdapter({ name: 'smollm2-135m-instruct', modelPath, inference, now: () => 1_000 })
}, 300_000)

afterAll(() => inference.close())

interface Whole {
  choices: {
    index: number
    text: string
    finish_reason: string
    logprobs: {
      tokens: string[]
      token_logprobs: (number | null)[]
      top_logprobs: (Record<string, number> | null)[]
      text_offset: number[]
    }
  }[]
  usage: { prompt_tokens: number; completion_tokens: number }
}

async function complete(body: Record<string, unknown>): Promise<Whole> {
  const answer = await callAdapter(smol, { task: 'llm/v1/completions', body, isStreamed: false })
  const whole: Whole = JSON.parse(answer.body ?? '')
  return whole
}

const text = 'The capital of France is Paris, and naïve cafés there serve 日本 tea 👩‍🚀 to 12,345 guests.\n\nIt rains.'
const score = { prompt: text, max_tokens: 0, echo: true, logprobs: 3 }

/** The same values another way: token by token, from the probabilities of the whole vocabulary. */
async function nextTokenLogprobs(llama: Llama, prompt: string): Promise<number[]> {
  const model = await llama.loadModel({ modelPath })
  // One thread: llama.cpp's threads wait for each other by spinning, and other tests run beside this one.
  const context = await model.createContext({ contextSize: 512, threads: 1 })
  const sequence = context.getSequence()
  const tokens = model.tokenize(prompt, false)
  const logprobs: number[] = []
  for (const [index, token] of tokens.slice(0, -1).entries()) {
    const [output] = await sequence.controlledEvaluate([
      [token, { generateNext: { probabilities: true, options: { temperature: 1, topK: 0, topP: 1, minP: 0 } } }],
    ])
    logprobs.push(Math.log(output?.next.probabilities?.get(tokens[index + 1] ?? (0 as Token)) ?? 0))
  }
  await model.dispose()
  return logprobs
}

describe('a scored prompt', { timeout: 120_000 }, () => {
  it('has the log probability of each token, as token by token', async () => {
    const { choices, usage } = await complete(score)
    const [choice] = choices
    expect(choice?.text).toBe(text)
    expect(choice?.finish_reason).toBe('length')
    expect(usage.completion_tokens).toBe(0)
    const { token_logprobs: found = [], tokens = [] } = choice?.logprobs ?? {}
    expect(tokens).toHaveLength(usage.prompt_tokens)
    expect(found[0]).toBeNull()
    const llama = await getLlama({ build: 'never', gpu: false, logLevel: 'error' as never })
    const expected = await nextTokenLogprobs(llama, text)
    await llama.dispose()
    expect(found.slice(1)).toHaveLength(expected.length)
    const sum = (list: (number | null)[]) => list.reduce<number>((total, value) => total + (value ?? 0), 0)
    expect(sum(found)).toBeCloseTo(sum(expected), 0)
    expected.forEach((value, index) => expect(Math.abs((found[index + 1] ?? 0) - value)).toBeLessThan(0.1))
  })

  it('says where each token begins, and what else might have stood there', async () => {
    const { choices } = await complete(score)
    const {
      tokens = [],
      text_offset: offsets = [],
      top_logprobs: top = [],
      token_logprobs: values = [],
    } = choices[0]?.logprobs ?? {}
    const misplaced = tokens.filter(
      (token, index) => !token.includes('\uFFFD') && !text.startsWith(token, offsets[index]),
    )
    expect(misplaced).toEqual([])
    expect(top[0]).toBeNull()
    top.slice(1).forEach((alternatives, index) => {
      const best = Math.max(...Object.values(alternatives ?? {}))
      expect(best).toBeGreaterThanOrEqual((values[index + 1] ?? 0) - 1e-6)
    })
  })

  it('streams what it gives in one piece, and goes on with it', async () => {
    const body = { prompt: text, max_tokens: 4, echo: true, logprobs: 2, temperature: 0, seed: 1 }
    const whole = await complete(body)
    const streamed = await callAdapter(smol, { task: 'llm/v1/completions', body })
    const chunks = streamed.events.filter((data) => data !== '[DONE]').map((data): Whole => JSON.parse(data))
    const logprobs = chunks.flatMap(({ choices }) => choices.flatMap((choice) => choice.logprobs ?? []))
    expect(streamed.text).toBe(whole.choices[0]?.text)
    expect(streamed.text.length).toBeGreaterThan(text.length)
    expect(logprobs.flatMap(({ tokens }) => tokens)).toEqual(whole.choices[0]?.logprobs.tokens)
    expect(logprobs.flatMap(({ text_offset: offsets }) => offsets)).toEqual(whole.choices[0]?.logprobs.text_offset)
    expect(whole.choices[0]?.logprobs.token_logprobs.filter((value) => value === null)).toHaveLength(1)
  })

  it('is each of several prompts, and each of several samples', async () => {
    const { choices } = await complete({ ...score, prompt: ['One two three', 'Four'], n: 2 })
    expect(choices.map(({ text: echoed }) => echoed)).toEqual(['One two three', 'One two three', 'Four', 'Four'])
    expect(choices[1]?.logprobs.token_logprobs).toEqual(choices[0]?.logprobs.token_logprobs)
    expect(choices[2]?.logprobs).toMatchObject({ tokens: ['Four'], token_logprobs: [null], top_logprobs: [null] })
  })
})
