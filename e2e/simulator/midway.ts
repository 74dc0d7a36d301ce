import { textChunk, usageChunk, usageOf } from './chunk.ts'
import { waitOpen } from './pace.ts'
import type { Pen } from './pen.ts'
import { reset, type Answering } from './answering.ts'

/** The fault before token `at`, if the script has one there. True when the answer ended by it. */
export async function failMidway(pen: Pen, answering: Answering): Promise<boolean> {
  const { script, response, answered, connection, gate } = answering
  const { words } = script
  const lost = textChunk(answered, script, 'LOST WITH THE CUT', false)
  if (words.has('stall')) await waitOpen(response, script.ms)
  if (words.has('hold')) await gate.hold(response)
  if (words.has('usage-only')) await pen.event(usageChunk(answered, usageOf(11, script.at, 0)))
  if (words.has('invalid-utf8'))
    await pen.bytes(Buffer.concat([Buffer.from('data: {"choices":[{"index":0,"delta":{"content":"'), invalid, closing]))
  if (words.has('cut')) {
    await pen.halfEvent(lost)
    connection.state = 'closed-by-simulator'
    await pen.end()
    return true
  }
  if (words.has('cut-clean')) {
    connection.state = 'closed-by-simulator'
    await pen.end()
    return true
  }
  if (words.has('fin') || words.has('gzip-cut')) {
    if (words.has('fin')) await pen.halfEvent(lost)
    await waitOpen(response, 50)
    connection.state = 'closed-by-simulator'
    response.socket?.end()
    return true
  }
  if (words.has('reset')) {
    await pen.halfEvent(lost)
    await reset(answering)
    return true
  }
  return failInside(pen, answering)
}

const invalid = Buffer.from([0xff, 0xfe, 0xc3, 0x28])
const closing = Buffer.from('"},"finish_reason":null}]}\n\n')

/** Faults inside a connection that stays whole. */
async function failInside(pen: Pen, answering: Answering): Promise<boolean> {
  const { script, answered } = answering
  const { words } = script
  if (words.has('error-in-stream')) {
    await pen.event(JSON.stringify({ error: { message: streamErrorMessage, type: 'server_error', code: 500 } }))
    await pen.end()
    return true
  }
  if (words.has('event-error')) {
    const error = { type: 'error', error: { type: 'overloaded_error', message: streamErrorMessage } }
    await pen.event(JSON.stringify(error), 'event: error\n')
    await pen.end()
    return true
  }
  if (words.has('error-array')) {
    await pen.event(JSON.stringify([{ error: { code: 503, message: streamErrorMessage, status: 'UNAVAILABLE' } }]))
    await pen.end()
    return true
  }
  if (words.has('invalid-json')) await pen.event('{"choices":[{"index":0,"delta":{"content":"brok')
  if (words.has('huge-event')) await pen.event(textChunk(answered, script, 'h'.repeat(5 * 1024 * 1024), false))
  if (words.has('never-ending-line')) return endlessLine(pen)
  if (words.has('gzip-bomb')) return gzipBomb(pen)
  return false
}

export const streamErrorMessage = 'The engine ran out of memory in the middle of the answer.'

async function endlessLine(pen: Pen): Promise<boolean> {
  const block = Buffer.alloc(64 * 1024, 'n')
  await pen.bytes(Buffer.from('data: '))
  while (!pen.isClosed) {
    await pen.bytes(block)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return true
}

/** 1 GB of one letter: about 1 MB on the wire. */
async function gzipBomb(pen: Pen): Promise<boolean> {
  const block = Buffer.alloc(1024 * 1024, 'z')
  await pen.bytes(Buffer.from('data: '))
  for (let megabytes = 0; megabytes < 1024 && !pen.isClosed; megabytes += 1) await pen.bytes(block)
  await pen.end()
  return true
}
