import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Adapter, ProviderCall } from './adapter.ts'
import { embeddingsAnswer, readEmbeddingsRequest } from './local/embeddingsRequest.ts'
import { readGenerationRequest } from './local/generationRequest.ts'
import type { FinishReason, GenerationRequest, Prompt } from './local/inferenceMessages.ts'
import { createOpenAiAnswer } from './local/openAiAnswer.ts'
import { createStopGuard } from './local/stopGuard.ts'

export const echoName = 'echo'

/** Slow enough to see that it streams. */
const msBetweenWords = 10

/**
 * The endpoint that is always there. It is no model and says so: the same request always gets the same answer, made of
 * the request itself. Its tokens are words with the space before them; that is what its usage counts.
 */
export const echoAdapter: Adapter = async (call, sink, signal) => {
  signal.throwIfAborted()
  const body = { ...call.body, model: call.model, stream: call.isStreamed }
  const sent = { method: 'LOCAL', url: `local:${echoName}`, headers: {}, body: JSON.stringify(body) }
  if (call.task === 'llm/v1/embeddings') {
    const { texts, format } = readEmbeddingsRequest(body)
    sink.onSent(sent)
    sink.onAnswered(200, {})
    const tokenCount = texts.reduce((sum, text) => sum + words(text).length, 0)
    sink.onBody(embeddingsAnswer({ model: echoName, format, tokenCount }, texts.map(vectorOf)))
    return
  }

  const task = call.task === 'llm/v1/completions' ? 'completions' : 'chat'
  const request = readGenerationRequest(body, task)
  sink.onSent(sent)
  sink.onAnswered(200, {})
  const answer = createOpenAiAnswer({ task, model: echoName, id: `echo-${hashOf(sent.body)}`, created: 0 })
  const send = async (event: string) => {
    signal.throwIfAborted()
    if (call.isStreamed) await sink.onEvent(event)
  }
  let completionTokens = 0
  for (let choice = 0; choice < request.prompts.length * request.choicesPerPrompt; choice++) {
    const prompt = request.prompts[Math.floor(choice / request.choicesPerPrompt)]
    const { shown, reason } = cut(words(answerTo(prompt, call)), request)
    completionTokens += shown.length
    for (const text of shown) {
      await send(answer.piece({ choice, text }))
      if (call.isStreamed) await delay(msBetweenWords, undefined, { signal }).catch(() => signal.throwIfAborted())
    }
    await send(answer.finish(choice, reason))
  }
  const promptTokens = request.prompts.reduce((sum, prompt) => sum + words(textOf(prompt)).length, 0)
  await send(answer.usage({ promptTokens, completionTokens, cachedTokens: 0 }))
  if (call.isStreamed) await send('[DONE]')
  else sink.onBody(answer.body())
}

function answerTo(prompt: Prompt | undefined, call: ProviderCall): string {
  if (prompt === undefined) return ''
  if (prompt.type === 'text')
    return ` … so far the text. Echo is no model and cannot go on; it got ${countOf(prompt.text)}.`
  const last = prompt.messages.at(-1)
  const system = prompt.messages.find(({ role }) => role === 'system')
  const settings = Object.entries(call.body)
    .filter(([field]) => !['messages', 'model', 'stream', 'stream_options'].includes(field))
    .map(([field, value]) => `- ${field}: \`${JSON.stringify(value)}\``)
  return [
    'This is echo. It is no model: it repeats what it was sent.',
    last &&
      last.content
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n'),
    `${countOf(last?.content ?? '')} in the last of ${plural(prompt.messages.length, 'message')}.`,
    system && `System prompt: ${countOf(system.content)}.`,
    settings.length > 0 ? `Set in the request:\n\n${settings.join('\n')}` : 'No parameter was set.',
  ]
    .filter((part) => part !== undefined)
    .join('\n\n')
}

function cut(all: string[], { stop, maxTokens }: GenerationRequest): { shown: string[]; reason: FinishReason } {
  const limited = all.slice(0, maxTokens ?? all.length)
  const guard = createStopGuard(stop)
  const shown = [...limited.map((word) => guard.push(word)), guard.flush()].filter((text) => text !== '')
  return { shown, reason: limited.length < all.length && !guard.isStopped ? 'length' : 'stop' }
}

/** Words with the white space before them; together they are the text again. */
function words(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? []
}

function textOf(prompt: Prompt): string {
  return prompt.type === 'text' ? prompt.text : prompt.messages.map(({ content }) => content).join('\n')
}

function countOf(text: string): string {
  return `${plural(words(text).length, 'word')}, ${plural(text.length, 'character')}`
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24)
}

const echoDimensions = 64

/** Counts of hashed letter triples, unit length: texts that share letters are near, and no meaning is in it. */
function vectorOf(text: string): number[] {
  const vector = Array.from({ length: echoDimensions }, () => 0)
  const padded = ` ${text.toLowerCase()} `
  for (let start = 0; start + 3 <= padded.length; start++) {
    const [slot = 0] = createHash('sha256')
      .update(padded.slice(start, start + 3))
      .digest()
    vector[slot % echoDimensions] = (vector[slot % echoDimensions] ?? 0) + 1
  }
  const norm = Math.hypot(...vector)
  return vector.map((value) => value / norm)
}
