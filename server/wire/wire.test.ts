import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createNetServer, type LookupFunction, type Socket } from 'node:net'
import { brotliCompressSync, constants, createGzip, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { FailureError, type Failure } from '../contract/failure.ts'
import { certificates } from './certificates.fixture.ts'
import { bindCredential } from './credential.ts'
import { createWire, type Wire, type WireAnswer, type WireOptions, type WireRequest } from './wire.ts'

const cleanups: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

function openWire(options: Partial<WireOptions> = {}): Wire {
  const wire = createWire({ policy: { allowPrivate: true }, ...options })
  cleanups.push(() => wire.close())
  return wire
}

function portOf(server: { address(): unknown }): number {
  const address = server.address()
  if (typeof address === 'object' && address !== null && 'port' in address) return Number(address.port)
  throw new Error('not listening')
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${portOf(server)}/v1`
}

/** A server of raw bytes: what no HTTP library would send. */
async function serveRaw(onRequest: (socket: Socket, count: number) => void): Promise<string> {
  let count = 0
  const sockets = new Set<Socket>()
  const server = createNetServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      if (bytes.includes('POST ')) onRequest(socket, count++)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${portOf(server)}/v1`
}

interface Heard {
  events: string[]
  answer?: WireAnswer
  failure?: Failure
  reason?: unknown
}

async function ask(
  wire: Wire,
  base: string,
  more: Partial<WireRequest> = {},
  signal = new AbortController().signal,
): Promise<Heard> {
  const heard: Heard = { events: [] }
  try {
    heard.answer = await wire.stream(
      { method: 'POST', url: new URL(base), body: '{}', label: 'Sim', ...more },
      { onAnswered: () => undefined, onEvent: (data) => void heard.events.push(data) },
      signal,
    )
  } catch (error) {
    if (error instanceof FailureError) heard.failure = error.failure
    else heard.reason = error
  }
  return heard
}

const headersOf = (more = '') => `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n${more}\r\n`
const sse = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' })

describe('what is sent', () => {
  it('sends the credential to its own origin, and asks for no compression', async () => {
    let seen: IncomingMessage | undefined
    const base = await serve((request, response) => {
      seen = request
      sse(response).end('data: 1\n\n')
    })
    await ask(openWire(), base, { credential: bindCredential(new URL(base), 'key-1234', 'bearer') })
    expect(seen?.headers).toMatchObject({ authorization: 'Bearer key-1234', 'accept-encoding': 'identity' })
  })

  it('refuses to send a credential anywhere else, and opens no connection', async () => {
    let requests = 0
    const base = await serve((_, response) => {
      requests++
      response.end()
    })
    const other = bindCredential(new URL('https://api.example.com/v1'), 'key-1234', 'bearer')
    const { failure } = await ask(openWire(), base, { credential: other })
    expect(failure).toMatchObject({ kind: 'address-refused' })
    expect(JSON.stringify(failure)).not.toContain('key-1234')
    expect(requests).toBe(0)
  })

  it.each([301, 302, 303, 307, 308])('follows no %i, to another origin or to metadata', async (status) => {
    let stolen = 0
    const thief = await serve((_, response) => {
      stolen++
      response.end()
    })
    for (const location of [thief, 'http://169.254.169.254/latest']) {
      const base = await serve((_, response) => response.writeHead(status, { location }).end())
      const { failure } = await ask(openWire(), base, {
        credential: bindCredential(new URL(base), 'key-1234', 'bearer'),
      })
      expect(failure).toMatchObject({ kind: 'redirected', status })
      expect(failure?.message).toContain(new URL(location).origin)
    }
    expect(stolen).toBe(0)
  })

  it('refuses a name that leads to metadata or, in team mode, to this machine, at the socket', async () => {
    const answering =
      (addresses: string[]): LookupFunction =>
      (_, options, callback) => {
        const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
        if (options.all) callback(null, found)
        else callback(null, found[0]?.address ?? '', 4)
      }
    const metadata = openWire({ lookup: answering(['8.8.8.8', '169.254.169.254']) })
    expect((await ask(metadata, 'http://rebind.example/v1')).failure).toMatchObject({ kind: 'address-refused' })
    const team = openWire({ policy: { allowPrivate: false }, lookup: answering(['8.8.8.8', '127.0.0.1']) })
    expect((await ask(team, 'http://rebind.example/v1')).failure).toMatchObject({ kind: 'address-refused' })
    for (const base of ['http://127.0.0.1:1/v1', 'http://[::1]:1/v1', 'http://[::ffff:127.0.0.1]:1/', 'http://0/'])
      expect((await ask(team, base)).failure).toMatchObject({ kind: 'address-refused' })
    for (const base of ['http://169.254.169.254/', 'http://[fd00:ec2::254]/', 'http://metadata.google.internal/'])
      expect((await ask(openWire(), base)).failure).toMatchObject({ kind: 'address-refused' })
  })
})

describe('faults of the connection', () => {
  it('says that nothing listens (row 1)', async () => {
    const { failure } = await ask(openWire(), 'http://127.0.0.1:9/v1')
    expect(failure).toMatchObject({ kind: 'unreachable', isRetryable: true })
    expect(failure?.message).toContain('127.0.0.1:9')
  })

  it('says that the name does not exist (row 1)', async () => {
    const lookup: LookupFunction = (_, __, callback) =>
      callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), '')
    const { failure } = await ask(openWire({ lookup }), 'https://nowhere.example/v1')
    expect(failure).toMatchObject({ kind: 'unreachable', isRetryable: false })
    expect(failure?.message).toContain('nowhere.example does not exist')
  })

  it('gives up on a server that accepts and never answers (row 2)', async () => {
    const base = await serveRaw(() => undefined)
    const { failure } = await ask(openWire({ timeouts: { msToHeaders: 50 } }), base)
    expect(failure).toMatchObject({ kind: 'response-timeout', isRetryable: true })
    expect(failure?.message).toContain('50 ms')
  })

  it('gives up on silence between tokens, and not on tokens that come slowly (row 5)', async () => {
    const base = await serve((_, response) => {
      let sent = 0
      sse(response)
      const timer = setInterval(() => {
        response.write(`data: ${++sent}\n\n`)
        if (sent === 4) clearInterval(timer)
      }, 60)
    })
    const { events, failure } = await ask(openWire({ timeouts: { msIdle: 400 } }), base)
    expect(events).toEqual(['1', '2', '3', '4'])
    expect(failure).toMatchObject({ kind: 'idle-timeout' })
  })

  it('tells a reset before the answer from one in the middle (row 3)', async () => {
    const before = await serveRaw((socket) => socket.resetAndDestroy())
    expect((await ask(openWire(), before)).failure).toMatchObject({ kind: 'unreachable' })
    const middle = await serveRaw((socket) => {
      socket.write(`${headersOf('transfer-encoding: chunked\r\n')}9\r\ndata: 1\n\n\r\n50\r\ndata: cut of`)
      setTimeout(() => socket.resetAndDestroy(), 20)
    })
    const { events, failure } = await ask(openWire(), middle)
    expect(events).toEqual(['1'])
    expect(failure).toMatchObject({ kind: 'answer-cut' })
  })

  it('calls a clean close inside a chunked or counted body a cut (rows 4, 22)', async () => {
    for (const head of [
      headersOf('transfer-encoding: chunked\r\n').concat('9\r\ndata: 1\n\n\r\n'),
      `${headersOf('content-length: 500\r\n')}data: 1\n\n`,
    ]) {
      const base = await serveRaw((socket) => socket.end(head))
      const { events, failure } = await ask(openWire(), base)
      expect(events).toEqual(['1'])
      expect(failure).toMatchObject({ kind: 'answer-cut' })
    }
  })

  it('reads answers in every lawful framing (row 22)', async () => {
    const framings = [
      `HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${headersOf('connection: close\r\n')}data: 1\n\n`,
      `HTTP/1.0 200 OK\r\n\r\ndata: 1\n\n`,
      `${headersOf('transfer-encoding: chunked\r\ntrailer: x\r\n')}9;ext=1\r\ndata: 1\n\n\r\n0\r\nx: y\r\n\r\n`,
    ]
    for (const framing of framings) {
      const base = await serveRaw((socket) => socket.end(framing))
      expect(await ask(openWire(), base)).toMatchObject({ events: ['1'], answer: { status: 200 } })
    }
  })

  it('ends in a clear failure at what is not lawful HTTP (row 22)', async () => {
    const framings = [
      'SSH-2.0-OpenSSH_9.6\r\n',
      `${headersOf('content-length: 9\r\ntransfer-encoding: chunked\r\n')}9\r\ndata: 1\n\n\r\n0\r\n\r\n`,
      `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(64 * 1024)}\r\n\r\n`,
    ]
    for (const framing of framings) {
      const base = await serveRaw((socket) => socket.end(framing))
      const { failure } = await ask(openWire(), base)
      expect(failure?.kind).toMatch(/^(answer-invalid|answer-cut|unreachable)$/)
      expect(failure?.message).not.toContain('undefined')
    }
  })

  it('takes no more bytes than announced, and none of them for the next answer (row 22)', async () => {
    const base = await serveRaw((socket) =>
      socket.write(
        `${headersOf('content-length: 9\r\n')}data: 1\n\nHTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ndata: 9\n\n`,
      ),
    )
    const wire = openWire()
    expect((await ask(wire, base)).events).toEqual(['1'])
    expect((await ask(wire, base)).events).toEqual(['1'])
  })

  it('tries once more where a kept-alive connection had been closed meanwhile', async () => {
    let requests = 0
    const base = await serveRaw((socket, count) => {
      requests++
      if (count === 1) socket.resetAndDestroy()
      else socket.write(`${headersOf('content-length: 9\r\n')}data: 1\n\n`)
    })
    const wire = openWire()
    expect((await ask(wire, base)).events).toEqual(['1'])
    // Until the pool has the connection back, a next request opens another one.
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await ask(wire, base)).toMatchObject({ events: ['1'], answer: { status: 200 } })
    expect(requests).toBe(3)
  })

  describe('over TLS (row 1)', () => {
    async function serveTls(cert: string): Promise<{ base: string; requests: () => number }> {
      let requests = 0
      const server = createTlsServer({ key: certificates.key, cert }, (_, response) => {
        requests++
        sse(response).end('data: 1\n\n')
      })
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      cleanups.push(() => {
        server.closeAllConnections()
        return new Promise((resolve) => server.close(resolve))
      })
      return { base: `https://127.0.0.1:${portOf(server)}/v1`, requests: () => requests }
    }

    it('answers over a certificate it trusts', async () => {
      const { base } = await serveTls(certificates.local)
      expect((await ask(openWire({ ca: certificates.local }), base)).events).toEqual(['1'])
    })

    it.each([
      ['self-signed', certificates.local, undefined, 'self-signed'],
      ['expired', certificates.expired, certificates.expired, 'expired'],
      ['of another name', certificates.otherName, certificates.otherName, 'another name'],
    ])('sends nothing over a certificate that is %s', async (_, cert, ca, words) => {
      const { base, requests } = await serveTls(cert)
      const credential = bindCredential(new URL(base), 'key-1234', 'bearer')
      const { failure } = await ask(openWire(ca === undefined ? {} : { ca }), base, { credential })
      expect(failure).toMatchObject({ kind: 'tls', isRetryable: false })
      expect(failure?.message).toContain(words)
      expect(requests()).toBe(0)
    })

    it('says that http is spoken where https was asked for', async () => {
      const base = await serve((_, response) => response.end())
      expect((await ask(openWire(), base.replace('http:', 'https:'))).failure).toMatchObject({ kind: 'tls' })
    })
  })
})

describe('what comes back', () => {
  const text = Array.from({ length: 50 }, (_, index) => `data: ${index}\n\n`).join('')

  it.each([
    ['gzip', gzipSync(text)],
    ['br', brotliCompressSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
  ])('decodes %s, whole and byte by byte (row 23)', async (encoding, bytes) => {
    for (const size of [bytes.length, 1]) {
      const base = await serve(async (_, response) => {
        response.writeHead(200, { 'content-encoding': encoding })
        for (let at = 0; at < bytes.length; at += size) response.write(bytes.subarray(at, at + size))
        response.end()
      })
      expect((await ask(openWire(), base)).events).toHaveLength(50)
    }
  })

  it('calls compressed data that stops in the middle a cut, and keeps what came (row 23)', async () => {
    const bytes = gzipSync(text)
    const base = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes.subarray(0, bytes.length - 12)),
    )
    expect((await ask(openWire(), base)).failure).toMatchObject({ kind: 'answer-cut' })
  })

  it('refuses what says it is compressed and is not, and a chain of encodings (row 23)', async () => {
    for (const encoding of ['gzip', 'gzip, gzip', Array.from({ length: 500 }, () => 'gzip').join(','), 'zstd']) {
      const base = await serve((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(text))
      expect((await ask(openWire(), base)).failure).toMatchObject({ kind: 'answer-invalid' })
    }
  })

  it('stops a bomb at the limit of an event (row 23)', async () => {
    const base = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      const gzip = createGzip({ level: constants.Z_BEST_SPEED })
      gzip.pipe(response)
      gzip.write('data: ')
      const zeros = Buffer.alloc(1024 * 1024)
      const more = () => {
        while (!response.destroyed && gzip.write(zeros)) continue
      }
      gzip.on('drain', more)
      more()
    })
    expect((await ask(openWire(), base)).failure).toMatchObject({ kind: 'answer-too-long' })
  })

  it('knows an event stream and a body by their bytes, not by their content type', async () => {
    const typed = (type: string, body: string) =>
      serve((_, response) => response.writeHead(200, { 'content-type': type }).end(body))
    expect((await ask(openWire(), await typed('application/json', '\ufeff\ndata: 1\n\n'))).events).toEqual(['1'])
    expect((await ask(openWire(), await typed('text/event-stream', ' {"a":1}'))).answer?.body).toBe(' {"a":1}')
    expect((await ask(openWire(), await typed('text/event-stream', '<html>'))).answer?.body).toBe('<html>')
  })

  it('reads no more than it needs of a refusal (row 19)', async () => {
    const base = await serve((_, response) => response.writeHead(500).end('x'.repeat(4 * 1024 * 1024)))
    const { answer } = await ask(openWire(), base)
    expect(answer?.status).toBe(500)
    expect(answer?.body?.length).toBeGreaterThan(64 * 1024)
    expect(answer?.body?.length).toBeLessThan(1024 * 1024)
  })

  it('holds the upstream back while the reader waits, and loses nothing', async () => {
    const payload = `data: ${'x'.repeat(1000)}\n\n`
    const total = 20_000
    let written = 0
    const base = await serve((_, response) => {
      sse(response)
      const more = () => {
        while (written < total && response.write(payload)) written++
        if (written < total) {
          written++
          response.once('drain', more)
        } else response.end()
      }
      more()
    })
    const gate = Promise.withResolvers<void>()
    let events = 0
    const done = openWire().stream(
      { method: 'POST', url: new URL(base), body: '{}', label: 'Sim' },
      { onAnswered: () => undefined, onEvent: () => (++events === 10 ? gate.promise : undefined) },
      new AbortController().signal,
    )
    await untilStill(() => written)
    expect(events).toBe(10)
    expect(written).toBeLessThan(total)
    gate.resolve()
    await done
    expect(events).toBe(total)
  })

  it('closes the upstream connection on abort, before and after the headers (row 26)', async () => {
    for (const isAnswering of [false, true]) {
      const closed = Promise.withResolvers<void>()
      const asked = Promise.withResolvers<void>()
      const base = await serve((request, response) => {
        request.socket.on('close', closed.resolve)
        if (isAnswering) sse(response).write('data: 1\n\n')
        asked.resolve()
      })
      const abort = new AbortController()
      const asking = ask(openWire(), base, {}, abort.signal)
      await asked.promise
      abort.abort('stop')
      expect(await asking).toMatchObject({ reason: 'stop' })
      await closed.promise
    }
  })

  it('sends nothing where it was aborted before (row 26)', async () => {
    let requests = 0
    const base = await serve((_, response) => {
      requests++
      response.end()
    })
    expect(await ask(openWire(), base, {}, AbortSignal.abort('stop'))).toMatchObject({ reason: 'stop' })
    const abort = new AbortController()
    const asking = ask(openWire(), base, {}, abort.signal)
    abort.abort('stop')
    expect(await asking).toMatchObject({ reason: 'stop' })
    expect(requests).toBe(0)
  })
})

describe('openDownload', () => {
  it('follows redirects, resumes at the offset and carries no credential', async () => {
    const seen: IncomingMessage[] = []
    const base = await serve((request, response) => {
      seen.push(request)
      if (request.url === '/v1/file') response.writeHead(302, { location: '/cdn/file' }).end('moved')
      else response.writeHead(206, { 'content-range': 'bytes 3-5/6' }).end('def')
    })
    const answer = await openWire().openDownload(`${base}/file`, { offset: 3, signal: new AbortController().signal })
    let text = ''
    for await (const chunk of answer.body) text += Buffer.from(chunk).toString()
    expect([answer.status, text, answer.headers['content-range']]).toEqual([206, 'def', 'bytes 3-5/6'])
    expect(seen.map(({ url, headers }) => [url, headers.range, headers.authorization])).toEqual([
      ['/v1/file', 'bytes=3-', undefined],
      ['/cdn/file', 'bytes=3-', undefined],
    ])
  })

  it('ends a loop, and refuses a redirect to metadata', async () => {
    const signal = new AbortController().signal
    const loop = await serve((request, response) => response.writeHead(302, { location: request.url }).end())
    await expect(openWire().openDownload(loop, { offset: 0, signal })).rejects.toMatchObject({
      failure: { kind: 'redirected' },
    })
    const lure = await serve((_, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end())
    await expect(openWire().openDownload(lure, { offset: 0, signal })).rejects.toMatchObject({
      failure: { kind: 'address-refused' },
    })
  })

  it('says what is not there', async () => {
    const signal = new AbortController().signal
    await expect(openWire().openDownload('http://127.0.0.1:9/x', { offset: 0, signal })).rejects.toMatchObject({
      failure: { kind: 'unreachable' },
    })
  })
})

/** Until a count has begun and stands still: what flows has then been held back. */
async function untilStill(count: () => number): Promise<void> {
  let before = 0
  for (let still = 0; still < 2; still = count() === before && before > 0 ? still + 1 : 0) {
    before = count()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
