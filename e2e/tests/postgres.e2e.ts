import { randomUUID } from 'node:crypto'
import { request } from 'undici'
import { expect, test as base } from '../fixture.ts'
import { answeredSession, embeddedSession } from '../page/answeredSession.ts'
import { ComparePage } from '../page/comparePage.ts'
import { makeSession, readSession } from '../page/makeSession.ts'
import { SessionsPage } from '../page/sessionsPage.ts'
import { openElsewhere } from '../page/sharedPage.ts'
import { VersionsDrawer } from '../page/versionsDrawer.ts'
import { addUpstream, unwritten, type Playground } from '../process/playgroundProcess.ts'
import { startPostgres, type PostgresServer } from '../process/postgresServer.ts'
import { expectedPartialText, expectedText } from '../simulator/expectedText.ts'

/** The product over Postgres, in a browser. What a server that fails does to the process is in `e2e/postgres`. */

const test = base.extend<{ env: { AI_PLAYGROUND_DATABASE: string } }, { postgres: PostgresServer }>({
  postgres: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of a fixture's needs from this pattern
    async ({}, use) => {
      const postgres = await startPostgres()
      await use(postgres)
      await postgres.remove()
    },
    { scope: 'worker' },
  ],
  env: async ({ postgres }, use) => {
    const database = `browser_${randomUUID().slice(0, 8)}`
    await postgres.query(`create database ${database}`)
    await use({ AI_PLAYGROUND_DATABASE: postgres.url(database) })
  },
})

test.describe('over Postgres', () => {
  test('a session is saved, found, gone back in and shared, and all of it is there after a restart', async ({
    start,
    env,
    simulator,
    page,
    browser,
  }) => {
    const first = await start({ env })
    await addUpstream(first, { url: simulator.url, models: ['fast'] })
    const id = await makeSession(first, { endpoints: ['fast'], draft: '', title: 'Crème brûlée' })
    const compare = new ComparePage(page)
    await compare.open(first.url, id)
    for (const [count, prompt] of ['First question', 'Second question'].entries()) {
      await compare.send(prompt)
      await compare.expectAllEnded(count + 1)
    }
    const versions = new VersionsDrawer(page)
    await versions.open()
    await versions.look('First question')
    await versions.goBack()
    await compare.expectAllEnded(1)
    await compare.expectText('fast', expectedText('fast'))

    await page.getByRole('button', { name: 'Share', exact: true }).click()
    await page.getByRole('dialog', { name: 'Share' }).getByRole('button', { name: 'Create link' }).click()
    const shared = page.getByRole('dialog', { name: 'Shared' })
    const link = await shared.getByRole('textbox', { name: 'Link' }).inputValue()
    await shared.getByRole('button', { name: 'Done' }).click()
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()

    await first.stop()
    const second = await start({ env, dataFolder: first.dataFolder, port: first.port })
    const list = new SessionsPage(page)
    await list.open(second.url)
    const [word = ''] = /\p{L}{6,}/u.exec(expectedText('fast')) ?? []
    for (const found of ['creme', 'first quest', word]) {
      await list.search.fill(found)
      await list.expectTitles('Crème brûlée')
    }
    await list.search.fill('no such word')
    await expect(list.rows).toHaveCount(0)
    await list.search.fill('')
    await list.link('Crème brûlée').click()
    await compare.expectAllEnded(1)
    await compare.expectText('fast', expectedText('fast'))
    await versions.open()
    await expect(versions.list).toContainText(['Before going back', 'Second question', 'First question'])
    const reader = await openElsewhere(browser, link)
    await expect(reader.page.getByRole('heading', { name: 'Crème brûlée' })).toBeVisible()
    await reader.close()
  })

  test('everything moves there from a SQLite file, and back into one', async ({ playground, start, env, page }) => {
    await answeredSession(playground, {
      endpoints: ['echo'],
      prompts: ['Ünïcode 🙂 東京', 'NUL \u0000.'],
      title: 'Asked',
    })
    await embeddedSession(playground, ['echo'], ['one', 'two'])
    await makeSession(playground, { endpoints: ['echo'], title: 'Draft', draft: 'not sent' })
    const there = await start({ env })
    const back = await start()
    for (const [from, to] of [
      [playground, there],
      [there, back],
    ] as const) {
      const list = new SessionsPage(page)
      await list.open(from.url)
      await page.getByRole('button', { name: 'Export everything' }).click()
      const downloading = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: /^All sessions as one file/ }).click()
      const file = test.info().outputPath(`${to.port}.jsonl`)
      await (await downloading).saveAs(file)
      await list.open(to.url)
      await page.getByRole('button', { name: 'Import' }).click()
      await page.getByLabel('File to import').setInputFiles(file)
      await expect(page.getByRole('dialog')).toContainText('3 new sessions')
    }
    const before = await everything(playground)
    expect([...before.keys()].toSorted()).toEqual(['Asked', 'Draft', 'Texts'])
    expect(await everything(there)).toEqual(before)
    expect(await everything(back)).toEqual(before)
  })

  test('a page whose database goes away says so, and saves by itself once it is back', async ({
    start,
    env,
    postgres,
    simulator,
    page,
    trouble,
  }) => {
    trouble.allow(/status of 503/)
    const held = 'hold,at:30'
    const playground = await start({ env })
    await addUpstream(playground, { url: simulator.url, models: [held] })
    const id = await makeSession(playground, { endpoints: [held], draft: '' })
    const compare = new ComparePage(page)
    await compare.open(playground.url, id)
    await compare.send('Asked before')
    await compare.expectText(held, expectedPartialText(held))
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()

    await postgres.stop('immediate')
    await compare.prompt.fill('Typed meanwhile')
    await expect(page.getByText('Not saved: the database cannot be reached')).toBeVisible()
    await simulator.control('release')
    await compare.expectText(held, expectedText(held))
    await compare.prompt.fill('Typed meanwhile, and more')
    await postgres.start()
    await expect(page.getByText('Saved', { exact: true })).toBeVisible({ timeout: 45_000 })
    await expect.poll(() => unwritten(playground), { timeout: 45_000 }).toBe(0)

    await page.reload()
    await compare.expectAllEnded(1)
    await compare.expectText(held, expectedText(held))
    await expect(compare.prompt).toHaveValue('Typed meanwhile, and more')
    const { session, replies } = await readSession(playground, id)
    expect(session.document).toMatchObject({ draft: 'Typed meanwhile, and more' })
    expect(Object.values(replies).map(({ reply }) => reply.status)).toEqual(['done'])
    const list = new SessionsPage(page)
    await list.open(playground.url)
    await expect(list.rows).toHaveCount(1)
  })
})

/** The sessions in the file of all, by title. Ids are others on each server, and so is what ran together. */
async function everything(playground: Playground): Promise<Map<string, unknown>> {
  const answer = await request(`${playground.url}/api/sessions/export`)
  const lines = (await answer.body.text()).trimEnd().split('\n').slice(1, -1)
  const sessions = new Map<string, unknown>()
  let numbers = new Map<string, number>()
  let current: unknown[] = []
  for (const line of lines) {
    const { type, title } = JSON.parse(line) as { type: string; title?: string }
    if (type === 'session') {
      numbers = new Map()
      sessions.set(title ?? '', (current = []))
    }
    current.push(comparable(line, numbers))
  }
  return sessions
}

function comparable(line: string, numbers: Map<string, number>): Record<string, unknown> {
  const { runId: _, frames, ...rest } = JSON.parse(line) as { runId?: string; frames?: string }
  const text = JSON.stringify({ ...rest, frames: frames && Buffer.from(frames, 'base64').toString('latin1') })
  const withoutIds = text.replace(/[\da-f]{8}-[\da-f]{4}-[\da-f-]{22}/g, (id) => {
    if (!numbers.has(id)) numbers.set(id, numbers.size)
    return `#${numbers.get(id)}`
  })
  return JSON.parse(withoutIds) as Record<string, unknown>
}
