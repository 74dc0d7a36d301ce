import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An upstream that keeps what it was sent as text, and answers what the test says, byte for byte. */
export interface RawUpstream {
  url: string
  asked: { path: string; authorization: string | undefined; text: string }[]
  /** How many of its answers were cut off by the other side. */
  closed: number
  /** The next answers, in order; the last one stays. */
  answer(...answers: RawAnswer[]): void
  close(): void
}

type RawAnswer =
  | { status?: number; headers?: Record<string, string>; body: string | Buffer }
  | ((response: ServerResponse, request: IncomingMessage) => void)

export async function startRawUpstream(): Promise<RawUpstream> {
  let answers: RawAnswer[] = []
  const upstream: RawUpstream = {
    url: '',
    asked: [],
    closed: 0,
    answer: (...given) => (answers = given),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += String(chunk)
    if (request.method === 'GET') return response.end('{"data":[]}')
    upstream.asked.push({ path: request.url ?? '', authorization: request.headers.authorization, text })
    response.on('close', () => {
      if (!response.writableFinished) upstream.closed++
    })
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    if (answer === undefined) return response.writeHead(500).end()
    if (typeof answer === 'function') return answer(response, request)
    const { status = 200, headers = { 'content-type': 'application/json' }, body } = answer
    response.writeHead(status, headers).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // Listening on a port, so its address is no text.
  upstream.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return upstream
}
