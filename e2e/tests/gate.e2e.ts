import { connect } from 'node:net'
import { expect, test } from '../fixture.ts'
import type { Playground } from '../process/playgroundProcess.ts'

/** Attacks on the local server from a web page, as the bytes they would be (attacks.md rows 14–21). */
const paths = ['/', '/api/endpoints', '/api/sessions', '/no/such/path', '/api%2fendpoints', '/API/endpoints']

test.describe('the gate of local mode', () => {
  for (const host of [
    'evil.invalid',
    'localhost.evil.invalid',
    '127.0.0.1.evil.invalid',
    '0.0.0.0',
    '[::]',
    '',
    '127.0.0.1:1',
    'localhost:80',
  ])
    test(`refuses the host "${host}" on every path`, async ({ playground }) => {
      for (const path of paths) {
        const answer = await raw(playground, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
        expect(statusOf(answer), path).toBeGreaterThanOrEqual(400)
        expect(answer).not.toContain('providerLabel')
      }
    })

  for (const origin of [
    'http://evil.invalid',
    'null',
    'http://localhost:1',
    'https://localhost',
    'file://',
    'http://127.0.0.1.evil.invalid',
    'chrome-extension://abc',
  ])
    test(`refuses the origin ${origin}`, async ({ playground }) => {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const answer = await ask(playground, method, '/api/runs', { origin })
        expect(statusOf(answer), method).toBeGreaterThanOrEqual(400)
        expect(answer.toLowerCase(), method).not.toContain('access-control-allow')
      }
    })

  for (const site of ['cross-site', 'same-site'])
    test(`refuses what a ${site} page loads, but lets a link lead to the page`, async ({ playground }) => {
      const fetched = { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }
      for (const path of paths) expect(statusOf(await ask(playground, 'GET', path, fetched)), path).toBe(403)
      const followed = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
      expect(statusOf(await ask(playground, 'GET', '/', followed))).toBe(200)
      expect(statusOf(await ask(playground, 'GET', '/api/endpoints', followed))).toBe(403)
      const framed = { ...followed, 'sec-fetch-dest': 'iframe' }
      expect(statusOf(await ask(playground, 'GET', '/', framed))).toBe(403)
    })

  test('takes only JSON for what changes something', async ({ playground }) => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])
      for (const path of ['/api/runs', '/api/upstreams']) {
        const headers: Record<string, string> = type === '' ? {} : { 'content-type': type }
        expect(statusOf(await ask(playground, 'POST', path, headers, '{}')), `${type} ${path}`).toBe(415)
      }
  })

  test('refuses forms of a request line that proxies and upgrades use', async ({ playground }) => {
    const host = `Host: localhost:${playground.port}\r\nConnection: close\r\n`
    for (const bytes of [
      `GET http://169.254.169.254/ HTTP/1.1\r\n${host}\r\n`,
      `GET http://169.254.169.254/ HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      `CONNECT evil.invalid:443 HTTP/1.1\r\n${host}\r\n`,
      `GET //evil.invalid/ HTTP/1.1\r\n${host}\r\n`,
      `GET / HTTP/1.1\r\n${host}Host: evil.invalid\r\n\r\n`,
      `POST /api/runs HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ]) {
      const answer = await raw(playground, bytes)
      expect(answer === '' || statusOf(answer) >= 400, bytes).toBe(true)
    }
  })

  test('sends the strict headers with every answer, errors too', async ({ playground }) => {
    for (const path of paths) {
      const answer = (await ask(playground, 'GET', path)).toLowerCase()
      expect(answer, path).toContain('content-security-policy:')
      const policy = /content-security-policy: (.*)\r/.exec(answer)?.[1] ?? ''
      expect(policy).toContain("script-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/script-src[^;]*unsafe-(inline|eval)/)
      expect(answer, path).toContain('x-content-type-options: nosniff')
      expect(answer, path).toContain('referrer-policy: no-referrer')
    }
  })

  test('serves nothing outside its page folder', async ({ playground }) => {
    for (const path of [
      '/../package.json',
      '/..%2fpackage.json',
      '/%2e%2e/package.json',
      '/assets/../../package.json',
      '/..\\package.json',
      '/assets/%00',
      '/%252e%252e/package.json',
    ])
      expect(await ask(playground, 'GET', path), path).not.toContain('"devDependencies"')
  })

  test('a page of another origin can neither read nor send', async ({ playground, simulator, page, trouble }) => {
    // The simulator serves as the other origin: another port is another origin.
    trouble.allow(/./)
    await page.goto(`${simulator.url}/v1/models`)
    const outcome = await page.evaluate(async (url) => {
      const outcomes: string[] = []
      for (const [path, init] of [
        ['/api/endpoints', {}],
        ['/api/runs', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }],
        ['/api/runs', { method: 'POST', mode: 'no-cors', body: '{}' }],
      ] as [string, RequestInit][])
        outcomes.push(
          await fetch(url + path, init).then(
            (answer) => `${answer.type} ${answer.status}`,
            () => 'refused',
          ),
        )
      return outcomes
    }, playground.url)
    expect(outcome.map((text) => text.replace('opaque 0', 'refused'))).toEqual(['refused', 'refused', 'refused'])
  })
})

async function ask(
  playground: Playground,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<string> {
  const all = {
    host: `localhost:${playground.port}`,
    connection: 'close',
    'content-length': `${body.length}`,
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return await raw(playground, `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

async function raw({ port }: Playground, bytes: string): Promise<string> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const parts: Buffer[] = []
    socket.on('data', (part: Buffer) => parts.push(part))
    socket.on('error', () => resolve(''))
    socket.on('close', () => resolve(Buffer.concat(parts).toString()))
    socket.write(bytes)
  })
}

function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
}
