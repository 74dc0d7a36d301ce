import { rewriteObject } from '../../contract/jsonRewrite.ts'
import { memberOf, readArrayAt, readObjectAt, type JsonObject } from '../../contract/jsonText.ts'

/**
 * What the clients of Databricks need in a chat or completions answer and not every upstream sends. Each line is a client
 * that fails without: `id` a string, `created` a number, `model` a string, `object` the literal (AI SDK provider),
 * `choices` a list, no `tool_calls` of null, `message.role` there (ChatDatabricks), `index` in each tool call delta.
 * Nothing else is touched; an answer that has all of it keeps its bytes.
 */
export interface AnswerHead {
  isChat: boolean
  isChunk: boolean
  id: string
  model: string
  created: number
}

export type Changes = Map<string, Uint8Array | null>

type Fields = Record<string, unknown>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What the answer itself lacks, beside its choices. */
export function headChanges(value: Fields, head: AnswerHead): Changes {
  const changes: Changes = new Map()
  if (typeof value.id !== 'string') changes.set('id', jsonOf(head.id))
  const object = objectOf(head)
  if (value.object !== object) changes.set('object', jsonOf(object))
  if (typeof value.created !== 'number') changes.set('created', jsonOf(head.created))
  if (typeof value.model !== 'string') changes.set('model', jsonOf(head.model))
  if (!Array.isArray(value.choices)) changes.set('choices', emptyList)
  return changes
}

function objectOf({ isChat, isChunk }: AnswerHead): string {
  return isChat ? (isChunk ? 'chat.completion.chunk' : 'chat.completion') : 'text_completion'
}

/** The index of the one choice of a chunk that goes out as it came; -1 where there is anything to look at. */
export function plainChoice(value: Fields, head: AnswerHead, seen: ReadonlySet<number>): number {
  const { choices } = value
  if (typeof value.id !== 'string' || value.object !== objectOf(head) || value.error) return -1
  if (typeof value.created !== 'number' || typeof value.model !== 'string' || isFields(value.usage)) return -1
  if (!Array.isArray(choices) || choices.length !== 1) return -1
  const choice: unknown = choices[0]
  if (!isFields(choice) || typeof choice.index !== 'number') return -1
  if (choice.finish_reason !== null && choice.finish_reason !== undefined) return -1
  if (!head.isChat) return choice.index
  const { delta } = choice
  if (!isFields(delta) || delta.tool_calls !== undefined) return -1
  const saysWho = typeof delta.role === 'string' || (delta.role === undefined && seen.has(choice.index))
  return saysWho ? choice.index : -1
}

export interface ChoiceWish {
  /** Its first chunk says who speaks. */
  isFirst: boolean
  /** Takes its finish_reason away: it finishes later, or has. */
  isUnfinished: boolean
}

/**
 * The `choices` list with each mended; undefined where all are as they must be. `value` is the parsed answer, `json` its
 * text.
 */
export function mendedChoices(
  json: Uint8Array,
  value: Fields,
  { isChat, isChunk }: AnswerHead,
  wish: (choice: Fields, position: number) => ChoiceWish,
): Uint8Array | undefined {
  if (!Array.isArray(value.choices)) return undefined
  const changes = value.choices.map((choice: unknown, position) => {
    if (!isFields(choice)) return undefined
    const { isFirst, isUnfinished } = wish(choice, position)
    const own: Changes = new Map()
    if (choice.finish_reason === '' || (isUnfinished && choice.finish_reason)) own.set('finish_reason', nothing)
    const name = isChunk ? 'delta' : 'message'
    const said = isFields(choice[name]) ? choice[name] : undefined
    const inner = isChat ? messageChanges(said, isFirst || !isChunk, isChunk) : undefined
    return { own, inner: inner?.size ? inner : undefined, name, said }
  })
  if (changes.every((change) => change === undefined || (change.own.size === 0 && change.inner === undefined)))
    return undefined
  const list = memberOf(readObjectAt(json, 0), 'choices')
  if (list === undefined) return undefined
  const items = readArrayAt(json, list.valueStart)
  return listOf(
    items.map(({ start, end }, position) => {
      const change = changes[position]
      if (change === undefined) return json.subarray(start, end)
      const object = readObjectAt(json, start)
      if (change.inner !== undefined)
        change.own.set(change.name, rewriteMember(json, object, change.name, change.inner))
      return rewriteObject(json, object, change.own)
    }),
  )
}

function messageChanges(said: Fields | undefined, needsRole: boolean, isChunk: boolean): Changes | undefined {
  const changes: Changes = new Map()
  if (said === undefined) return isChunk ? undefined : changes
  if (typeof said.role !== 'string') {
    if (needsRole) changes.set('role', jsonOf('assistant'))
    else if ('role' in said) changes.set('role', null)
  }
  const calls = said.tool_calls
  if (calls === null || (Array.isArray(calls) && calls.length === 0)) changes.set('tool_calls', null)
  else if (isChunk && Array.isArray(calls) && calls.some((call) => isFields(call) && typeof call.index !== 'number'))
    changes.set('tool_calls', jsonOf(calls.map((call, index) => (isFields(call) ? { index, ...call } : call))))
  return changes
}

function rewriteMember(json: Uint8Array, object: JsonObject, name: string, changes: Changes): Uint8Array {
  const member = memberOf(object, name)
  if (member === undefined) return jsonOf({})
  return rewriteObject(json, readObjectAt(json, member.valueStart), changes)
}

function listOf(items: Uint8Array[]): Uint8Array {
  return Buffer.concat([openList, ...items.flatMap((item, index) => (index === 0 ? [item] : [comma, item])), closeList])
}

export function jsonOf(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}

const nothing = Buffer.from('null')
const emptyList = Buffer.from('[]')
const openList = Buffer.from('[')
const closeList = Buffer.from(']')
const comma = Buffer.from(',')
