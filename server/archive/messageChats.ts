import { z } from 'zod'
import { joinedReply, momentOf, replyOf, roleOf, type Chat, type ChatMessage, type ChatReply } from './chat.ts'
import { callOf, contentSchema, joined, noPictures, saidIn } from './chatText.ts'
import { linearChat } from './messageTree.ts'
import { usageOf } from './chatUsage.ts'

/**
 * A message as OpenAI's chat completions take it (https://platform.openai.com/docs/api-reference/chat), Anthropic's and
 * Ollama's alike, and as ShareGPT's files have it (`from`, `value`: lm-sys/FastChat, data/dummy_conversation.json), read
 * 2026-11-23 with the examples of openai/openai-cookbook (examples/data/*.jsonl) and hiyouga/LLaMA-Factory
 * (data/README.md, data/*_demo.json).
 */
const messageSchema = z.looseObject({
  role: z.string().optional(),
  from: z.string().optional(),
  content: contentSchema.optional(),
  value: contentSchema.optional(),
  refusal: z.string().nullish(),
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
  tool_calls: z.array(z.unknown()).nullish(),
  function_call: z.unknown().optional(),
  tool_call_id: z.string().nullish(),
  name: z.string().nullish(),
  model: z.string().nullish(),
})

const own = z.looseObject({
  title: z.string().nullish(),
  name: z.string().nullish(),
  custom_id: z.string().nullish(),
  model: z.string().nullish(),
  system: z.string().nullish(),
  system_prompt: z.string().nullish(),
  created_at: z.unknown().optional(),
  updated_at: z.unknown().optional(),
})
type Own = z.infer<typeof own>

/** A conversation is a list of them under one of these names, or the list itself. */
const listNames = ['messages', 'conversations', 'conversation', 'items']

/** Undefined: it is none. */
export function messageChat(value: unknown, leftOut: Set<string>): Chat | undefined {
  if (Array.isArray(value))
    return isMessage(value[0]) ? withOwn(messagesIn(value, {}, leftOut), {}, leftOut) : undefined
  const data = own.safeParse(value).data
  if (data === undefined) return undefined
  const list = listNames
    .map((name) => data[name])
    .find((one) => Array.isArray(one) && (one.length === 0 || isMessage(one[0])))
  if (!Array.isArray(list)) return undefined
  sayWhatIsForTraining(data, leftOut)
  return withOwn(messagesIn(list, data, leftOut), data, leftOut)
}

export function isMessage(value: unknown): boolean {
  const parsed = messageSchema.safeParse(value)
  return parsed.success && (parsed.data.role ?? parsed.data.from) !== undefined
}

function withOwn(messages: ChatMessage[], data: Own, leftOut: Set<string>): Chat {
  const chat = linearChat(data.title ?? data.name ?? data.custom_id ?? '', messages, leftOut)
  const systemPrompt = joined([...new Set([data.system ?? data.system_prompt ?? '', chat.systemPrompt])])
  return { ...chat, systemPrompt, createdAt: momentOf(data.created_at), updatedAt: momentOf(data.updated_at) }
}

export function messagesIn(
  values: unknown[],
  { model }: { model?: string | null | undefined },
  leftOut: Set<string>,
): ChatMessage[] {
  return values.flatMap((value): ChatMessage[] => {
    const { data } = messageSchema.safeParse(value)
    if (data === undefined) {
      leftOut.add('Messages of a form that is not known were left out.')
      return []
    }
    const name = data.role ?? data.from ?? ''
    const role = roleOf(name, leftOut)
    if (role === undefined) return []
    const said = saidIn(data.content ?? data.value, leftOut)
    const results = said.results.map(({ callId, text }): ChatMessage => ({
      role: 'tool',
      callId,
      reply: replyOf(text),
    }))
    const reply: ChatReply = {
      ...replyOf(said.text || (data.refusal ?? ''), data.model ?? model, data['timestamp'] ?? data['created_at']),
      reasoning: joined([said.reasoning, data.reasoning_content ?? data.reasoning ?? '']),
      toolCalls: [...said.toolCalls, ...(data.tool_calls ?? []).map(callOf)],
    }
    if (data.function_call) reply.toolCalls.push(callOf(data.function_call))
    if (Array.isArray(data['images']) && data['images'].length > 0) leftOut.add(noPictures)
    if ('weight' in data) leftOut.add('Weights for training were left out.')
    if (name === 'function_call') Object.assign(reply, { text: '', toolCalls: callsIn(reply.text) })
    // Anthropic's results of tools are a person's message.
    if (results.length > 0 && said.text === '') return results
    return [...results, { role, reply, callId: data.tool_call_id ?? undefined, toolName: data.name ?? undefined }]
  })
}

/** LLaMA-Factory's: the JSON of a call, or of several. */
function callsIn(text: string): ChatReply['toolCalls'] {
  try {
    const calls: unknown = JSON.parse(text)
    return (Array.isArray(calls) ? calls : [calls]).map(callOf)
  } catch {
    return [{ id: '', name: 'function_call', arguments: text }]
  }
}

function sayWhatIsForTraining(data: Own, leftOut: Set<string>): void {
  const { tools, functions } = data
  const isGiven = (list: unknown) =>
    typeof list === 'string' ? !/^\s*(?:\[\s*\])?\s*$/.test(list) : Array.isArray(list) && list.length > 0
  if (isGiven(tools) || isGiven(functions)) leftOut.add('Definitions of tools were left out.')
  for (const name of ['images', 'image', 'videos', 'audios']) {
    const given = data[name]
    if (typeof given === 'string' || (Array.isArray(given) && given.length > 0)) leftOut.add(noPictures)
  }
}

/** What several answers to one prompt are, beside each other. */
export interface Beside {
  name: string
  messages: ChatMessage[]
}

export function besideChat(chat: Chat, answers: Beside[]): Chat {
  const replies = answers.map(({ name, messages }, index): ChatReply => {
    const reply = joinedReply(messages)
    return { ...reply, model: reply.model ?? name, column: name, isShown: index === 0 }
  })
  const last = chat.turns.at(-1)
  if (last === undefined || last.replies.length > 0) chat.turns.push({ prompt: '', replies })
  else last.replies = replies
  return chat
}

const answerSchema = z.looseObject({ object: z.string().optional(), model: z.string().nullish(), usage: z.unknown() })
const choiceSchema = z.looseObject({ message: z.unknown(), finish_reason: z.string().nullish() })

/** What a chat completion or a response of OpenAI's answers with; several choices are attempts. Undefined: it is none. */
export function answersIn(value: unknown, leftOut: Set<string>): ChatReply[] | undefined {
  const { data } = answerSchema.safeParse(value)
  const choices = z.array(choiceSchema).safeParse(data?.['choices']).data
  const at = data?.['created'] ?? data?.['created_at']
  const usage = usageOf(data?.usage)
  if (data !== undefined && choices !== undefined)
    return choices.map(({ message, finish_reason: finishReason }, index) => ({
      ...joinedReply(messagesIn([message], data, leftOut)),
      at: momentOf(at),
      usage,
      finishReason: finishReason ?? undefined,
      isShown: index === 0,
    }))
  const output = contentSchema.safeParse(data?.['output']).data
  if (data === undefined || output === undefined || output === null) return undefined
  const { text, reasoning, toolCalls } = saidIn(output, leftOut)
  return [{ ...replyOf(text, data.model, at), reasoning, toolCalls, usage }]
}
