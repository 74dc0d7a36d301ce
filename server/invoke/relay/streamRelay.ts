import { FailureError, type Failure } from '../../contract/failure.ts'
import { rewriteObject } from '../../contract/jsonRewrite.ts'
import { readObjectAt } from '../../contract/jsonText.ts'
import { maxUpstreamEventBytes } from '../../contract/limits.ts'
import type { Redactor } from '../../wire/redact.ts'
import { answerCut, eventTooLong, failureInStream, notJson } from '../streamFailure.ts'
import { headChanges, isFields, jsonOf, mendedChoices, plainChoice, type AnswerHead } from './chunkMending.ts'
import { createEventBlocks, readBlock } from './eventBlocks.ts'
import { createEventTemplates } from './eventTemplate.ts'
import { createHeldFinishes } from './heldFinishes.ts'
import { escapeLineBreaks } from './lineBreaks.ts'

/**
 * A chat or completions stream on its way from an upstream to a client of Databricks: bytes in, bytes out.
 *
 * What every client reads right, and so what goes out (observed with ChatDatabricks, openai and the AI SDK provider;
 * MLflow's `predict_stream` raises on anything but `data:` lines):
 * - `data:` lines and empty lines only; `[DONE]` last.
 * - exactly one finish_reason for each choice: its chunk waits until nothing can follow it any more.
 * - usage once: alone in a chunk without choices, just before the finishing chunks; after them, just before `[DONE]`,
 *   where the caller asked for it.
 * - no line break of Unicode's inside an event (lineBreaks.ts).
 * - what was cut never looks whole: `failure` says so, and there is no `[DONE]`.
 *
 * Nearly all events go out as they came, found by their template (eventTemplate.ts) and passed on in one piece per read;
 * the others are parsed, and changed as bytes where they must be.
 */
export interface StreamRelay {
  /** Gives to `out` what may go out now. Afterwards `failure` tells whether the stream ended in one. */
  push(chunk: Uint8Array): void
  /** The upstream closed cleanly, or nothing more is waited for. */
  end(): void
  /** The upstream failed: what was kept back goes out. */
  cut(failure: Failure): void
  /** `[DONE]` has gone out. */
  isDone(): boolean
  /** Every choice seen has its finish_reason: what may follow is usage and `[DONE]`. */
  isFinished(): boolean
  failure(): Failure | undefined
}

export interface RelayOptions {
  label: string
  isChat: boolean
  /** `stream_options.include_usage` of the caller. */
  wantsUsage: boolean
  redactor: Redactor
  /** For what an upstream leaves out. */
  id: string
  model: string
  /** Seconds since 1970. */
  created: number
  /** Takes the pieces in order; they may be views of the chunks. */
  out: (piece: Uint8Array) => void
}

export function createStreamRelay(options: RelayOptions): StreamRelay {
  const { label, redactor } = options
  const out = (piece: Uint8Array) => options.out(escapeLineBreaks(piece))
  const { isChat, id, model, created } = options
  const head: AnswerHead = { isChat, isChunk: true, id, model, created }
  const blocks = createEventBlocks()
  const templates = createEventTemplates((text) => redactor.values(text) === text)
  const finishes = createHeldFinishes(head)
  const seen = new Set<number>()
  /** The last chunk with usage: some count along in every chunk. */
  let counted: { json: Uint8Array; isAlone: boolean } | undefined
  let last: Uint8Array | undefined
  let failure: Failure | undefined
  let isDone = false

  function readBlocks(bytes: Buffer): void {
    const text = bytes.toString('latin1')
    /** From here on it goes out as it came and is not yet out. */
    let from = 0
    let at = 0
    while (at < text.length) {
      const known = templates.endOf(text, at)
      if (known !== -1) {
        at = known
        continue
      }
      const newline = text.indexOf('\n', at)
      const isOneLine = text.charCodeAt(newline + 1) === lineFeed
      const end = isOneLine ? newline + 2 : newline === at ? at + 1 : text.indexOf('\n\n', at) + 2
      const json = isOneLine && text.startsWith('data: {', at) ? bytes.subarray(at + 6, newline) : undefined
      const value = json === undefined ? undefined : cleanFields(json)
      if (json !== undefined && value !== undefined && isPlain(value, json)) {
        at = end
        continue
      }
      if (at > from) out(bytes.subarray(from, at))
      if (json !== undefined && value !== undefined) readChunk(value, json)
      else readOne(redactor.values(bytes.toString('utf8', at, end - 1)))
      if (isDone) return
      from = at = end
    }
    if (at > from) out(bytes.subarray(from, at))
  }

  /** Undefined for what holds a secret or is no object. */
  function cleanFields(json: Buffer): Record<string, unknown> | undefined {
    const text = json.toString()
    const value = redactor.values(text) === text ? parse(text) : undefined
    return isFields(value) ? value : undefined
  }

  /** What nearly every event is that is not known by its template. */
  function isPlain(value: Record<string, unknown>, json: Uint8Array): boolean {
    const index = plainChoice(value, head, seen)
    if (index === -1 || finishes.has(index)) return false
    seen.add(index)
    last = json
    if (finishes.count() === 0) templates.learn(json)
    return true
  }

  /** `block`: lines, each with its line break. */
  function readOne(block: string): void {
    const found = readBlock(block)
    const data = found?.data.trim() ?? ''
    if (data === '') return
    if (data === '[DONE]') return conclude()
    let value = parse(data)
    if (found?.event === 'error' && !(isFields(value) && 'error' in value)) value = { error: value ?? data }
    if (!isFields(value)) throw notJson(label, data)
    // Line breaks between the `data:` lines of one event are white space in its JSON.
    readChunk(value, Buffer.from(data.replaceAll('\n', ' ')))
  }

  function readChunk(value: Record<string, unknown>, json: Uint8Array): void {
    const failed = failureInStream(label, value)
    if (failed !== undefined) throw failed
    const choices = Array.isArray(value.choices) ? value.choices : []
    const changes = headChanges(value, head)
    if (isFields(value.usage)) {
      counted = { json, isAlone: choices.length === 0 && changes.size === 0 }
      if (choices.length === 0) return
      changes.set('usage', null)
    }
    const reasons = new Map<number, string>()
    const indices = choices.map((choice, position) => indexOf(choice, position))
    for (const [position, choice] of choices.entries())
      if (isFields(choice) && typeof choice.finish_reason === 'string' && choice.finish_reason !== '')
        reasons.set(indices[position] ?? 0, choice.finish_reason)
    for (const index of indices) send(finishes.reopen(index, json, reasons))
    const mended = mendedChoices(json, value, head, (_, position) => ({
      isFirst: !seen.has(indices[position] ?? 0),
      isUnfinished: false,
    }))
    for (const index of indices) seen.add(index)
    if (mended !== undefined) changes.set('choices', mended)
    const chunk = changes.size === 0 ? json : rewriteObject(json, readObjectAt(json, 0), changes)
    last = json
    if (reasons.size > 0) {
      // What follows a finish has to be looked at.
      templates.forget()
      finishes.hold(chunk, reasons)
      return
    }
    send(chunk)
    // A tool call's: no more than a name and arguments vary.
    if (changes.size === 0 && finishes.count() === 0 && choices.length === 1) templates.learn(json)
  }

  function conclude(): void {
    for (const index of seen.size === 0 ? [0] : seen) if (!finishes.has(index)) finishes.finish(index, last)
    flush()
    out(doneBlock)
    isDone = true
  }

  function flush(): void {
    const usage = counted?.isAlone === false ? usageOnly(counted.json, head) : counted?.json
    if (!options.wantsUsage) send(usage)
    for (const chunk of finishes.take()) send(chunk)
    if (options.wantsUsage) send(usage)
    counted = undefined
  }

  function send(json: Uint8Array | undefined): void {
    if (json !== undefined) out(Buffer.concat([dataPrefix, json, blockEnd]))
  }

  /** Whatever way it goes on: what was kept back is part of the answer. */
  function attempt(read: () => void): void {
    if (isDone || failure !== undefined) return
    try {
      read()
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
      flush()
      failure = error.failure
    }
  }

  const isFinished = () => seen.size > 0 && finishes.count() === seen.size

  return {
    push: (chunk) =>
      attempt(() => {
        for (const whole of blocks.push(chunk)) if (!isDone) readBlocks(whole)
        if (blocks.byteLength() > maxUpstreamEventBytes) throw eventTooLong(label, maxUpstreamEventBytes)
      }),
    end: () =>
      attempt(() => {
        // Servers that end with `data: [DONE]` and no empty line are common; an event that was cut stays out.
        const rest = redactor.values(blocks.rest().toString())
        const data = readBlock(rest)?.data.trim()
        if (data === '[DONE]' || (data !== undefined && parse(data) !== undefined)) readOne(rest)
        if (isDone) return
        if (!isFinished()) throw answerCut(label)
        conclude()
      }),
    cut: (cause) =>
      attempt(() => {
        throw new FailureError(cause)
      }),
    isDone: () => isDone,
    isFinished,
    failure: () => failure,
  }
}

function usageOnly(json: Uint8Array, head: AnswerHead): Uint8Array {
  const object = readObjectAt(json, 0)
  return rewriteObject(json, object, headChanges(readHead(json), head).set('choices', jsonOf([])))
}

function readHead(json: Uint8Array): Record<string, unknown> {
  const value = parse(Buffer.from(json.buffer, json.byteOffset, json.length).toString())
  return isFields(value) ? value : {}
}

function indexOf(choice: unknown, position: number): number {
  return isFields(choice) && typeof choice.index === 'number' ? choice.index : position
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const lineFeed = 0x0a
const dataPrefix = Buffer.from('data: ')
const blockEnd = Buffer.from('\n\n')
const doneBlock = Buffer.from('data: [DONE]\n\n')
