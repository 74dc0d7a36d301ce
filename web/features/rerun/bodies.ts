import { create } from 'zustand'
import type { Reply } from '../../../server/contract/reply.ts'
import { invocationQuery } from '../../api/queries.ts'
import { queryClient } from '../../api/queryClient.ts'
import { answerText } from './comparison.ts'

/**
 * Answers that are no text (predictions, vectors, whatever a custom endpoint says) have no words in their reply: their
 * body, as JSON, is compared in its place. It is read when such an answer is seen, a few at a time.
 */
export const useBodies = create<{ bodies: Record<string, string> }>(() => ({ bodies: {} }))

const asked = new Set<string>()
const readsAtOnce = 3
let queue = Promise.resolve()

export function readBodies(entries: readonly (readonly [string, Reply | undefined])[]): void {
  const fresh = entries.flatMap(([id, reply]) => (reply && isWordless(reply) && !asked.has(id) ? [id] : []))
  for (const id of fresh) asked.add(id)
  for (let at = 0; at < fresh.length; at += readsAtOnce) {
    const ids = fresh.slice(at, at + readsAtOnce)
    queue = queue.then(() => readThese(ids))
  }
}

async function readThese(ids: string[]): Promise<void> {
  const found = await Promise.all(
    ids.map(async (id) => {
      try {
        const { body } = await queryClient.fetchQuery(invocationQuery(id))
        return [[id, pretty(body ?? '')]]
      } catch {
        // Asked again when the page is opened again; until then there is nothing to compare.
        asked.delete(id)
        return []
      }
    }),
  )
  useBodies.setState(({ bodies }) => ({ bodies: { ...bodies, ...Object.fromEntries(found.flat()) } }))
}

const held = new WeakMap<Reply, Reply>()

/** The reply with its body for its words, where it has none; the same object each time. */
export function worded(reply: Reply | undefined, body: string | undefined): Reply | undefined {
  if (reply === undefined || body === undefined || body === '' || !isWordless(reply)) return reply
  const known = held.get(reply)
  if (known) return known
  const made: Reply = { ...reply, choices: [{ text: body, reasoning: '', toolCalls: [] }] }
  held.set(reply, made)
  return made
}

function isWordless(reply: Reply): boolean {
  return reply.status === 'done' && answerText(reply) === ''
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
