import { z } from 'zod'
import { joinedReply, replyOf, type Chat, type ChatMessage } from './chat.ts'
import { contentSchema, saidIn } from './chatText.ts'
import { answersIn, besideChat, isMessage, messageChat, messagesIn } from './messageChats.ts'
import { linearChat } from './messageTree.ts'

/**
 * Lines of files that models are trained and asked in bulk with, read 2026-11-23: OpenAI's preferences
 * (https://platform.openai.com/docs/guides/direct-preference-optimization) and batches
 * (https://platform.openai.com/docs/guides/batch, input and output), preferences and Alpaca's lines as
 * hiyouga/LLaMA-Factory (data/README.md) and Hugging Face's trl have them, prompts with completions. Undefined: none.
 */
export function trainingChat(value: unknown, leftOut: Set<string>): Chat | undefined {
  return (
    openAiPreference(value, leftOut) ??
    batchRequest(value, leftOut) ??
    batchAnswer(value, leftOut) ??
    preference(value, leftOut) ??
    alpaca(value)
  )
}

const preferenceSchema = z.looseObject({
  input: z.looseObject({ messages: z.array(z.unknown()) }),
  preferred_output: z.array(z.unknown()),
  non_preferred_output: z.array(z.unknown()),
})

function openAiPreference(value: unknown, leftOut: Set<string>): Chat | undefined {
  const { data } = preferenceSchema.safeParse(value)
  const chat = data && messageChat(data.input, leftOut)
  if (data === undefined || chat === undefined) return undefined
  return besideChat(chat, [
    { name: 'preferred', messages: messagesIn(data.preferred_output, {}, leftOut) },
    { name: 'not preferred', messages: messagesIn(data.non_preferred_output, {}, leftOut) },
  ])
}

const requestSchema = z.looseObject({
  custom_id: z.string().optional(),
  url: z.string().optional(),
  body: z.looseObject({ model: z.string().nullish(), instructions: z.string().nullish() }),
})

/** To chat completions or to responses. */
function batchRequest(value: unknown, leftOut: Set<string>): Chat | undefined {
  const { data } = requestSchema.safeParse(value)
  if (data === undefined) return undefined
  const { body, custom_id: title } = data
  const chat = messageChat({ title, ...body }, leftOut)
  if (chat !== undefined) return chat
  const input = contentSchema.safeParse(body['input']).data
  // Texts to embed have no conversation; their addresses tell them apart.
  if (input === undefined || input === null || data.url?.includes('embeddings')) return undefined
  const messages = typeof input === 'string' ? [userSaid(input)] : itemsIn(input, body.model, leftOut)
  return { ...linearChat(title ?? '', messages, leftOut), systemPrompt: body.instructions ?? '' }
}

function itemsIn(items: unknown[], model: string | null | undefined, leftOut: Set<string>): ChatMessage[] {
  return items.flatMap((item): ChatMessage[] => {
    if (isMessage(item)) return messagesIn([item], { model }, leftOut)
    const { results, ...said } = saidIn(contentSchema.safeParse([item]).data, leftOut)
    if (results.length === 0) return [{ role: 'assistant', reply: { ...replyOf('', model), ...said } }]
    return results.map(({ callId, text }): ChatMessage => ({ role: 'tool', callId, reply: replyOf(text) }))
  })
}

const failedSchema = z.looseObject({ message: z.string().nullish() }).nullish()
const answerSchema = z.looseObject({
  custom_id: z.string(),
  response: z
    .looseObject({ status_code: z.number().optional(), body: z.looseObject({ error: failedSchema }).nullish() })
    .nullish(),
  error: failedSchema,
})

function batchAnswer(value: unknown, leftOut: Set<string>): Chat | undefined {
  const { data } = answerSchema.safeParse(value)
  // A completion by itself is an answer too.
  const replies = answersIn(data === undefined ? value : data.response?.body, leftOut)
  const failed = data?.error ?? data?.response?.body?.error
  if (replies === undefined && !failed) return undefined
  leftOut.add('Answers of a batch stand without their prompts: those are in the file the batch was made from.')
  const failure = { ...replyOf(''), failure: failed?.message ?? 'It failed there.' }
  return {
    title: data?.custom_id ?? '',
    systemPrompt: '',
    turns: [{ prompt: '', replies: replies ?? [failure] }],
    branches: [],
  }
}

const pairSchema = z.looseObject({
  prompt: z.unknown().optional(),
  chosen: z.union([z.string(), z.looseObject({}), z.array(z.unknown())]),
  rejected: z.union([z.string(), z.looseObject({}), z.array(z.unknown())]),
})

function preference(value: unknown, leftOut: Set<string>): Chat | undefined {
  const { data } = pairSchema.safeParse(value)
  if (data === undefined) return undefined
  const [chosen, rejected] = [data.chosen, data.rejected].map((answer) => answerMessages(answer, leftOut))
  if (chosen === undefined || rejected === undefined) return undefined
  // Some repeat the whole conversation in each.
  const isAnswer = ({ role }: ChatMessage) => role === 'assistant' || role === 'tool'
  const begin = chosen.findLastIndex((message) => !isAnswer(message)) + 1
  const chat =
    messageChat(data, leftOut) ??
    (Array.isArray(data.prompt) ? messageChat(data.prompt, leftOut) : undefined) ??
    (typeof data.prompt === 'string' && begin === 0 ? linearChat('', [userSaid(data.prompt)], leftOut) : undefined) ??
    alpaca(data) ??
    linearChat('', chosen.slice(0, begin), leftOut)
  return besideChat(chat, [
    { name: 'chosen', messages: chosen.slice(begin) },
    { name: 'rejected', messages: rejected.slice(rejected.findLastIndex((message) => !isAnswer(message)) + 1) },
  ])
}

function answerMessages(answer: unknown, leftOut: Set<string>): ChatMessage[] {
  if (typeof answer === 'string') return [{ role: 'assistant', reply: replyOf(answer) }]
  return messagesIn(Array.isArray(answer) ? answer : [answer], {}, leftOut)
}

const alpacaSchema = z.looseObject({
  instruction: z.string(),
  input: z.string().nullish(),
  output: z.string().nullish(),
  response: z.string().nullish(),
  system: z.string().nullish(),
  history: z.array(z.tuple([z.string(), z.string()])).nullish(),
})
const completionSchema = z.looseObject({ prompt: z.string(), completion: z.string() })

function alpaca(value: unknown): Chat | undefined {
  const { data } = alpacaSchema.safeParse(value)
  const completion = completionSchema.safeParse(value).data
  if (data === undefined && completion === undefined) return undefined
  const prompt = data === undefined ? completion?.prompt : [data.instruction, data.input].filter(Boolean).join('\n')
  const answer = data === undefined ? completion?.completion : (data.output ?? data.response)
  const pairs = [...(data?.history ?? []), [prompt ?? '', answer] as const]
  return {
    title: '',
    systemPrompt: data?.system ?? '',
    turns: pairs.map(([said, answered]) => ({
      prompt: said,
      replies:
        answered === undefined || answered === null
          ? []
          : [joinedReply([{ role: 'assistant', reply: replyOf(answered) }])],
    })),
    branches: [],
  }
}

function userSaid(text: string): ChatMessage {
  return { role: 'user', reply: replyOf(text) }
}
