import type { FastifyReply } from 'fastify'
import { createUnreadWatch } from '../invoke/unreadWatch.ts'

/**
 * Holds an upstream to the pace of the one who reads.
 *
 * Node says "full" when the system's buffer is, which on loopback is megabytes late. So after some bytes it is looked
 * whether the reader took them, and only who goes on far beyond what was seen taken has to wait for that look: a fast
 * reader never does.
 */
export interface ReaderPace {
  /** A promise while the reader has enough to read. */
  wrote(byteLength: number, isTaken: boolean): Promise<void> | undefined
}

const unread = createUnreadWatch()
/** What a reader may have unread in the system before it counts as stalled. */
const maxUnreadBytes = 64 * 1024
const bytesPerLook = 512 * 1024
/** What goes out while a look is under way: as much again in 5 ms are 300 MB/s. */
const maxUnseenBytes = 1536 * 1024

export function createReaderPace(raw: FastifyReply['raw']): ReaderPace {
  let unseen = 0
  let isFull = false
  let isUnread = false
  let isWatched = false
  let giveUp: (() => void) | undefined
  let held: PromiseWithResolvers<void> | undefined

  function release(): void {
    if (isFull || isUnread || (giveUp !== undefined && unseen > maxUnseenBytes)) return
    held?.resolve()
    held = undefined
  }

  function look(): void {
    if (raw.socket === null) return
    // Where the caller leaves, the whole invocation ends.
    if (!isWatched) raw.once('close', () => giveUp?.())
    isWatched = true
    giveUp = unread.watch(raw.socket, maxUnreadBytes, {
      onUnread() {
        isUnread = true
        held ??= Promise.withResolvers()
      },
      onRead() {
        giveUp = undefined
        isUnread = false
        unseen = 0
        release()
      },
    })
  }

  return {
    wrote(byteLength, isTaken) {
      unseen += byteLength
      if (unseen > bytesPerLook && giveUp === undefined) look()
      if (!isTaken && !isFull) {
        isFull = true
        raw.once('drain', () => {
          isFull = false
          release()
        })
      }
      if (isFull || isUnread || (giveUp !== undefined && unseen > maxUnseenBytes)) held ??= Promise.withResolvers()
      return held?.promise
    },
  }
}
