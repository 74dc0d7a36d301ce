import { rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import { Pool } from 'undici'
import type { EverythingHead, EverythingLine } from '../../server/contract/everythingFile.ts'
import type { SessionPage } from '../../server/contract/session.ts'
import { startPlayground } from '../process/playgroundProcess.ts'
import type { Figure } from './figure.ts'
import { commonPhrase, endpointNames, generateSessions, rareWord } from './generatedSessions.ts'
import { quantile } from './statistics.ts'

const count = 10_000
const rounds = 25

interface Asked {
  kind: 'listed' | 'searched'
  name: string
  query: Record<string, string>
  /** How many it must find; absent: any number but none. */
  total?: number
}

interface Seen {
  ms: number[]
  p50: number
  p95: number
}

/** A server of its own, into which one file of 10,000 sessions is imported. */
export const P13: Figure = {
  id: 'P13',
  what: '10,000 sessions, 50 rows a page: listed and filtered; searched, with the line found of each row',
  goal: 'p95 listed < 100 ms, searched < 200 ms',
  async measure({ cores }) {
    const playground = await startPlayground(cores.system === undefined ? {} : { cores: cores.system })
    const pool = new Pool(playground.url, { connections: 8 })
    try {
      const msToWrite = await write(pool)
      const msToIndex = await untilFound(pool)
      const deep = await cursorAt(pool, count / 2)
      const seen: (Asked & Seen)[] = []
      for (const asked of questions(deep)) seen.push({ ...asked, ...(await time(pool, asked)) })
      const of = (kind: Asked['kind']) => seen.filter((one) => one.kind === kind)
      const worst = (kind: Asked['kind']) => of(kind).toSorted((left, right) => right.p95 - left.p95)[0]
      const line = (kind: Asked['kind']) => {
        const all = of(kind).flatMap(({ ms }) => ms)
        const slowest = worst(kind)
        return `${kind} p50 ${quantile(all, 0.5).toFixed(1)}, p95 ${quantile(all, 0.95).toFixed(1)}, max ${Math.max(...all).toFixed(0)} ms (slowest: ${slowest?.name} p95 ${slowest?.p95.toFixed(1)})`
      }
      const isReached = (worst('listed')?.p95 ?? Infinity) < 100 && (worst('searched')?.p95 ?? Infinity) < 200
      return {
        summary: `${line('listed')}; ${line('searched')}; ${(msToIndex / 1000).toFixed(0)} s after ${(msToWrite / 1000).toFixed(0)} s of importing until all are found`,
        isReached,
        raw: { seen, msToWrite, msToIndex },
      }
    } finally {
      await pool.destroy()
      await playground.stop()
      // Half a gigabyte.
      rmSync(playground.dataFolder, { recursive: true })
    }
  },
}

function questions(deep: string): Asked[] {
  const listed = (name: string, query: Record<string, string>, total?: number): Asked => ({
    kind: 'listed',
    name,
    query,
    ...(total !== undefined && { total }),
  })
  const searched = (name: string, q: string, more: { query?: Record<string, string>; total?: number } = {}): Asked => ({
    kind: 'searched',
    name,
    query: { ...more.query, q },
    ...(more.total !== undefined && { total: more.total }),
  })
  const [the, answer, is] = commonPhrase
  const endpoint = endpointNames[0] ?? ''
  return [
    listed('first page', {}, count),
    listed('page at depth', { cursor: deep }, count),
    listed('1,000 rows', { limit: '1000' }, count),
    listed('page', { page: 'query' }, count / 5),
    listed('endpoint', { endpoint }),
    listed('task', { task: 'llm/v1/chat' }, count),
    listed('tag', { tag: 'third' }),
    // A cursor begins with the moment of its row.
    listed('since', { since: deep.split('_')[0] ?? '' }, count / 2),
    listed('failed', { failed: 'true' }),
    listed('pinned', { pinned: 'true' }, 50),
    listed('bin', { bin: 'true' }, 0),
    listed('all filters', { page: 'compare', endpoint, task: 'llm/v1/chat', failed: 'true' }),
    searched('a rare word', rareWord, { total: 1 }),
    searched('a common word', the, { total: count }),
    searched('two words', `${answer} ${is}`),
    searched('two words, one rare', `${the} ${rareWord}`, { total: 1 }),
    searched('a phrase', `"${the} ${answer}"`),
    searched('two letters', 'th'),
    searched('16 common words', `${commonPhrase.join(' ')} te et ta at en ne in ni on no so os to`),
    searched('a common word, filtered', the, { query: { failed: 'true', endpoint } }),
    searched('signs of a query language', 'NEAR("a" ^b*) OR -x:* AND NOT {c} % _'),
    searched('a quote that never ends', `"${the}`, { total: count }),
    searched('1,000 words', 'th '.repeat(1000)),
    searched('% 1,000 times', '%'.repeat(1000), { total: 0 }),
  ]
}

/** One file of all sessions; every 200th is pinned, every 33rd tagged. */
async function write(pool: Pool): Promise<number> {
  const startedAt = performance.now()
  const answer = await pool.request({
    method: 'POST',
    path: '/api/sessions/import?name=all.jsonl',
    headers: { 'content-type': 'application/octet-stream' },
    body: Readable.from(lines()),
    headersTimeout: 0,
  })
  const text = await answer.body.text()
  if (answer.statusCode !== 201) throw new Error(`import: ${answer.statusCode} ${text.slice(0, 500)}`)
  return performance.now() - startedAt
}

function* lines(): Generator<string> {
  const line = (one: EverythingHead | EverythingLine) => `${JSON.stringify(one)}\n`
  const generate = generateSessions()
  const exportedAt = new Date().toISOString()
  yield line({ format: 'ai-playground-sessions', version: 1, exportedAt, count })
  for (let index = 0; index < count; index += 1) {
    const { session, invocations } = generate(index)
    const tags = index % 33 === 0 ? ['third', `group ${index % 7}`] : []
    const pinnedAt = index % 200 === 0 ? session.createdAt : null
    yield line({ type: 'session', ...session, tags, pinnedAt, deletedAt: null })
    for (const invocation of invocations) yield line({ type: 'invocation', ...invocation })
    yield line({ type: 'session-end', invocations: invocations.length, vectors: 0, versions: 0, leftOut: [] })
  }
  yield line({ type: 'end', sessions: count, leftOut: [] })
}

/** The search index follows behind. */
async function untilFound(pool: Pool): Promise<number> {
  const startedAt = performance.now()
  for (const [word] of [commonPhrase, [rareWord]] as const)
    for (;;) {
      const { total } = await ask<SessionPage>(pool, `/api/sessions?limit=1&q=${word}`)
      if (total === (word === rareWord ? 1 : count)) break
      if (performance.now() - startedAt > 300_000) throw new Error(`${word} is found in ${total} sessions only`)
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  return performance.now() - startedAt
}

async function cursorAt(pool: Pool, row: number): Promise<string> {
  let cursor: string | undefined
  for (let at = 0; at < row; at += 1000) {
    const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
    cursor = (await ask<SessionPage>(pool, `/api/sessions?limit=1000${from}`)).cursor
  }
  return cursor ?? ''
}

async function time(pool: Pool, { name, query, total }: Asked): Promise<Seen> {
  const ms: number[] = []
  for (let round = -2; round < rounds; round += 1) {
    const startedAt = performance.now()
    const answer = await ask<SessionPage>(pool, `/api/sessions?${new URLSearchParams(query).toString()}`)
    if (round >= 0) ms.push(performance.now() - startedAt)
    if (total === undefined ? answer.total === 0 && !name.startsWith('signs') : answer.total !== total)
      throw new Error(`${name} finds ${answer.total}, not ${total ?? 'some'}`)
  }
  return { ms, p50: quantile(ms, 0.5), p95: quantile(ms, 0.95) }
}

async function ask<Answer>(pool: Pool, path: string): Promise<Answer> {
  const answer = await pool.request({ method: 'GET', path })
  const text = await answer.body.text()
  if (answer.statusCode !== 200) throw new Error(`${path.slice(0, 200)}: ${answer.statusCode} ${text.slice(0, 500)}`)
  return JSON.parse(text) as Answer
}
