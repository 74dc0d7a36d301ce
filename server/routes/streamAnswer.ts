import { constants, createGzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Follower, Reader } from '../invoke/runLog.ts'
import { createUnreadWatch } from '../invoke/unreadWatch.ts'

/**
 * An answer that lasts: frames as they come, compressed where the client takes gzip (browsers offer nothing better over
 * plain http), with a heartbeat, and no faster than it is read.
 *
 * Each frame is flushed through the compressor, or a token would wait for the next ones. The compressor is small (64 KB)
 * since every tab has one, and level 1: a higher one gains little on frames of some hundred bytes.
 */
export function streamAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  { msHeartbeat, follow }: { msHeartbeat: number; follow: (reader: Reader) => Follower },
): void {
  const { raw } = reply
  const { socket } = request.raw
  const gzip = takesGzip(request)
    ? createGzip({ level: 1, windowBits: 13, memLevel: 6, chunkSize: 4096, flush: constants.Z_SYNC_FLUSH })
    : undefined
  const out = gzip ?? raw
  let hasBegun = false
  let unchecked = 0
  let giveUp: (() => void) | undefined
  let isFull = false
  let isUnread = false

  /** Not before the follower is there: where it cannot be, the answer is an ordinary one. */
  const begin = () => {
    if (hasBegun) return
    hasBegun = true
    reply.hijack()
    socket.setNoDelay(true)
    raw.writeHead(200, {
      ...presentHeaders(reply),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      vary: 'accept-encoding',
      ...(gzip === undefined ? {} : { 'content-encoding': 'gzip' }),
      // nginx would hold the events back until its buffer is full.
      'x-accel-buffering': 'no',
    })
    gzip?.pipe(raw)
  }
  const write = (frame: string): boolean => {
    begin()
    isFull = !out.write(frame)
    unchecked += frame.length
    // Too far ahead of the look at the tables, on a busy machine: its answer is waited for.
    if (unchecked > maxUnchecked) isUnread = true
    if (unchecked > charactersPerCheck && giveUp === undefined) {
      unchecked = 0
      giveUp = unread.watch(socket, maxUnreadBytes, { onUnread, onRead })
    }
    return !isFull && !isUnread
  }
  const onUnread = () => {
    isUnread = true
  }
  const onRead = () => {
    giveUp = undefined
    isUnread = false
    unchecked = 0
    if (!isFull) follower.resume()
  }
  const follower = follow({
    write,
    end() {
      begin()
      out.end()
    },
    destroy: () => raw.destroy(),
  })
  begin()
  if (out.writableEnded) return
  if (raw.destroyed) return follower.leave()
  raw.flushHeaders()
  const beat = setInterval(() => {
    // A comment line. A reader that is stalled has bytes enough to read.
    if (!out.writableEnded && !follower.isStalled()) out.write(':\n\n')
  }, msHeartbeat)
  out.on('drain', () => {
    isFull = false
    if (!isUnread) follower.resume()
  })
  raw.on('error', () => raw.destroy())
  gzip?.on('error', () => raw.destroy())
  raw.on('close', () => {
    clearInterval(beat)
    giveUp?.()
    gzip?.destroy()
    follower.leave()
  })
}

const unread = createUnreadWatch()
/** What a reader may have unread in the system before it counts as stalled. */
const maxUnreadBytes = 64 * 1024
const charactersPerCheck = 24 * 1024
const maxUnchecked = 128 * 1024

function takesGzip({ headers }: FastifyRequest): boolean {
  const accepted = headers['accept-encoding']?.toLowerCase() ?? ''
  return accepted.split(',').some((coding) => /^\s*gzip\s*(?:;\s*q\s*=\s*(?!0(?:\.0*)?\s*$).*)?$/.test(coding))
}

/** What hooks have set so far (security headers), which a raw answer would lose. */
function presentHeaders(reply: FastifyReply): Record<string, string | string[] | number> {
  return Object.fromEntries(
    Object.entries(reply.getHeaders()).filter(
      (entry): entry is [string, string | string[] | number] => entry[1] !== undefined,
    ),
  )
}
