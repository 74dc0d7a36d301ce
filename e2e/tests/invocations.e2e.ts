import { readFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { parquetReadObjects } from 'hyparquet'
import { expect, test } from '../fixture.ts'
import { ComparePage } from '../page/comparePage.ts'
import { ask, InvocationsPage } from '../page/invocationsPage.ts'
import { makeSession } from '../page/makeSession.ts'
import { expectedText } from '../simulator/expectedText.ts'

test.describe('the Invocations page', () => {
  test('lists what clients and pages asked, and opens it in the inspector', async ({ playground, serve, page }) => {
    await serve('fast')
    await ask(playground, 'echo', 'From a client', {
      userAgent: 'OpenAI/Python 2.54.0',
      body: { client_request_id: 'mine-1' },
    })
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['fast'], draft: 'From a page' }))
    await compare.send()
    await compare.expectText('fast', expectedText('fast'))

    const list = new InvocationsPage(page)
    await list.open(playground.url)
    await expect(list.rows).toHaveCount(2)
    await expect(list.rows.nth(0)).toContainText(/fast.*AI Playground.*done 200.*chat.*From a page/)
    await expect(list.rows.nth(1)).toContainText(/echo.*OpenAI Python.*done 200.*chat.*\d+ \/ \d+.*From a client/)

    await list.rows.nth(1).click()
    await expect(list.inspector).toContainText('mine-1')
    await expect(list.inspector).toContainText('OpenAI/Python 2.54.0')
    await list.inspector.getByRole('tab', { name: 'Request' }).click()
    await expect(list.inspector).toContainText('From a client')
    await page.reload()
    await expect(list.inspector).toContainText('mine-1')
    await page.keyboard.press('Escape')
    await expect(list.inspector).toBeHidden()
  })

  test('filters, searches, and keeps both in the address', async ({ playground, serve, page }) => {
    await serve('fast', '500')
    await ask(playground, 'echo', 'A haystack')
    await ask(playground, 'echo', 'A needle in it', { userAgent: 'MyApp/1.0' })
    await ask(playground, 'fast', 'Something quick')
    expect(await ask(playground, '500', 'Something that fails')).toBeGreaterThanOrEqual(400)
    const list = new InvocationsPage(page)
    await list.open(playground.url)
    await expect(list.rows).toHaveCount(4)

    await list.search.fill('needl')
    await expect(list.rows).toHaveCount(1)
    await expect(list.rows).toContainText('A needle in it')
    await page.reload()
    await expect(list.search).toHaveValue('needl')
    await expect(list.rows).toHaveCount(1)
    await list.search.fill('no such word')
    await expect(page.getByText('Nothing matches')).toBeVisible()
    await page.getByRole('button', { name: 'Clear search and filters' }).click()
    await expect(list.rows).toHaveCount(4)

    await page.getByRole('button', { name: 'Errors only' }).click()
    await expect(list.rows).toHaveCount(1)
    await expect(list.rows).toContainText('Something that fails')
    await page.getByRole('button', { name: 'Errors only' }).click()
    await expect(list.rows).toHaveCount(4)

    await list.filter('Client', 'MyApp')
    await expect(list.rows).toHaveCount(1)
    await page.getByRole('button', { name: 'Remove filter: MyApp' }).click()
    await list.filter('Endpoint', 'fast')
    await expect(list.rows).toHaveCount(1)
    await expect(list.rows).toContainText('Something quick')
    await expect(page).toHaveURL(/endpoint=fast/)
  })

  test('reads nothing in the address that is not its own', async ({ playground, page }) => {
    await ask(playground, 'echo', 'Hello')
    const list = new InvocationsPage(page)
    await page.goto(`${playground.url}/invocations?utm_source=mail&task=toString`)
    await expect(list.rows).toHaveCount(1)
  })

  test('tells of new ones without moving the row under the pointer', async ({ playground, page }) => {
    await ask(playground, 'echo', 'First')
    const list = new InvocationsPage(page)
    await list.open(playground.url)
    await list.row('First').hover()
    await ask(playground, 'echo', 'Second')
    await ask(playground, 'echo', 'Third')
    const bar = page.getByRole('button', { name: '2 new' })
    await expect(bar).toBeVisible()
    await expect(list.rows).toHaveCount(1)
    await bar.click()
    await expect(list.rows).toHaveCount(3)
    await expect(list.rows.first()).toContainText('Third')

    await page.getByRole('heading', { name: 'Invocations', exact: true }).click()
    await ask(playground, 'echo', 'Fourth')
    await expect(list.rows.first()).toContainText('Fourth')
  })

  test('the first one appears on an empty page by itself', async ({ playground, page }) => {
    const list = new InvocationsPage(page)
    await list.open(playground.url)
    await expect(page.getByText('No invocations yet')).toBeVisible()
    await ask(playground, 'echo', 'Hello')
    await expect(list.rows).toHaveCount(1)
  })

  test('opens one in Compare and in Query', async ({ playground, serve, page }) => {
    await serve('fast')
    const messages = [
      { role: 'system', content: 'Be brief' },
      { role: 'user', content: 'What is it?' },
    ]
    await ask(playground, 'fast', '', { body: { messages, temperature: 0.3, odd_field: 7 } })
    const list = new InvocationsPage(page)
    await list.open(playground.url)
    await list.row('What is it?').click()
    await list.inspector.getByRole('button', { name: 'Open in Query' }).click()
    await expect(page).toHaveURL(/\/query\//)
    await expect(page.getByRole('textbox', { name: 'Request body' })).toContainText('odd_field')

    await list.open(playground.url)
    await list.row('What is it?').click()
    await list.inspector.getByRole('button', { name: 'Open in Compare' }).click()
    await expect(page).toHaveURL(/\/compare\//)
    const compare = new ComparePage(page)
    await expect(compare.prompt).toHaveValue('What is it?')
    await compare.send()
    await compare.expectText('fast', expectedText('fast'))
    await list.open(playground.url)
    await expect(list.rows).toHaveCount(2)
    await list.rows.first().click()
    await list.inspector.getByRole('tab', { name: 'Request' }).click()
    for (const part of ['Be brief', '"temperature": 0.3', '"odd_field": 7'])
      await expect(list.inspector).toContainText(part)
  })

  test('exports what is shown as JSON lines, CSV and Parquet', async ({ playground, page }) => {
    await ask(playground, 'echo', '=SUM(A1), "quoted"')
    await ask(playground, 'echo', 'Left out')
    const list = new InvocationsPage(page)
    await list.open(playground.url, '?search=quoted')
    await expect(list.rows).toHaveCount(1)

    const jsonl = (await exported(page, 'JSON lines')).toString().trim().split('\n')
    expect(jsonl).toHaveLength(1)
    const row = JSON.parse(jsonl[0] ?? '') as Record<string, unknown>
    expect(row).toMatchObject({ status_code: 200, served_entity_id: 'echo', endpoint_name: 'echo' })
    expect(String(row['request'])).toContain('=SUM(A1)')

    const csv = (await exported(page, 'CSV for spreadsheets')).toString()
    expect(csv.split('\r\n')[0]).toContain('databricks_request_id,request_date,client_request_id,request_time')
    expect(csv).toContain('""messages""')

    const parquet = new Uint8Array(await exported(page, 'Parquet'))
    const read = await parquetReadObjects({ file: parquet.buffer })
    expect(read).toHaveLength(1)
    expect(read[0]).toMatchObject({
      databricks_request_id: row['databricks_request_id'],
      request: row['request'],
      answer: row['answer'],
    })
  })

  test('keeps only as long as it is told, and not what a session shows', async ({ playground, serve, page }) => {
    await serve('fast')
    await ask(playground, 'echo', 'z'.repeat(900_000))
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['fast'], draft: 'Shown' }))
    await compare.send()
    await compare.expectText('fast', expectedText('fast'))
    for (let at = 0; at < 4; at++) await ask(playground, 'echo', `${at} ${'z'.repeat(900_000)}`)
    const list = new InvocationsPage(page)
    await list.open(playground.url)
    await expect(list.rows).toHaveCount(6)
    await page.getByRole('button', { name: 'Recording' }).click()
    const form = page.getByRole('dialog', { name: 'What is recorded' })
    await form.getByLabel('Keep at most, in MB').fill('10')
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(form).toContainText(/^.*[1-5] invocations, \d+ MB of/)
    await page.keyboard.press('Escape')
    await expect(list.row('Shown')).toHaveCount(1)
    await expect(list.rows.first()).toContainText('3 zzz')
    await expect(list.rows).not.toHaveCount(6)
  })

  test('records nothing of an endpoint that is switched off, which answers all the same', async ({
    playground,
    serve,
    page,
  }) => {
    await serve('fast')
    const list = new InvocationsPage(page)
    await list.open(playground.url)
    await page.getByRole('button', { name: 'Recording' }).click()
    const form = page.getByRole('dialog', { name: 'What is recorded' })
    await form.getByRole('switch', { name: 'fast' }).uncheck()
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(form.getByRole('button', { name: 'Save' })).toBeEnabled()
    await page.keyboard.press('Escape')

    expect(await ask(playground, 'fast', 'Not to be kept')).toBe(200)
    const compare = new ComparePage(page)
    const session = await makeSession(playground, { endpoints: ['fast'], draft: 'Not to be listed' })
    await compare.open(playground.url, session)
    await compare.send()
    await compare.expectText('fast', expectedText('fast'))
    await compare.open(playground.url, session)
    await compare.expectText('fast', expectedText('fast'))
    // What comes after is there, so what came before would be too.
    await ask(playground, 'echo', 'Recorded')
    await list.open(playground.url)
    await expect(list.row('Recorded')).toHaveCount(1)
    await expect(list.rows).toHaveCount(1)
  })

  test('deletes everything that is shown after asking', async ({ playground, page }) => {
    await ask(playground, 'echo', 'One')
    await ask(playground, 'echo', 'Two')
    const list = new InvocationsPage(page)
    await list.open(playground.url)
    await expect(list.rows).toHaveCount(2)
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Delete all' }).click()
    await page.getByRole('dialog', { name: 'Delete 2 invocations?' }).getByRole('button', { name: 'Delete' }).click()
    await expect(page.getByText('No invocations yet')).toBeVisible()
  })

  test('works by keyboard alone, with more rows than exist at once', async ({ playground, page }) => {
    for (let at = 0; at < 130; at++) await ask(playground, 'echo', `Question ${at}`)
    const list = new InvocationsPage(page)
    await list.open(playground.url)
    await expect(list.row('Question 129')).toHaveCount(1)
    expect(await list.rows.count()).toBeLessThan(80)
    await list.search.focus()
    await expect(async () => {
      await page.keyboard.press('Tab')
      await expect(list.rows.first()).toBeFocused({ timeout: 50 })
    }).toPass()
    await page.keyboard.press('ArrowDown')
    await expect(list.row('Question 128')).toBeFocused()
    // The end of what was read; then more is read.
    await expect(async () => {
      await page.keyboard.press('End')
      await expect(list.row(/Question 0$/)).toBeFocused({ timeout: 300 })
    }).toPass()
    await page.keyboard.press('Enter')
    await expect(list.inspector).toContainText('Question 0')
    await page.keyboard.press('Escape')
    await expect(list.inspector).toBeHidden()
    await expect(list.row(/Question 0$/)).toBeFocused()
  })

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1440, 390])
      test(`axe finds nothing, ${colorScheme}, ${width} px`, async ({ playground, page }) => {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        const list = new InvocationsPage(page)
        await list.open(playground.url)
        await expect(page.getByText('No invocations yet')).toBeVisible()
        expect(await violations(page), 'empty').toEqual([])
        await ask(playground, 'echo', 'مرحبا')
        await ask(playground, 'nobody', 'Nobody is there')
        await list.open(playground.url, '?client=curl')
        await expect(list.row('مرحبا')).toHaveCount(1)
        expect(await violations(page), 'the list').toEqual([])
        await page.getByRole('button', { name: /^Filters/ }).click()
        await expect(page.getByRole('dialog', { name: 'Filters' })).toBeVisible()
        expect(await violations(page), 'filters').toEqual([])
        await page.keyboard.press('Escape')
        await page.getByRole('button', { name: 'Recording' }).click()
        await expect(page.getByLabel('Keep for days')).toBeVisible()
        expect(await violations(page), 'recording').toEqual([])
        await page.keyboard.press('Escape')
        await list.row('مرحبا').click()
        await expect(list.inspector.getByRole('tab', { name: 'Answer' })).toBeVisible()
        expect(await violations(page), 'inspector').toEqual([])
      })
})

async function exported(page: Page, format: string): Promise<Buffer> {
  await page.getByRole('button', { name: 'Export' }).click()
  const coming = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: format }).click()
  const download = await coming
  return readFileSync(await download.path())
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}
