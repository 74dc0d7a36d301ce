import { setTimeout as wait } from 'node:timers/promises'
import type { IncomingMessage } from 'node:http'
import { usageOf, wholeAnswer } from './chunk.ts'
import { echoedTokens, givesLogprobs, reasoningCount, scriptTokens } from './expectedText.ts'
import { waitOpen } from './pace.ts'
import { htmlPage, refuse } from './refuse.ts'
import { reset, type Answering } from './answering.ts'
import { finishReason, streamAnswer } from './stream.ts'

/** Everything that may happen before the first byte of an answer; then the answer itself. */
export async function answer(answering: Answering, request: IncomingMessage, isStreamed: boolean): Promise<void> {
  const { script, response, connection, gate } = answering
  const { words } = script
  if (words.has('silent')) return waitOpen(response, 2 ** 31 - 1)
  if (words.has('hold-headers')) await gate.hold(response)
  if (words.has('slow-headers')) await waitOpen(response, script.ms)
  if (response.destroyed) return
  if (words.has('reset-before-headers')) {
    connection.state = 'closed-by-simulator'
    response.socket?.resetAndDestroy()
    return
  }
  if (script.status !== undefined && script.status >= 400)
    return refuse(response, script, script.status, request.headers.authorization)
  if (words.has('redirect')) {
    const port = request.socket.localPort
    response.writeHead(307, { location: `http://localhost:${port}/redirected${request.url ?? ''}` }).end()
    return
  }
  if (words.has('html-200')) {
    response.writeHead(200, { 'content-type': 'text/html' }).end(htmlPage(200))
    return
  }
  if (words.has('http10')) return answerWithoutLength(answering)
  if (words.has('early-hints')) response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' })
  if (words.has('big-headers')) for (let n = 0; n < 100; n += 1) response.setHeader(`x-big-${n}`, 'b'.repeat(10_000))
  if (words.has('echo-secret')) response.setHeader('x-echo-authorization', request.headers.authorization ?? '')
  if (!isStreamed || words.has('json-though-stream')) return answerWhole(answering)
  response.setHeader(
    'content-type',
    words.has('event-stream-plain') ? 'text/plain' : 'text/event-stream; charset=utf-8',
  )
  response.setHeader('cache-control', 'no-cache')
  response.setHeader('x-request-id', `simulator-${connection.id}`)
  if (['gzip', 'gzip-cut', 'gzip-bomb'].some((word) => words.has(word))) response.setHeader('content-encoding', 'gzip')
  response.writeHead(200)
  response.flushHeaders()
  if (words.has('empty-200')) {
    response.end()
    return
  }
  if (words.has('reset-after-headers')) return reset(answering)
  await streamAnswer(answering)
}

async function answerWhole(answering: Answering): Promise<void> {
  const { script, response, answered, body, connection } = answering
  const tokens = script.words.has('echo-secret') ? [`You sent: ${answering.secret}`] : scriptTokens(script, body)
  const reasoning = reasoningCount(script, tokens)
  if (script.words.has('stall')) await waitOpen(response, script.ms)
  if (script.words.has('hold')) await answering.gate.hold(response)
  const usage = script.words.has('no-usage') ? undefined : usageOf(11, tokens.length, reasoning)
  const text = tokens.slice(reasoning).join('')
  const answer = wholeAnswer(answered, {
    text,
    reasoning: tokens.slice(0, reasoning).join(''),
    finishReason: finishReason(script, body.max_tokens !== undefined && tokens.length >= body.max_tokens),
    usage,
    isToolCall: script.words.has('tool-calls') && answered.kind === 'chat',
    choiceCount: (body.n ?? 1) * (Array.isArray(body.prompt) ? body.prompt.length : 1),
    logprobTokens: givesLogprobs(script, body) ? tokens : null,
    echoed: answered.kind === 'completion' ? echoedTokens(script, body) : [],
  })
  const bytes = Buffer.from(JSON.stringify(answer))
  connection.tokensSent = tokens.length
  response.setHeader('content-type', 'application/json')
  if (script.words.has('invalid-json')) return void response.end(bytes.subarray(0, bytes.length / 2))
  response.setHeader('content-length', bytes.length)
  if (!script.words.has('cut')) return void response.end(bytes)
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)))
  await wait(50)
  connection.state = 'closed-by-simulator'
  response.socket?.end()
}

/** HTTP/1.0 with neither length nor chunks: the end of the connection is the end of the answer. */
async function answerWithoutLength(answering: Answering): Promise<void> {
  const { response } = answering
  response.useChunkedEncodingByDefault = false
  response.shouldKeepAlive = false
  response.setHeader('content-type', 'text/event-stream')
  response.removeHeader('transfer-encoding')
  await streamAnswer(answering)
}
