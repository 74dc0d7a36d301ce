import { sql, type SelectQueryBuilder } from 'kysely'
import type { Database } from './database.ts'
import { postgresRows } from './postgresMatch.ts'
import type { Schema } from './schema.ts'
import { searchTerms } from './searchTerms.ts'
import { withoutSigns, wordsIn } from './searchWords.ts'
import type { Dialect } from './storeLink.ts'

/**
 * Takes invocations that have ended into the list and into the search index, behind the writing and in small steps: what
 * a step reads and splits into words happens in the store's thread, and nothing waits for it.
 */
export interface InvocationIndex {
  /** Something may have ended: looked at soon. */
  poke(): void
  /** Resolves when all that has ended is in the list. */
  settle(): Promise<void>
  close(): Promise<void>
}

/** Together they are some 10 ms of the store's thread: few rows, or little text. */
const perStep = 32
const maxBytesPerStep = 256 * 1024
const msUntilStep = 150
const msBetweenSteps = 5
const msAfterFailure = 5000

export function createInvocationIndex(database: Database): InvocationIndex {
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> | undefined
  let isClosed = false

  function schedule(ms: number): void {
    if (isClosed || timer !== undefined) return
    timer = setTimeout(() => {
      timer = undefined
      work()
    }, ms)
    timer.unref()
  }

  function work(): void {
    working ??= step()
  }

  async function step(): Promise<void> {
    let isMore = false
    let ms = msBetweenSteps
    try {
      isMore = (await indexNext(database)) > 0
    } catch {
      // A disk that refuses is told of by the recorder, which tries to write the same file.
      isMore = true
      ms = msAfterFailure
    }
    working = undefined
    if (isMore) schedule(ms)
  }

  return {
    poke: () => schedule(msUntilStep),
    async settle() {
      await working
      while ((await indexNext(database)) > 0);
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await working
    },
  }
}

/** The oldest few that have ended. Gives how many. */
async function indexNext(database: Database): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    const next = await transaction
      .selectFrom('invocation_queue as q')
      .leftJoin('invocations as i', 'i.id', 'q.id')
      .select(['q.number', sql<number | null>`octet_length(i.request_body) + octet_length(i.reply)`.as('bytes')])
      .orderBy('q.number')
      .limit(perStep)
      .execute()
    let bytes = 0
    const due = next.filter((row, at) => (bytes += row.bytes ?? 0) <= maxBytesPerStep || at === 0)
    const last = due.at(-1)?.number
    if (last === undefined) return 0
    await sql`call list_invocations(${last})`.execute(transaction)
    await transaction.deleteFrom('invocation_queue').where('number', '<=', last).execute()
    return due.length
  })
}

type Heads<O> = SelectQueryBuilder<Schema & { h: Schema['invocation_heads'] }, 'h', O>

/**
 * Keeps the heads (`h`) whose words a person's search matches, newest first at no cost of its own. Words match by their
 * beginning, all must be there; a search without any letter or digit matches nothing.
 */
export function matchingWords<O>(dialect: Dialect, heads: Heads<O>, search: string): Heads<O> {
  const words = wordsQuery(search)
  if (words === undefined) return heads.where(sql<boolean>`false`)
  if (dialect === 'postgres') {
    const terms = searchTerms(search) ?? []
    const isIn = terms.map((term) => sql<boolean>`h.number in (select ${postgresRows('invocation_words', term)})`)
    return isIn.reduce((query, one) => query.where(one), isIn.length === 0 ? heads.where(sql<boolean>`false`) : heads)
  }
  const joined = heads
    .innerJoin('invocation_words as w', 'w.rowid', 'h.number')
    .where(sql<boolean>`w.invocation_words match ${words}`)
  // One more table to join is nothing the caller sees.
  return joined
}

/** In FTS5's language, with nothing of the person's text taken for an operator (https://www.sqlite.org/fts5.html#full_text_query_syntax). */
export function wordsQuery(search: string): string | undefined {
  // FTS5 reads its query as far as the first NUL.
  const terms = [...search.matchAll(/"([^"]*)"?|[^\s"]+/g)].map(([whole, quoted]) => ({
    text: withoutSigns(quoted ?? whole).replaceAll('\0', ' '),
    isPhrase: quoted !== undefined,
  }))
  const words = terms.filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
  if (words.length === 0) return undefined
  // One letter begins a good part of all words: it stands for itself only.
  const isLetter = (text: string) => (wordsIn(text).at(-1) ?? '').length < 2
  const star = ({ text, isPhrase }: { text: string; isPhrase: boolean }) => (isPhrase || isLetter(text) ? '' : '*')
  return words.map((word) => `"${word.text.replaceAll('"', '""')}"${star(word)}`).join(' ')
}
