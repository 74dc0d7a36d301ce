import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { request } from 'undici'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Session } from '../../server/contract/session.ts'
import type { Status } from '../../server/contract/status.ts'
import { answeredSession } from '../page/answeredSession.ts'
import { makeSession, readSession } from '../page/makeSession.ts'
import { startPlayground, type Playground } from '../process/playgroundProcess.ts'
import { startPostgres, type PostgresServer } from '../process/postgresServer.ts'

/** The real process over a server that fails in each way a server does. */

let postgres: PostgresServer
let database: string
let started: Playground[]

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.remove())
beforeEach(async () => {
  started = []
  database = `faults_${randomUUID().slice(0, 8)}`
  await postgres.query(`create database ${database}`)
})
afterEach(async () => {
  for (const playground of started) {
    await playground.stop('SIGKILL')
    // I1: whatever became of its database, the process lived and threw nothing it did not expect.
    if (/unhandled|uncaught|AI Playground stopped/i.test(playground.log())) throw new Error(playground.log())
  }
})

async function start(url = postgres.url(database)): Promise<Playground> {
  const playground = await startPlayground({ env: { AI_PLAYGROUND_DATABASE: url } })
  started.push(playground)
  return playground
}

/** What a start that is refused says. */
async function refusal(url?: string): Promise<string> {
  const error: unknown = await start(url).catch((error: unknown) => error)
  if (!(error instanceof Error)) throw new Error('It started.')
  const [, ...lines] = error.message.trim().split('\n')
  return lines.join('\n')
}

const query = (sql: string) => postgres.query(sql, database)

/** Every connection to the test's database but the one that asks. */
async function cutConnections(): Promise<void> {
  await query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and pid != pg_backend_pid()`,
  )
}

async function newSession(playground: Playground): Promise<Session> {
  return read(playground, await makeSession(playground, { endpoints: ['echo'], draft: 'first' }))
}

async function read(playground: Playground, id: string): Promise<Session> {
  return (await readSession(playground, id)).session
}

function draftOf({ document }: Session): string {
  return 'draft' in document ? document.draft : ''
}

/** What the page is told of a save. */
async function put(playground: Playground, session: Session, draft: string): Promise<string> {
  const { id, title, revision } = session
  const answer = await request(`${playground.url}/api/sessions/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title, revision, document: { ...session.document, draft } }),
  })
  const { failure } = (await answer.body.json()) as { failure?: { message: string; isRetryable: boolean } }
  if (failure === undefined) return `${answer.statusCode}`
  return `${answer.statusCode} ${failure.isRetryable ? 'for now' : 'for good'}: ${failure.message}`
}

/** And what it did. */
function effectOf(before: Session, after: Session, draft: string): string {
  if (after.revision === before.revision && draftOf(after) === draftOf(before)) return 'nothing'
  return after.revision === before.revision + 1 && draftOf(after) === draft ? 'saved' : 'neither'
}

async function save(playground: Playground, session: Session): Promise<string> {
  const said = await put(playground, session, 'next')
  return `${said}, ${effectOf(session, await read(playground, session.id), 'next')}`
}

describe('a start over Postgres', () => {
  it('waits some seconds for a server that is not there yet', async () => {
    await postgres.stop()
    const nobody = createServer((socket) => socket.destroy()).listen(postgres.port, '127.0.0.1')
    const starting = start()
    await once(nobody, 'connection')
    await new Promise((closed) => nobody.close(closed))
    await postgres.start()
    const playground = await starting
    expect(playground.log()).toMatch(
      /^Waiting for the database faults_\w+ at 127\.0\.0\.1:\d+: the database cannot be reached\.$/m,
    )
    expect(await save(playground, await newSession(playground))).toBe('200, saved')
  })

  it('says what is wrong with a database, and that a password is, without the password', async () => {
    expect(await refusal(postgres.url('nowhere'))).toMatch(
      /^The database nowhere at 127\.0\.0\.1:\d+ cannot be opened: there is no such database\.$/,
    )
    await postgres.query("create database western encoding latin1 template template0 locale 'C'")
    expect(await refusal(postgres.url('western'))).toMatch(
      /keeps text as LATIN1, which lacks characters\. Make one with the encoding UTF8\.$/,
    )
    await postgres.query(`create role guarded login superuser password 'right-cnry'`)
    expect(await refusal(postgres.url(database, 'guarded:wrong-cnry'))).toMatch(
      /^The database faults_\w+ at 127\.0\.0\.1:\d+ cannot be opened: the database refuses this user or its password\.$/,
    )
    const playground = await start(postgres.url(database, 'guarded:right-cnry'))
    expect(playground.log()).toContain(`sessions in ${database} at 127.0.0.1`)
    expect(playground.log()).not.toContain('cnry')
  })

  it('is refused where another playground has the database, and not once that has ended', async () => {
    const first = await start()
    expect(await refusal()).toContain(
      'Another AI Playground is using this database. Stop it, or choose another database with AI_PLAYGROUND_DATABASE.',
    )
    expect(await save(first, await newSession(first))).toBe('200, saved')
    await first.stop()
    const second = await start()
    expect(await save(second, await newSession(second))).toBe('200, saved')
  })

  it('has after kill -9 every save and answer that was acknowledged', async () => {
    const first = await start()
    const id = await answeredSession(first, { endpoints: ['echo'], prompts: ['Asked'], title: 'Kept' })
    expect(await save(first, await read(first, id))).toBe('200, saved')
    await first.stop('SIGKILL')
    const second = await start()
    const { session, replies } = await readSession(second, id)
    expect(draftOf(session)).toBe('next')
    expect(Object.values(replies).map(({ reply }) => [reply.status, reply.choices[0]?.text])).toEqual([
      ['done', expect.stringContaining('Asked')],
    ])
  })
})

describe('a playground over Postgres', () => {
  it.each(['fast', 'immediate'] as const)('saves on after its server was restarted (%s)', async (mode) => {
    const playground = await start()
    const session = await newSession(playground)
    await postgres.stop(mode)
    expect(await put(playground, session, 'next')).toBe('503 for now: Not saved: the database cannot be reached.')
    const list = await request(`${playground.url}/api/sessions`)
    expect([list.statusCode, await list.body.json()]).toMatchObject([
      503,
      { failure: { message: 'The database cannot be reached. Try again in a moment.', isRetryable: true } },
    ])
    await postgres.start()
    expect(await read(playground, session.id)).toEqual(session)
    expect(await save(playground, session)).toBe('200, saved')
  })

  it('loses no acknowledged save, and doubles none, whenever its connections are cut', async () => {
    const playground = await start()
    let session = await newSession(playground)
    const outcomes = new Set<string>()
    const cutting = new AbortController()
    const cut = (async () => {
      while (!cutting.signal.aborted) await cutConnections()
    })()
    for (let count = 0; count < 100 || outcomes.size < 2; count += 1) {
      const draft = `draft ${count}`
      const said = await put(playground, session, draft)
      const now = await readBetweenCuts(playground, session.id)
      outcomes.add(`${said}, ${effectOf(session, now, draft)}`)
      session = now
    }
    cutting.abort()
    await cut
    const unreachable = '503 for now: Not saved: the database cannot be reached.'
    // The answer to a commit may be lost too: then it is saved, and not once more.
    const expected = ['200, saved', `${unreachable}, nothing`, `${unreachable}, saved`]
    expect([...outcomes].filter((outcome) => !expected.includes(outcome))).toEqual([])
    expect(await save(playground, session)).toBe('200, saved')
  })

  it('answers while its server is away, and records what was answered once it is back', async () => {
    const playground = await start()
    await newSession(playground)
    await postgres.stop('immediate')
    const answer = await request(`${playground.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer any' },
      body: JSON.stringify({ model: 'echo', messages: [{ role: 'user', content: 'while it is away' }] }),
    })
    await answer.body.dump()
    expect(answer.statusCode).toBe(200)
    const saving = { timeout: 40_000 }
    await expect.poll(() => savingOf(playground), saving).toEqual({ failed: 'the database cannot be reached' })
    await postgres.start()
    await expect.poll(() => savingOf(playground), saving).toBe('ok')
    expect(await query('select request_body from invocations')).toEqual([
      { request_body: expect.stringContaining('while it is away') },
    ])
  })

  it('says that the database took too long, where it has a limit for that', async () => {
    await query(`alter database ${database} set statement_timeout = '300ms'`)
    const playground = await start()
    const session = await newSession(playground)
    const holding = query(
      'begin; set local statement_timeout = 0; lock table sessions in exclusive mode; select pg_sleep(2); commit',
    )
    const held = `select 1 from pg_locks where mode = 'ExclusiveLock' and relation = 'sessions'::regclass`
    await expect.poll(() => query(held)).toHaveLength(1)
    expect(await put(playground, session, 'next')).toBe('503 for now: Not saved: the database took too long.')
    await holding
    expect(await save(playground, session)).toBe('200, saved')
  })

  it('says that the database is read-only, as a replica is', async () => {
    const playground = await start()
    const session = await newSession(playground)
    await query(`alter database ${database} set default_transaction_read_only = on`)
    await cutConnections()
    expect(await save(playground, session)).toBe('503 for now: Not saved: the database is read-only., nothing')
    await postgres.query(`alter database ${database} set default_transaction_read_only = off`)
    await cutConnections()
    expect(await save(playground, session)).toBe('200, saved')
  })

  it('says that no connection is left, and saves when there is one', async () => {
    await query('create role crowded login')
    await query('grant all on schema public to crowded')
    const playground = await start(postgres.url(database, 'crowded'))
    const session = await newSession(playground)
    await query('alter role crowded connection limit 0')
    await cutConnections()
    expect(await put(playground, session, 'next')).toBe('503 for now: Not saved: the database has no connection left.')
    await query('alter role crowded connection limit 2')
    expect(await save(playground, session)).toBe('200, saved')
  })
})

async function readBetweenCuts(playground: Playground, id: string): Promise<Session> {
  for (;;) {
    const session: Session | undefined = await read(playground, id)
    if (session !== undefined) return session
  }
}

async function savingOf(playground: Playground): Promise<unknown> {
  const answer = await request(`${playground.url}/api/status`)
  return ((await answer.body.json()) as Status).saving
}
