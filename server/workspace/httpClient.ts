import type { FastifyReply } from 'fastify'
import type { Failure } from '../contract/failure.ts'
import type { ForwardClient } from '../invoke/forwardInvocation.ts'
import type { Served } from '../invoke/target.ts'
import { createReaderPace, type ReaderPace } from './readerPace.ts'
import { errorOfFailure } from './workspaceError.ts'

/**
 * The caller of an invocation, at the raw response: the framework's own way of answering costs as much as the rest of a
 * short invocation.
 *
 * Nothing is written before the first piece of an answer: an upstream that fails at once, be it with status 200 and an
 * error as the first event, is an HTTP error.
 */
export function createHttpClient(
  raw: FastifyReply['raw'],
  requestId: string,
  dialect: 'chat' | 'responses' = 'chat',
): ForwardClient {
  let pace: ReaderPace | undefined
  return {
    answer(served, body) {
      raw.writeHead(200, [
        ...commonHeaders(requestId, served),
        'content-type',
        'application/json',
        'content-length',
        String(body.byteLength),
      ])
      raw.end(body)
    },
    write(served, pieces) {
      if (!raw.headersSent) raw.writeHead(200, [...commonHeaders(requestId, served), ...streamHeaders])
      pace ??= createReaderPace(raw)
      let isTaken = true
      let byteLength = 0
      for (const piece of gathered(pieces)) {
        isTaken = raw.write(piece)
        byteLength += piece.length
      }
      return pace.wrote(byteLength, isTaken)
    },
    end(served, pieces) {
      if (raw.headersSent) {
        for (const piece of gathered(pieces)) raw.write(piece)
        return void raw.end()
      }
      // All of it came in one read: then its length is known.
      const bytes = Buffer.concat(pieces)
      const length = ['content-length', String(bytes.byteLength)]
      raw.writeHead(200, [...commonHeaders(requestId, served), ...streamHeaders, ...length])
      raw.end(bytes)
    },
    fail: (failure, served) => sendFailure(raw, failure, { common: commonHeaders(requestId, served), dialect }),
  }
}

/** Each piece is framed for itself on the wire: small ones are joined, large ones not copied. */
function gathered(pieces: Uint8Array[]): Uint8Array[] {
  if (pieces.length === 1) return pieces
  const joined: Uint8Array[] = []
  let small: Uint8Array[] = []
  const join = () => {
    if (small.length > 0) joined.push(Buffer.concat(small))
    small = []
  }
  for (const piece of pieces) {
    if (piece.length < minUncopied) small.push(piece)
    else {
      join()
      joined.push(piece)
    }
  }
  join()
  return joined
}

const minUncopied = 16 * 1024

/** Gives the status the caller sees: inside a stream that has begun it stays 200. */
function sendFailure(
  raw: FastifyReply['raw'],
  failure: Failure,
  { common, dialect }: { common: string[]; dialect: 'chat' | 'responses' },
): number {
  const { status, headers, body } = errorOfFailure(failure)
  if (raw.headersSent) {
    const { message, error_code: code } = body
    const error = { message, type: code, code }
    raw.end(
      dialect === 'chat'
        ? `data: ${JSON.stringify({ error })}\n\n`
        : `event: error\ndata: ${JSON.stringify({ type: 'error', code, message, param: null, error })}\n\n`,
    )
    return 200
  }
  const text = Buffer.from(JSON.stringify(body))
  raw.writeHead(status, [
    ...common,
    ...Object.entries(headers).flat(),
    'content-type',
    'application/json',
    'content-length',
    String(text.byteLength),
  ])
  raw.end(text)
  return status
}

function commonHeaders(requestId: string, served: Served): string[] {
  return [
    'x-request-id',
    requestId,
    'served-model-name',
    headerText(served.name),
    'cache-control',
    'no-store',
    'x-content-type-options',
    'nosniff',
  ]
}

const streamHeaders = [
  'content-type',
  'text/event-stream; charset=utf-8',
  // nginx would hold the events back until its buffer is full.
  'x-accel-buffering',
  'no',
]

/** A header holds visible ASCII; a person's name for a model may hold anything. */
function headerText(name: string): string {
  return /^[\u0020-\u007e]*$/.test(name) ? name : encodeURIComponent(name)
}
