import type { LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp'
import { readDistribution, tokenText, topOf } from './distribution.ts'
import type { GenerationRequest, TokenLogprob } from './inferenceMessages.ts'
import { sampleToken, seededRandom } from './sampleToken.ts'

export interface NextToken {
  token: Token
  logprob?: Omit<TokenLogprob, 'offset'>
}

interface NextTokensTask {
  model: LlamaModel
  sequence: LlamaContextSequence
  request: GenerationRequest
  /** The prompt; its last token is not yet in the sequence. */
  tokens: Token[]
  choice: number
}

/** The model's tokens one by one, the end-of-generation token included, without end otherwise. */
export async function* nextTokens(task: NextTokensTask): AsyncGenerator<NextToken, void, void> {
  // Choices of one call must differ; the first has the seed the caller gave.
  const seed = (task.request.sampling.seed + task.choice) >>> 0
  const { topLogprobs, sampling } = task.request
  yield* topLogprobs === null && sampling.logitBias.length === 0 ? sampledByLlama(task, seed) : sampledHere(task, seed)
}

/** The fast way: llama.cpp samples. */
async function* sampledByLlama({ sequence, request, tokens }: NextTokensTask, seed: number) {
  const { temperature, topP, topK, minP, frequencyPenalty, presencePenalty } = request.sampling
  const generated: Token[] = []
  const hasPenalty = frequencyPenalty !== 0 || presencePenalty !== 0
  const evaluation = sequence.evaluate(tokens.slice(-1), {
    temperature,
    topP,
    topK,
    minP,
    seed,
    yieldEogToken: true,
    // llama.cpp subtracts count × frequency + presence from the logit, OpenAI's formula; its own factor is switched off.
    ...(hasPenalty && {
      repeatPenalty: {
        punishTokens: () => generated,
        maxPunishTokens: sequence.contextSize,
        penalty: 1,
        frequencyPenalty,
        presencePenalty,
      },
    }),
  })
  for await (const token of evaluation) {
    generated.push(token)
    yield { token }
  }
}

/**
 * Where log probabilities are asked for: the raw logits of the best tokens and the sum over the whole vocabulary, and
 * the choice made here (sampleToken.ts). The same seed gives another answer than without log probabilities.
 * Also with a logit bias: node-llama-cpp's own leaves the end-of-text tokens out, which a caller may well mean.
 */
async function* sampledHere({ model, sequence, request, tokens }: NextTokensTask, seed: number) {
  const random = seededRandom(seed)
  const counts = new Map<number, number>()
  let input = tokens.at(-1)
  let before = tokens.slice(-4)
  while (input !== undefined) {
    const filter = {
      tokens: request.sampling.logitBias.map(([token]) => token as Token),
      includeTop: candidateCount(request, counts.size),
    }
    const generateNext = { token: true, logits: { filter }, totalLogitWeight: true, options: { temperature: 0 } }
    const [output] = await sequence.controlledEvaluate([[input, { generateNext }]])
    const distribution = readDistribution(output ?? {})
    const token = sampleToken(distribution.logits, request.sampling, { counts, random }) as Token
    counts.set(token, (counts.get(token) ?? 0) + 1)
    const logprob = () => ({
      token: tokenText(model, token, before),
      logprob: distribution.logprobOf(token),
      top: topOf(model, distribution, { count: request.topLogprobs ?? 0, before }),
    })
    yield { token, ...(request.topLogprobs !== null && { logprob: logprob() }) }
    before = [...before, token].slice(-4)
    input = token
  }
}

/** How many of the best tokens can be chosen at all. A penalised token may fall behind as many as were generated. */
function candidateCount({ sampling, topLogprobs }: GenerationRequest, generatedKinds: number): number {
  const { temperature, topK } = sampling
  const wholeVocabulary = 10_000_000
  const needed = temperature === 0 ? 1 : topK === 0 ? wholeVocabulary : topK
  return Math.max(topLogprobs ?? 0, needed + generatedKinds + sampling.logitBias.length)
}
