import type { LlamaContextSequence, Token } from 'node-llama-cpp'
import { readDistribution, tokenText, topOf } from './distribution.ts'
import type { TokenLogprob } from './inferenceMessages.ts'
import type { LoadedModel } from './loadedModel.ts'
import { createTokenText } from './tokenText.ts'

/** A stretch of the prompt as it comes back. */
interface EchoedStretch {
  text: string
  logprobs: TokenLogprob[]
}

interface ScoreTask {
  model: LoadedModel
  sequence: LlamaContextSequence
  /** The prompt; read into the sequence but for its last token, which generation begins with. */
  tokens: Token[]
  topLogprobs: number
  signal: AbortSignal
}

/** Tokens in one reading: their text goes out together, and an abort waits for no more than this. */
const scoredAtOnce = 64

/**
 * Reads a prompt and says how likely each of its tokens was, from the distribution after the tokens before it. The text
 * of a model that begins every text with a token of its own has a likelihood for its first token too.
 */
export async function* scorePrompt({
  model,
  sequence,
  tokens,
  topLogprobs,
  signal,
}: ScoreTask): AsyncGenerator<EchoedStretch> {
  const { model: llama } = model
  await sequence.clearHistory()
  const text = createTokenText<Token>((some, before) => llama.detokenize(some, false, before))
  const [first] = tokens
  const hasBeginning = first !== undefined && first === llama.tokens.bos
  let offset = 0
  const take = (place: number, known: Pick<TokenLogprob, 'logprob' | 'top'>): EchoedStretch => {
    const token = tokens[place]
    if (token === undefined || (place === 0 && hasBeginning)) return { text: '', logprobs: [] }
    const fresh = text.push(token)
    const logprob = { token: tokenText(llama, token, tokens.slice(Math.max(0, place - 4), place)), offset, ...known }
    offset += fresh.length
    return { text: fresh, logprobs: [logprob] }
  }

  let stretch = take(0, { logprob: null, top: [] })
  for (let from = 0; from < tokens.length - 1 && !signal.aborted; from += scoredAtOnce) {
    const read = tokens.slice(from, Math.min(from + scoredAtOnce, tokens.length - 1))
    const outputs = await sequence.controlledEvaluate(
      read.map((token, index) => {
        const following = tokens[from + index + 1]
        const filter = { tokens: following === undefined ? [] : [following], includeTop: Math.max(1, topLogprobs) }
        return [token, { generateNext: { logits: { filter }, totalLogitWeight: true, options: { temperature: 0 } } }]
      }),
    )
    for (const [index] of read.entries()) {
      const place = from + index + 1
      const following = tokens[place]
      if (following === undefined) continue
      const distribution = readDistribution(outputs[index] ?? {})
      const before = tokens.slice(Math.max(0, place - 4), place)
      const next = take(place, {
        logprob: distribution.logprobOf(following),
        top: topOf(llama, distribution, { count: topLogprobs, before }),
      })
      stretch = { text: stretch.text + next.text, logprobs: [...stretch.logprobs, ...next.logprobs] }
    }
    yield stretch
    stretch = { text: '', logprobs: [] }
  }
  const rest = text.flush()
  if (rest !== '' || stretch.logprobs.length > 0) yield { ...stretch, text: stretch.text + rest }
}
