import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { request } from 'undici'
import { expect, test } from '../fixture.ts'
import { ComparePage } from '../page/comparePage.ts'
import { makeSession } from '../page/makeSession.ts'
import { SessionsPage } from '../page/sessionsPage.ts'
import { expectedText } from '../simulator/expectedText.ts'
import type { Playground } from '../process/playgroundProcess.ts'

test.describe('sessions are found', () => {
  test('by their prompts, replies and tags, with the words marked where they stand', async ({
    playground,
    serve,
    page,
  }) => {
    await serve('fast')
    const sent = await sentSession(playground, page, {
      endpoint: 'fast',
      title: 'Alpha',
      prompt: 'A lighthouse at dusk',
    })
    await makeSession(playground, { endpoints: ['echo'], title: 'Beta', draft: 'Nothing of the kind' })
    const tagged = await makeSession(playground, { endpoints: ['echo'], title: 'Gamma', draft: 'x' })
    await change(playground, tagged, { tags: ['Leuchtturm'] })
    const list = new SessionsPage(page)
    await list.open(playground.url)
    await page.keyboard.press('/')
    await page.keyboard.type('LIGHTH dusk')
    await list.expectTitles('Alpha')
    await expect(page).toHaveURL(/q=LIGHTH/)
    await expect(list.row('Alpha').locator('mark')).toHaveText(['lighth', 'dusk'])
    await expect(list.row('Alpha')).toContainText('A lighthouse at dusk')

    await list.search.fill('alph')
    await expect(list.link('Alpha').locator('mark')).toHaveText('Alph')

    await list.search.fill('leucht')
    await list.expectTitles('Gamma')
    const word = expectedText('fast').match(/\p{L}{5,}/u)?.[0] ?? ''
    await list.search.fill(word)
    await expect(list.row('Alpha').locator('mark').first()).toHaveText(new RegExp(`^${word}$`, 'i'))
    await page.reload()
    await expect(list.search).toHaveValue(word)
    await list.link('Alpha').click()
    await expect(page).toHaveURL(new RegExp(sent))
    await new ComparePage(page).expectText('fast', expectedText('fast'))

    await list.open(playground.url)
    await list.search.fill('beta " - NOT* (x OR')
    await expect(page.getByText('No session matches')).toBeVisible()
    await expect(page.getByText('Fewer words find more')).toBeVisible()
    await page.getByRole('button', { name: 'Clear all' }).last().click()
    await expect(list.rows).toHaveCount(3)
    await expect(list.search).toHaveValue('')
  })

  test('by page, endpoint, task, tag, date, errors and pins, alone and together, kept in the address', async ({
    playground,
    serve,
    page,
  }) => {
    await serve('fast', '500')
    await sentSession(playground, page, { endpoint: '500', title: 'Failed', prompt: 'Go' })
    const draft = await makeSession(playground, { endpoints: ['fast'], title: 'Draft' })
    await change(playground, draft, { tags: ['work', 'paper'], isPinned: true })
    await change(playground, await makeSession(playground, { endpoints: ['echo'], title: 'Other' }), { tags: ['work'] })
    await saveQuery(playground, 'Raw')
    const list = new SessionsPage(page)
    await list.open(playground.url)
    await expect(list.rows).toHaveCount(4)
    const clear = page.getByRole('button', { name: 'Clear all' })

    await list.filter('Page', /^Query/)
    await list.expectTitles('Raw')
    await clear.click()
    await list.filter('Endpoint', /^fast/)
    await list.expectTitles('Draft')
    await clear.click()
    await list.filter('Task', /^chat/)
    await list.expectTitles('Draft', 'Other', 'Failed')
    await list.filter('Tag', /^work/)
    await list.expectTitles('Draft', 'Other')
    await list.filter('And tag', /^paper/)
    await list.expectTitles('Draft')
    await page.reload()
    await list.expectTitles('Draft')
    await page.getByRole('button', { name: 'Remove filter: tag paper' }).click()
    await list.expectTitles('Draft', 'Other')
    await clear.click()

    await page.getByRole('button', { name: 'With errors' }).click()
    await list.expectTitles('Failed')
    await expect(list.row('Failed').getByRole('gridcell', { name: '1', exact: true })).toHaveCount(2)
    await page.getByRole('button', { name: 'Pinned' }).click()
    await expect(page.getByText('No session passes every filter')).toBeVisible()
    await page.getByRole('button', { name: 'Without “with errors”' }).click()
    await list.expectTitles('Draft')
    await clear.click()

    await page.getByRole('button', { name: /^Filters/ }).click()
    const filters = page.getByRole('dialog', { name: 'Filters' })
    await filters.getByLabel('Changed until').fill('2020-01-01')
    await expect(page.getByText('No session passes every filter')).toBeVisible()
    await filters.getByLabel('Changed until').fill('')
    await filters.getByLabel('Changed since').fill('2020-01-01')
    await page.keyboard.press('Escape')
    await expect(list.rows).toHaveCount(4)
    await expect(page).toHaveURL(/since=2020-01-01/)

    await list.grid.getByRole('button', { name: 'paper' }).click()
    await list.expectTitles('Draft')
  })

  test('whatever else stands in the address', async ({ playground, page }) => {
    await makeSession(playground, { endpoints: ['echo'], title: 'Alpha' })
    const list = new SessionsPage(page)
    await list.open(playground.url, '?utm_source=mail&page=nowhere')
    await list.expectTitles('Alpha')
  })

  test('from the palette on any page, by what stands in them', async ({ playground, serve, page }) => {
    await serve('fast')
    const id = await sentSession(playground, page, { endpoint: 'fast', title: 'Alpha', prompt: 'A lighthouse at dusk' })
    for (let index = 0; index < 12; index++)
      await makeSession(playground, { endpoints: ['echo'], title: `No ${index}` })
    await page.goto(`${playground.url}/settings`)
    await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('combobox', { name: /^Name of a page/ }).fill('lightho')
    const found = page.getByRole('option', { name: /Alpha/ })
    await expect(found).toContainText('A lighthouse at dusk')
    await found.click()
    await expect(page).toHaveURL(new RegExp(id))
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('combobox', { name: /^Name of a page/ }).fill('lightho')
    await page.getByRole('option', { name: 'Search all sessions for “lightho”' }).click()
    await new SessionsPage(page).expectTitles('Alpha')
  })

  test('opens a long comparison at the turn whose answer was found', async ({ playground, page }) => {
    const id = await makeSession(playground, { endpoints: ['echo'], title: 'Long', draft: '' })
    const compare = new ComparePage(page)
    await compare.open(playground.url, id)
    for (let turn = 1; turn <= 6; turn++) {
      const lines = Array.from({ length: 12 }, (_, line) => `- line ${line} of turn ${turn}`).join('\n')
      await compare.send(`Turn ${turn}\n${lines}`)
      await compare.expectAllEnded(turn)
    }
    const list = new SessionsPage(page)
    // Echo counts the messages: only the second answer says three.
    await list.open(playground.url)
    await list.search.fill('"3 messages"')
    await expect(list.row('Long').locator('mark').first()).toHaveText('3 messages')
    await list.row('Long').focus()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(new RegExp(id))
    await expect(page.getByRole('heading', { name: /^Turn 2/ })).toBeInViewport()
    await expect(page.getByRole('button', { name: 'Latest' })).toBeVisible()
    // Of what was asked: at the turn that asked it.
    await list.open(playground.url)
    await list.search.fill('"line 3 of turn 4"')
    await expect(list.row('Long').locator('mark').first()).toBeVisible()
    await list.row('Long').focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: /^Turn 4/ })).toBeInViewport()
    await expect(page.getByRole('heading', { name: /^Turn 6/ })).not.toBeInViewport()
    // From there the reader goes where they like.
    await page.getByRole('region', { name: 'Board' }).hover()
    await page.mouse.wheel(0, -10_000)
    await expect(page.getByRole('heading', { name: /^Turn 1/ })).toBeInViewport()
    await page.getByRole('button', { name: 'Latest' }).click()
    await expect(page.getByText('in the last of 11 messages')).toBeInViewport()
  })

  test('opens it in the pane that answered, on a phone and in tiles', async ({ playground, serve, page }) => {
    await serve('fast')
    const id = await makeSession(playground, { endpoints: ['fast', 'echo'], title: 'Long', draft: '' })
    const compare = new ComparePage(page)
    await compare.open(playground.url, id)
    for (let turn = 1; turn <= 4; turn++) {
      const lines = Array.from({ length: 12 }, (_, line) => `- line ${line} of turn ${turn}`).join('\n')
      await compare.send(`Turn ${turn}\n${lines}`)
      await compare.expectAllEnded(turn * 2)
    }
    await page.getByRole('button', { name: 'View: columns' }).click()
    const list = new SessionsPage(page)
    for (const size of [page.viewportSize(), { width: 390, height: 844 }]) {
      if (size) await page.setViewportSize(size)
      await list.open(playground.url)
      await list.search.fill('"3 messages"')
      await expect(list.row('Long').locator('mark').first()).toHaveText('3 messages')
      await list.row('Long').focus()
      await page.keyboard.press('Enter')
      await expect(page.getByText('line 0 of turn 2', { exact: true })).toBeInViewport()
      await expect(page.getByText('in the last of 7 messages')).not.toBeInViewport()
    }
  })

  test('says while sessions are still being read, and finds them by itself when they are', async ({
    playground,
    page,
  }) => {
    const list = new SessionsPage(page)
    await list.open(playground.url)
    // The longer a text is, the longer it is left alone after a save: this one for five seconds.
    await makeSession(playground, { endpoints: ['echo'], title: 'Long', draft: `${'word '.repeat(200_000)}lighthouse` })
    await list.search.fill('lighthouse')
    const note = page.getByText('1 session is still being read; what is in it may be missing here.')
    await expect(note).toBeVisible()
    await expect(list.row('Long')).toBeVisible()
    await expect(note).toBeHidden()
  })
})

interface Sent {
  endpoint: string
  title: string
  prompt: string
}

async function sentSession(playground: Playground, page: Page, { endpoint, title, prompt }: Sent): Promise<string> {
  const id = await makeSession(playground, { endpoints: [endpoint], title, draft: prompt })
  const compare = new ComparePage(page)
  await compare.open(playground.url, id)
  await compare.send()
  await compare.expectAllEnded(1)
  return id
}

async function change({ url }: Playground, id: string, body: object): Promise<void> {
  await call(`${url}/api/sessions/${id}`, 'PATCH', body)
}

async function saveQuery({ url }: Playground, title: string): Promise<void> {
  const document = { page: 'query', text: '{}', panes: [], sends: [] }
  await call(`${url}/api/sessions/${randomUUID()}`, 'PUT', { revision: 0, title, document })
}

async function call(address: string, method: 'PATCH' | 'PUT', body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await request(address, { method, headers, body: JSON.stringify(body) })
  const text = await answer.body.text()
  if (answer.statusCode !== 200) throw new Error(`${method} ${address}: ${answer.statusCode} ${text}`)
}
