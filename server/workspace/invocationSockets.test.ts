import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startRawUpstream, type RawUpstream } from '../rawUpstream.testing.ts'
import { startTestApp, type TestApp } from '../testApp.testing.ts'

/** What only a real connection shows: who leaves, who does not read, what goes out at once. */
describe('an invocation over a socket', () => {
  let test: TestApp
  let upstream: RawUpstream
  let port: number
  const sockets: Socket[] = []

  beforeEach(async () => {
    test = await startTestApp()
    upstream = await startRawUpstream()
    await test.registry.add({
      provider: 'custom',
      name: 'up',
      baseUrl: upstream.url,
      credential: '',
      servesAllModels: false,
      endpoints: [{ name: 'mine', model: 'm', tasks: ['llm/v1/chat'] }],
    })
    await test.app.listen({ port: 0, host: '127.0.0.1' })
    // Listening on a port, so its address is no text.
    port = (test.app.server.address() as AddressInfo).port
  })
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy()
    test.app.server.closeAllConnections()
    await test.close()
    upstream.close()
  })

  const streamed = '{"messages":[{"role":"user","content":"hi"}],"stream":true}'
  const delta = (text: string) =>
    `data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"${text}"},"finish_reason":null}]}\n\n`

  async function ask(body: string): Promise<Socket> {
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    await once(socket, 'connect')
    socket.write(
      `POST /serving-endpoints/mine/invocations HTTP/1.1\r\nhost: localhost:3000\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
    return socket
  }

  async function readToEnd(socket: Socket, end: string): Promise<string> {
    const chunks: Buffer[] = []
    for await (const chunk of socket) {
      // A socket without an encoding gives buffers.
      chunks.push(chunk as Buffer)
      if (Buffer.concat(chunks.slice(-2)).includes(end)) break
    }
    return Buffer.concat(chunks).toString()
  }

  /** The upstream's answer begins, and the test goes on with it. */
  function began(): Promise<ServerResponse> {
    return new Promise((resolve) => {
      upstream.answer((response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        resolve(response)
      })
    })
  }

  it('passes the first token on while the upstream goes on thinking', async () => {
    const answering = began()
    const socket = await ask(streamed)
    const response = await answering
    response.write(delta('first'))
    const head = await new Promise<string>((resolve) => {
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk.toString()
        if (text.includes('first')) resolve(text)
      })
    })
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(head.toLowerCase()).toContain('content-type: text/event-stream')
    response.end(`${delta('b')}data: [DONE]\n\n`)
    await once(socket, 'data')
  })

  it('closes the upstream at once when the caller leaves, before the answer and inside it', async () => {
    for (const pieces of [[], [delta('a')]]) {
      upstream.closed = 0
      const answering = began()
      const socket = await ask(streamed)
      const response = await answering
      response.flushHeaders()
      for (const piece of pieces) response.write(piece)
      if (pieces.length > 0) await once(socket, 'data')
      socket.destroy()
      await vi.waitFor(() => expect(upstream.closed).toBe(1))
    }
  })

  it('holds the upstream back while the caller does not read, and loses nothing', async () => {
    const piece = Buffer.from(delta('x'.repeat(1000)).repeat(60))
    const pieces = 600
    let written = 0
    const answering = began()
    const socket = await ask(streamed)
    socket.pause()
    const response = await answering
    const pour = async () => {
      for (; written < pieces; written++) if (!response.write(piece)) await once(response, 'drain')
      response.end('data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')
    }
    const poured = pour()
    let before = -1
    // Until the system's own buffers are full and nothing moves any more.
    while (before !== written) {
      before = written
      await wait(300)
    }
    expect(written).toBeLessThan(pieces)
    const held = process.memoryUsage().arrayBuffers
    expect(held).toBeLessThan(64 * 1024 * 1024)
    socket.resume()
    const text = await readToEnd(socket, '[DONE]')
    await poured
    expect(text.split('"content":"xxx').length - 1).toBe(pieces * 60)
  })

  it('answers one request after another on one connection', async () => {
    upstream.answer({ headers: { 'content-type': 'text/event-stream' }, body: `${delta('a')}data: [DONE]\n\n` })
    const socket = await ask(streamed)
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString()))
    await vi.waitFor(() => expect(text).toContain('[DONE]'))
    const again = streamed.replace('hi', 'again')
    socket.write(
      `POST /serving-endpoints/mine/invocations HTTP/1.1\r\nhost: localhost:3000\r\ncontent-type: application/json\r\ncontent-length: ${again.length}\r\n\r\n${again}`,
    )
    await vi.waitFor(() => expect(text.split('[DONE]').length).toBe(3))
    expect(upstream.asked).toHaveLength(2)
  })
})
