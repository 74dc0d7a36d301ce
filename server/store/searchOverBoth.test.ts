import * as fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from './database.ts'
import { createInvocationIndex } from './invocationIndex.ts'
import { listInvocations } from './invocationList.ts'
import { searchTerms } from './searchTerms.ts'
import { wordsIn } from './searchWords.ts'
import { createSessionIndex } from './sessionIndex.ts'
import { listSessions } from './sessionList.ts'
import { answer, at, comparison, found, newFolder, saveNew } from './sessions.testing.ts'
import { openTestDatabase } from './testDatabase.testing.ts'

const ordinary = [
  'a',
  'an',
  'and',
  'answer',
  'answers',
  'andes',
  'Éclair',
  'eclairs',
  'x1',
  '10',
  '100',
  'naïve',
  'Straße',
]
const long = 'abcde'.repeat(50)
const others = [
  '東京',
  '京',
  'タワー',
  'हिन्दी',
  'ΛΟΓΟΣ',
  'λόγος',
  'ไทย',
  '서울',
  long,
  `${long}s`,
  `x${long}`,
  'é',
  '\u{1d400}',
]
const signs = [' ', ' ', ' ', '\n', '-', ', ', "'", ':', '|', '\\', '&', '!', '(', '*', '_', '\0', '🙂']

function texts(words: string[]): fc.Arbitrary<string> {
  const pair = fc.tuple(fc.constantFrom(...words), fc.constantFrom(...signs))
  return fc.array(pair, { minLength: 1, maxLength: 8 }).map((pairs) => pairs.flat().join(''))
}

/** Typed words, some in quotes. */
function searches(words: string[]): fc.Arbitrary<string> {
  const part = texts(words).map((text) => text.trim().split(' ').slice(0, 2).join(' '))
  const typed = fc.tuple(part, fc.boolean()).map(([text, isQuoted]) => (isQuoted ? `"${text}"` : text))
  return fc.array(typed, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' '))
}

/** Whether each term stands in one of the texts. */
function isFound(search: string, within: string[]): boolean {
  const terms = searchTerms(search) ?? []
  const lines = within.map((text) => ` ${wordsIn(text).join(' ')} `)
  const stands = (line: string, { words, isBeginning }: (typeof terms)[number]) =>
    line.includes(` ${words.join(' ')}${isBeginning ? '' : ' '}`)
  return terms.length > 0 && terms.every((term) => lines.some((line) => stands(line, term)))
}

describe('what a search finds', () => {
  let database: Database
  beforeAll(() => {
    database = openTestDatabase(newFolder())
  })
  afterAll(() => database.destroy())

  it('is the sessions in which every term stands, whatever they are made of', async () => {
    const words = [...ordinary, ...others]
    const saved = new Map<string, string[]>()
    for (const [title, prompt, reply] of fc.sample(fc.tuple(texts(words), texts(words), texts(words)), 60)) {
      const document = comparison([prompt], { answers: [await answer(database, reply)] })
      saved.set(await saveNew(database, document, { title }), [title, prompt, reply])
    }
    await createSessionIndex(database, () => at(0)).settle()
    await fc.assert(
      fc.asyncProperty(searches(words), async (q) => {
        const { sessions } = await listSessions(database, { limit: 100, q })
        if (searchTerms(q) === undefined) return
        const expected = [...saved].flatMap(([id, within]) => (isFound(q, within) ? id : []))
        expect(sessions.map(({ id }) => id).toSorted()).toEqual(expected.toSorted())
      }),
      { numRuns: 300 },
    )
  })

  it('is the invocations in which every word stands', async () => {
    const recorded = new Map<string, string[]>()
    for (const [asked, reply] of fc.sample(fc.tuple(texts(ordinary), texts(ordinary)), 60))
      recorded.set(await answer(database, reply, { requestBody: JSON.stringify({ prompt: asked }) }), [asked, reply])
    await createInvocationIndex(database).settle()
    await fc.assert(
      fc.asyncProperty(searches(ordinary), async (search) => {
        const { invocations } = await listInvocations(database, { limit: 1000, search })
        const listed = invocations.flatMap(({ id }) => (recorded.has(id) ? id : []))
        const expected = [...recorded].flatMap(([id, within]) => (isFound(search, [within.join('\n')]) ? id : []))
        expect(listed.toSorted()).toEqual(expected.toSorted())
      }),
      { numRuns: 300 },
    )
  })

  it('is the same again after the indexes were lost', async () => {
    const folder = newFolder()
    const first = openTestDatabase(folder)
    const invocationId = await answer(first, 'answered', { requestBody: '{"prompt":"asked"}' })
    const id = await saveNew(first, comparison(['written'], { answers: [invocationId] }))
    const finds = async (opened: Database) => {
      await createInvocationIndex(opened).settle()
      const { invocations } = await listInvocations(opened, { limit: 10, search: 'asked answered' })
      return [await found(opened, 'written answered'), invocations.map((row) => row.id)]
    }
    expect(await finds(first)).toEqual([[id], [invocationId]])
    for (const table of ['session_words', 'invocation_words']) await sql`drop table ${sql.table(table)}`.execute(first)
    await first.destroy()
    const second = openTestDatabase(folder)
    expect(await finds(second)).toEqual([[id], [invocationId]])
    await second.destroy()
  })
})
