import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { sample } from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionFiles } from '../archive/sessionFile.testing.ts'
import { startImportThread } from '../archive/importThread.ts'
import type { SessionFile, SessionsImported } from '../contract/sessionFile.ts'
import { FailureError } from '../contract/failure.ts'
import { startTestApp, type TestApp } from '../testApp.testing.ts'
import { createImporter } from './importer.ts'

describe('what is no file of ours', () => {
  let test: TestApp
  let before: unknown
  beforeAll(async () => {
    test = await startTestApp()
    for (const file of sample(sessionFiles, 5)) await take(JSON.stringify(file))
    before = await dump()
  })
  afterAll(() => test.close())

  const tables = [
    'sessions',
    'session_heads',
    'session_labels',
    'session_invocations',
    'invocations',
    'vector_blocks',
    'unfinished_imports',
    'upstreams',
    'serving_endpoints',
    'shares',
    'access_tokens',
    'settings',
  ] as const
  const dump = async () =>
    Promise.all(
      tables.map(async (table) => JSON.stringify(await test.database.selectFrom(table).selectAll().execute())),
    )
  const take = async (payload: string | Buffer, headers: Record<string, string> = {}) => {
    const answer = await test.app.inject({
      method: 'POST',
      url: '/api/sessions/import?name=file',
      headers: { host: 'localhost:3000', 'content-type': 'application/octet-stream', ...headers },
      payload,
    })
    return { status: answer.statusCode, body: answer.body }
  }

  const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  const head = (rest = '') =>
    `{"format":"ai-playground-sessions","version":1,"exportedAt":"${moment}","count":1${rest}}`
  const moment = '2026-01-01T00:00:00.000Z'
  const session = (document: string, rest = '') =>
    `{"type":"session","title":"x","createdAt":"${moment}","updatedAt":"${moment}"${rest},"document":${document}}`
  const query = '{"page":"query","text":"","panes":[],"sends":[]}'
  const over = '{"type":"session-end","invocations":0,"vectors":0,"leftOut":[]}'
  const one = (version: number, rest = '') =>
    `{"format":"ai-playground-session","version":${version},"exportedAt":"${moment}","session":{"title":"x","createdAt":"${moment}","updatedAt":"${moment}","document":${query}},"invocations":[],"vectors":[],"leftOut":[]${rest}}`

  const cases: [string, () => string | Buffer, number, RegExp][] = [
    ['nothing', () => '', 400, /is empty/],
    ['only spaces', () => ' \n\t', 400, /is empty/],
    ['a byte order mark alone', () => '\uFEFF', 400, /is empty/],
    ['UTF-16, little end first', () => Buffer.from(`\uFEFF${one(1)}`, 'utf16le'), 400, /UTF-16/],
    ['UTF-16, big end first', () => Buffer.from(`\uFEFF${one(1)}`, 'utf16le').swap16(), 400, /UTF-16/],
    ['UTF-16 without a mark', () => Buffer.from(one(1), 'utf16le'), 400, /is not JSON/],
    ['Latin-1', () => Buffer.from('{"a":"\u00e9"}', 'latin1'), 400, /not text in UTF-8/],
    ['a picture', () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa, 0, 0, 0]), 400, /not text in UTF-8/],
    ['NUL bytes', () => Buffer.alloc(5000), 400, /is not JSON/],
    ['a string', () => '"hello"', 400, /no conversation/],
    ['a number beyond all', () => '1e999', 400, /no conversation/],
    ['not a number', () => 'NaN', 400, /is not JSON/],
    ['100,000 levels', () => deep(100_000), 400, /nested more than 10000/],
    ['a ZIP archive', () => Buffer.from('PK\u0003\u0004and so on'), 400, /ZIP archive\. Unpack it/],
    ['100,000 levels in a file of ours', () => one(1, `,"x":${deep(100_000)}`), 400, /nested more than 200/],
    ['10 million elements', () => `[${'0,'.repeat(10_000_000)}0]`, 413, /more than 5 million values/],
    ['10 million elements in a line', () => `${head()}\n[${'0,'.repeat(10_000_000)}0]`, 413, /Line 2 .* 5 million/],
    ['100 MB of spaces', () => Buffer.alloc(100 * 2 ** 20, 0x20), 413, /larger than 64 MB/],
    ['100 MB of one string', () => `{"messages":"${'a'.repeat(100 * 2 ** 20)}"}`, 413, /larger than 64 MB/],
    ['a line of 50 MB', () => `${head()}\n"${'a'.repeat(50 * 2 ** 20)}"`, 413, /Line 2 .* longer than 48 MB/],
    ['a gzip bomb', () => gzipSync(Buffer.alloc(200 * 2 ** 20, 0x20)), 413, /larger than 64 MB|200-fold/],
    ['a gzip bomb of lines', () => gzipSync(`${head()}\n${'\n'.repeat(100 * 2 ** 20)}`), 413, /200-fold/],
    ['gzip in gzip', () => gzipSync(gzipSync(one(1))), 400, /not text in UTF-8/],
    ['a cut gzip', () => gzipSync(Buffer.from(one(1))).subarray(0, -9), 400, /is cut/],
    ['damaged gzip', () => Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 255, 255, 255, 255, 9, 9]), 400, /damaged/],
    ['HTML of somebody else', () => '<html><script>alert(1)</script></html>', 400, /holds no session/],
    ['a newer version', () => one(2), 400, /newer AI Playground \(format 2/],
    ['version 0', () => one(0), 400, /which version/],
    ['version 1.5', () => one(1.5), 400, /which version/],
    ['a newer file of all', () => head().replace('"version":1', '"version":7'), 400, /newer AI Playground \(format 7/],
    ['a file of all, version 0', () => head().replace('"version":1', '"version":0'), 400, /which version/],
    ['a head alone', () => head(), 400, /is cut/],
    [
      'a session that is not over',
      () => `${head()}\n${session(query)}\n{"type":"end","sessions":1,"leftOut":[]}`,
      400,
      /not whole/,
    ],
    ['an end before its session', () => `${head()}\n${over}`, 400, /belongs to none/],
    ['a moment that is none', () => `${head()}\n${session(query, ',"pinnedAt":"tomorrow"')}`, 400, /pinnedAt/],
    ['a page that is none', () => `${head()}\n${session('{"page":"admin"}')}`, 400, /document\.page/],
    [
      'a tag of a thousand letters',
      () => `${head()}\n${session(query, `,"tags":["${'x'.repeat(1000)}"]`)}`,
      400,
      /tags/,
    ],
    [
      'vectors that are none',
      () => `${head()}\n${session(query)}\n{"type":"vectors","vectorsId":"${randomUUID()}","frames":"AAAA"}`,
      400,
      /vectors are cut/,
    ],
    [
      'a length beyond all',
      () => one(1).replace('"invocations":[]', '"invocations":[{"eventsOmitted":1e999}]'),
      400,
      /damaged/,
    ],
  ]

  for (const [name, payload, status, words] of cases)
    it(`refuses ${name} in a sentence, and changes nothing`, async () => {
      const answer = await take(payload())
      expect([answer.status, answer.body]).toEqual([status, expect.stringMatching(words)])
      expect(answer.body).toContain('Nothing was imported.')
      expect(await dump()).toEqual(before)
    })

  it('refuses the same of a share that is forked, and of each route another verb or type', async () => {
    expect((await test.call('POST', '/api/shares/fork', { token: '../../etc/passwd' })).status).toBe(404)
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])
      expect((await take(one(1), { 'content-type': type })).status).toBe(415)
    expect((await test.call('PUT', '/api/sessions/import', {})).status).toBeGreaterThanOrEqual(400)
    expect((await test.call('GET', '/api/sessions/import/..%2f..%2fetc')).status).toBe(404)
    expect(await dump()).toEqual(before)
  })

  it('takes text as text: markup, prototypes, lone surrogates, NUL and commands are stored and come back', async () => {
    const hostile = [
      '<img src=x onerror=alert(1)>',
      '</script><script>alert(1)</script>',
      '[x](javascript:alert(1)) ![x](https://evil.invalid/?q=1)',
      '__proto__',
      'constructor',
      '\u0000NUL \u2028 \u202e',
      '=cmd|calc!A1',
      "'; drop table sessions; --",
      '../../../etc/passwd',
    ]
    for (const text of hostile) {
      const file = sample(sessionFiles, 50).find(({ session }) => session.document.page === 'compare')
      if (file?.session.document.page !== 'compare') throw new Error('Fifty sessions hold a comparison.')
      const value: SessionFile = structuredClone(file)
      if (value.session.document.page === 'compare') value.session.document.draft = text
      value.session.title = text
      const answer = await take(JSON.stringify(value))
      expect(answer.status).toBe(201)
      const { sessions } = JSON.parse(answer.body) as SessionsImported
      const read = await test.call('GET', `/api/sessions/${sessions[0]?.id}`)
      expect((read.json as { session: { title: string; document: { draft: string } } }).session).toMatchObject({
        title: text,
        document: { draft: text },
      })
    }
    const surrogate = one(1).replace('"title":"x"', String.raw`"title":"a\ud800b"`)
    expect((await take(surrogate)).status).toBe(201)
    before = await dump()
  })

  it('ignores who it says it belongs to, and every address and credential', async () => {
    const extra = `,"owner":"root","user":{"id":1},"role":"admin","__proto__":{"isAdmin":true},"endpoints":[{"name":"evil","baseUrl":"http://evil.invalid","token":"t"}],"upstreams":[{}],"shares":[{"token":"x"}]`
    const answer = await take(one(1, extra).replace('"session":{', '"session":{"id":"x","owner":"root","revision":99,'))
    expect(answer.status).toBe(201)
    const names = ['upstreams', 'serving_endpoints', 'shares', 'access_tokens', 'settings'] as const
    for (const name of names) {
      const rows = JSON.stringify(await test.database.selectFrom(name).selectAll().execute())
      expect([name, rows]).toEqual([name, (before as string[])[tables.indexOf(name)]])
    }
    expect((await test.call('GET', '/api/endpoints')).text).not.toContain('evil')
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
    before = await dump()
  })

  it('ends with the connection where a length lies, and keeps nothing', async () => {
    await test.app.listen({ port: 0, host: '127.0.0.1' })
    // Listening on a port, so its address is no text.
    const { port } = test.app.server.address() as AddressInfo
    const text = `${head()}\n${session(query)}\n`
    for (const lie of [`content-length: ${text.length + 1000}`, 'transfer-encoding: chunked']) {
      const socket = connect(port, '127.0.0.1')
      const body = lie.startsWith('transfer') ? `${text.length.toString(16)}\r\n${text}\r\n` : text
      socket.write(
        `POST /api/sessions/import HTTP/1.1\r\nhost: localhost:3000\r\ncontent-type: application/octet-stream\r\n${lie}\r\n\r\n${body}`,
      )
      await once(socket, 'connect')
      socket.end()
      await once(socket.resume(), 'close')
    }
    await expect.poll(dump).toEqual(before)
  })

  it('refuses a file that takes more memory than an import may, and takes the next one', async () => {
    const importer = createImporter({
      database: test.database,
      now: () => new Date(),
      onError: () => undefined,
      startThread: () => startImportThread({ maxOldGenerationSizeMb: 48 }),
    })
    const value = `{"messages":[${'[],'.repeat(2_400_000)}[]]}`
    await expect(importer.take([Buffer.from(value)])).rejects.toThrow(/more memory .* Nothing was imported/)
    expect(await dump()).toEqual(before)
    expect((await importer.take([Buffer.from(one(1))])).count).toBe(1)
    await importer.close()
  })

  it('takes the next file after one that stopped arriving', async () => {
    const importer = createImporter({ database: test.database, now: () => new Date(), onError: () => undefined })
    async function* stopping() {
      yield Buffer.from(`${head()}\n${session(query)}\n`)
      throw new FailureError({ kind: 'bad-request', message: 'It stopped.', isRetryable: true })
    }
    await expect(importer.take(stopping())).rejects.toThrow('It stopped. Nothing was imported.')
    const whole = `${head()}\n${session(query)}\n${over}\n{"type":"end","sessions":1,"leftOut":[]}\n`
    const imported = await importer.take([Buffer.from(whole)])
    expect([imported.count, imported.leftOut, imported.stopped]).toEqual([1, [], undefined])
    await importer.close()
  })

  it('imports two files at a time, and says so to a third', async () => {
    const importer = createImporter({ database: test.database, now: () => new Date(), onError: () => undefined })
    const gate = Promise.withResolvers<void>()
    async function* waiting() {
      yield Buffer.from(one(1).slice(0, 50))
      await gate.promise
      yield Buffer.from(one(1).slice(50))
    }
    const two = [importer.take(waiting()), importer.take(waiting())]
    await expect(importer.take([Buffer.from(one(1))])).rejects.toThrow(/2 files are being imported/)
    gate.resolve()
    expect((await Promise.all(two)).map(({ count }) => count)).toEqual([1, 1])
    expect((await importer.take([Buffer.from(one(1))])).count).toBe(1)
    await importer.close()
  })

  it('answers others while it reads', async () => {
    const messages = Array.from({ length: 60_000 }, (_, index) => ({
      role: 'user',
      content: `${index} ${'x'.repeat(400)}`,
    }))
    const importing = take(JSON.stringify({ messages }))
    const over = new AbortController()
    void importing.finally(() => over.abort())
    let answered = 0
    while (!over.signal.aborted) {
      await test.app.inject({ url: '/api/status', headers: { host: 'localhost:3000' } })
      answered++
      // An answer in this process needs no turn of the loop, which the import waits for.
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect((await importing).status).toBe(201)
    // Read in this thread, a file leaves time for a handful.
    expect(answered).toBeGreaterThan(25)
  })

  it('reads no more of a file than it has written, but for a little', async () => {
    const importer = createImporter({ database: test.database, now: () => new Date(), onError: () => undefined })
    const many = 40
    const text = `${session(query.replace('"text":""', `"text":"${'x'.repeat(1_000_000)}"`))}\n${over}\n`
    const progress = randomUUID()
    let furthest = 0
    async function* file() {
      yield Buffer.from(`${head()}\n`)
      for (let number = 0; number < many; number++) {
        yield Buffer.from(text)
        furthest = Math.max(furthest, number + 1 - (importer.progress(progress)?.count ?? 0))
      }
      yield Buffer.from(`{"type":"end","sessions":${many},"leftOut":[]}\n`)
    }
    expect((await importer.take(file(), { progress })).count).toBe(many)
    expect(furthest).toBeLessThanOrEqual(4)
    await importer.close()
  })
})
