import type { CompleteDocument, CompleteSend } from '../../../server/contract/completeDocument.ts'
import type { Reply } from '../../../server/contract/reply.ts'
import { textAt } from './editTree.ts'
import type { ArrivingText } from './pathFold.ts'

/** One way to go on: a choice of an invocation. */
export interface Sample {
  paneId: string
  invocationId: string
  choice: number
  /** How often the endpoint was asked in this send. */
  attempts: number
}

/** Of each endpoint's last attempt, every choice: as many as came, one at least. */
export function samplesOf(send: CompleteSend, replies: Record<string, Reply>): Sample[] {
  return Object.entries(send.invocations).flatMap(([paneId, ids]) => {
    const invocationId = ids.at(-1)
    if (invocationId === undefined) return []
    const count = replies[invocationId]?.choices.length ?? 1
    return Array.from({ length: count }, (_, choice) => ({ paneId, invocationId, choice, attempts: ids.length }))
  })
}

export function sendOf({ sends }: Pick<CompleteDocument, 'sends'>, invocationId: string): CompleteSend | undefined {
  return sends.find(({ invocations }) => Object.values(invocations).some((ids) => ids.includes(invocationId)))
}

/** What was sent as the prompt. */
export function promptOf(document: CompleteDocument, send: CompleteSend): string {
  return textAt(document, send.edit).slice(0, send.caret)
}

/** What a choice added: its text, without the prompt where the answer begins with that. */
export function addedText(text: string, send: CompleteSend | undefined, document: CompleteDocument): string {
  if (send?.echoes !== true) return text
  const prompt = promptOf(document, send)
  if (text.startsWith(prompt)) return text.slice(prompt.length)
  return prompt.startsWith(text) ? '' : text
}

/** The text of edits that still arrive, from their replies. */
export function arrivingText(document: CompleteDocument, replies: Record<string, Reply>): ArrivingText {
  return ({ from }) => {
    if (from === undefined) return undefined
    const text = replies[from.invocationId]?.choices[from.choice]?.text
    return text === undefined ? undefined : addedText(text, sendOf(document, from.invocationId), document)
  }
}
