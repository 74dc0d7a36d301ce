import { rewriteObject } from '../../contract/jsonRewrite.ts'
import { readObjectAt } from '../../contract/jsonText.ts'
import { headChanges, isFields, jsonOf, mendedChoices, type AnswerHead, type Changes } from './chunkMending.ts'

/**
 * Chunks with a finish_reason, kept back until nothing can follow: each choice finishes once, last. Upstreams disagree on
 * all of it: some finish twice, some send content after the finish, some never say why they are done.
 */
export interface HeldFinishes {
  has(choice: number): boolean
  /** Choices that have finished. */
  count(): number
  hold(chunk: Uint8Array, reasons: ReadonlyMap<number, string>): void
  /**
   * `chunk` follows the finish of a choice: gives the chunk that was held, without its finish, to go out first. The
   * finishes that do not come again wait on, each in a chunk of its own.
   */
  reopen(choice: number, chunk: Uint8Array, comingAgain: ReadonlyMap<number, string>): Uint8Array | undefined
  /** The upstream is done and has not said why: as if it had said `stop`. `last`: its last chunk. */
  finish(choice: number, last: Uint8Array | undefined): void
  take(): Uint8Array[]
}

export function createHeldFinishes(head: AnswerHead): HeldFinishes {
  let held: { chunk: Uint8Array; reasons: ReadonlyMap<number, string> }[] = []

  const entryOf = (choice: number) => held.find(({ reasons }) => reasons.has(choice))
  const hold = (chunk: Uint8Array, reasons: ReadonlyMap<number, string>) => void held.push({ chunk, reasons })

  function bareFinish(choice: number, reason: string, like: Uint8Array | undefined, isFirst: boolean): Uint8Array {
    const delta = isFirst ? { role: 'assistant', content: '' } : {}
    const changes: Changes = new Map()
    const json = like ?? jsonOf({})
    for (const [name, change] of headChanges(parse(json), head)) changes.set(name, change)
    changes.set('usage', null)
    changes.set(
      'choices',
      jsonOf([{ index: choice, ...(head.isChat ? { delta } : { text: '' }), logprobs: null, finish_reason: reason }]),
    )
    return rewriteObject(json, readObjectAt(json, 0), changes)
  }

  return {
    has: (choice) => entryOf(choice) !== undefined,
    count: () => held.reduce((count, { reasons }) => count + reasons.size, 0),
    hold,
    reopen(choice, chunk, comingAgain) {
      const entry = entryOf(choice)
      if (entry === undefined) return undefined
      held = held.filter((other) => other !== entry)
      for (const [finished, reason] of entry.reasons)
        if (!comingAgain.has(finished)) hold(bareFinish(finished, reason, chunk, false), new Map([[finished, reason]]))
      return withoutFinish(entry.chunk, head)
    },
    finish: (choice, last) => hold(bareFinish(choice, 'stop', last, last === undefined), new Map([[choice, 'stop']])),
    take: () => held.splice(0).map(({ chunk }) => chunk),
  }
}

function withoutFinish(chunk: Uint8Array, head: AnswerHead): Uint8Array {
  const choices = mendedChoices(chunk, parse(chunk), head, () => ({ isFirst: false, isUnfinished: true }))
  return choices === undefined ? chunk : rewriteObject(chunk, readObjectAt(chunk, 0), new Map([['choices', choices]]))
}

function parse(json: Uint8Array): Record<string, unknown> {
  const value: unknown = JSON.parse(Buffer.from(json.buffer, json.byteOffset, json.length).toString())
  return isFields(value) ? value : {}
}
