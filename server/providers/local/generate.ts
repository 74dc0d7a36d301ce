import type { LlamaContextSequence, Token } from 'node-llama-cpp'
import { FailureError } from '../../contract/failure.ts'
import type { FinishReason, GenerationRequest, Piece, TokenCounts, TokenLogprob } from './inferenceMessages.ts'
import type { LoadedModel } from './loadedModel.ts'
import { nextTokens } from './nextTokens.ts'
import { promptTokens, transcriptStops } from './promptTokens.ts'
import { scorePrompt } from './scorePrompt.ts'
import { createStopGuard } from './stopGuard.ts'
import { createTokenText } from './tokenText.ts'

export interface GenerationListener {
  /** Once aborted, no further token is computed and the call returns early with what was counted so far. */
  signal: AbortSignal
  onStarted(): void
  /** Awaited: a slow reader slows the model down. */
  onPiece(piece: Piece): Promise<void>
  onFinished(choice: number, reason: FinishReason): void
}

/** One call: every prompt, every choice, one after another on one sequence. */
export async function generate(
  model: LoadedModel,
  request: GenerationRequest,
  listener: GenerationListener,
): Promise<TokenCounts> {
  const prompts = request.prompts.map((prompt) => promptTokens(model, prompt))
  for (const tokens of prompts) refuseIfTooLong(tokens, model.contextTokens)
  listener.onStarted()

  const counts: TokenCounts = { promptTokens: 0, completionTokens: 0, cachedTokens: 0 }
  const sequence = model.takeSequence(prompts[0] ?? [])
  try {
    for (const [index, tokens] of prompts.entries()) {
      counts.promptTokens += tokens.length
      for (let i = 0; i < request.choicesPerPrompt && !listener.signal.aborted; i++) {
        const choice = index * request.choicesPerPrompt + i
        const task = { model, sequence, request, tokens, choice, listener }
        const echoed = await echoPrompt(task)
        if (!echoed.isRead) {
          const cached = await readPrompt(sequence, tokens, { isExact: request.isSeeded && i === 0, ...listener })
          if (i === 0) counts.cachedTokens += cached
        }
        counts.completionTokens += await generateChoice({ ...task, echoedLength: echoed.length })
      }
    }
  } finally {
    model.giveBack(sequence)
  }
  return counts
}

function refuseIfTooLong(tokens: readonly Token[], contextTokens: number): void {
  if (tokens.length === 0) throw rejected('The prompt is empty. Write at least one character.')
  if (tokens.length < contextTokens) return
  throw rejected(
    `The prompt has ${tokens.length} tokens, this model holds ${contextTokens} here. Shorten it or start a new session.`,
  )
}

function rejected(message: string): FailureError {
  return new FailureError({ kind: 'request-rejected', message, isRetryable: false })
}

/** Tokens read at once: an abort during a long prompt waits for no more than this. */
const readAtOnce = 128

/**
 * Brings the sequence to the prompt without its last token, which generation begins with. Returns how many tokens were
 * still there from the call before. A seeded call starts from nothing: reading in other portions rounds differently, and
 * the same seed must give the same answer.
 */
async function readPrompt(
  sequence: LlamaContextSequence,
  tokens: Token[],
  { isExact, signal }: { isExact: boolean; signal: AbortSignal },
): Promise<number> {
  if (isExact) await sequence.clearHistory()
  else await sequence.adaptStateToTokens(tokens.slice(0, -1), false)
  const cached = sequence.nextTokenIndex
  while (sequence.nextTokenIndex < tokens.length - 1 && !signal.aborted) {
    const end = Math.min(sequence.nextTokenIndex + readAtOnce, tokens.length - 1)
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(sequence.nextTokenIndex, end))
  }
  return cached
}

interface ChoiceTask {
  model: LoadedModel
  sequence: LlamaContextSequence
  request: GenerationRequest
  tokens: Token[]
  choice: number
  listener: GenerationListener
}

/** The prompt at the beginning of the answer, with how likely its tokens are where that is asked for. */
async function echoPrompt(task: ChoiceTask): Promise<{ length: number; isRead: boolean }> {
  const { model, sequence, request, tokens, choice, listener } = task
  const echoed = request.prompts[Math.floor(choice / request.choicesPerPrompt)]
  if (!request.echoesPrompt || echoed?.type !== 'text') return { length: 0, isRead: false }
  const { topLogprobs } = request
  if (topLogprobs === null) {
    await listener.onPiece({ choice, text: echoed.text })
    return { length: echoed.text.length, isRead: false }
  }
  let length = 0
  for await (const { text, logprobs } of scorePrompt({
    model,
    sequence,
    tokens,
    topLogprobs,
    signal: listener.signal,
  })) {
    length += text.length
    await listener.onPiece({ choice, text, logprobs })
  }
  return { length, isRead: true }
}

async function generateChoice({
  model,
  sequence,
  request,
  tokens,
  choice,
  listener,
  echoedLength,
}: ChoiceTask & { echoedLength: number }): Promise<number> {
  const isTranscript = model.chatTemplate === null && request.prompts[0]?.type === 'chat'
  const guard = createStopGuard(isTranscript ? [...request.stop, ...transcriptStops] : request.stop)
  const text = createTokenText<Token>((some, before) => model.model.detokenize(some, false, before), tokens.slice(-4))
  const logprobs = createLogprobQueue(echoedLength)
  const maxTokens = Math.min(request.maxTokens ?? Infinity, model.contextTokens - tokens.length)
  let count = 0
  let isAtStart = isTranscript
  let reason: FinishReason = 'stop'

  const show = async (shown: string): Promise<void> => {
    const trimmed = isAtStart ? shown.trimStart() : shown
    if (trimmed !== '') isAtStart = false
    const ready = logprobs.take(shown.length)
    if (trimmed === '' && ready.length === 0) return
    await listener.onPiece({ choice, text: trimmed, ...(request.topLogprobs !== null && { logprobs: ready }) })
  }

  if (maxTokens === 0) {
    if (!listener.signal.aborted) listener.onFinished(choice, 'length')
    return 0
  }
  for await (const { token, logprob } of nextTokens({ model: model.model, sequence, request, tokens, choice })) {
    if (listener.signal.aborted) return count
    if (model.model.isEogToken(token)) break
    count++
    const fresh = text.push(token)
    if (logprob !== undefined) logprobs.add(logprob, fresh.length)
    await show(guard.push(fresh))
    if (guard.isStopped || listener.signal.aborted) break
    if (count >= maxTokens) {
      reason = 'length'
      break
    }
  }
  if (listener.signal.aborted) return count
  if (!guard.isStopped) {
    await show(guard.push(text.flush()))
    await show(guard.flush())
  }
  listener.onFinished(choice, guard.isStopped ? 'stop' : reason)
  return count
}

/** Log probabilities wait for their token's text: a token cut away by a stop string has none to show. */
function createLogprobQueue(start: number) {
  let waiting: TokenLogprob[] = []
  let pushed = start
  let shown = start
  return {
    add(logprob: Omit<TokenLogprob, 'offset'>, textLength: number) {
      waiting.push({ ...logprob, offset: pushed })
      pushed += textLength
    },
    take(shownLength: number): TokenLogprob[] {
      shown += shownLength
      const ready = waiting.filter(({ offset }) => offset < shown)
      waiting = waiting.filter(({ offset }) => offset >= shown)
      return ready
    },
  }
}
