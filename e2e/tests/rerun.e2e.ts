import { readFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { request } from 'undici'
import { expect, test } from '../fixture.ts'
import { answeredSession } from '../page/answeredSession.ts'
import { RerunPage } from '../page/rerunPage.ts'
import { changeModels } from '../process/changeModels.ts'
import { addUpstream } from '../process/playgroundProcess.ts'
import { expectedText } from '../simulator/expectedText.ts'

/** The requests of a kept session sent again: what is the same, what is not, and what cannot be told. */
test.describe('running again', () => {
  test('the same endpoint with the same answer has changed nothing; the request is the kept one', async ({
    playground,
    serve,
    simulator,
    page,
  }) => {
    await serve('fast')
    const id = await answeredSession(playground, {
      endpoints: ['fast', 'echo'],
      prompts: ['One', 'Two'],
      title: 'Base',
      parameters: { temperature: 0 },
    })
    await page.goto(`${playground.url}/compare/${id}`)
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Actions for|^More/ })
      .first()
      .click()
    await page.getByRole('menuitem', { name: 'Run again…' }).click()
    const rerun = new RerunPage(page)
    await expect(page.getByText('4 answers to 2 prompts.')).toBeVisible()
    await rerun.repeats(2)
    await rerun.run()
    await expect(page).toHaveURL(/\/rerun\/[\w-]{36}$/)
    await expect(rerun.endpoint('fast')).toContainText('2 of 2')
    await expect(rerun.requests).toHaveCount(4)
    for (const row of await rerun.requests.all()) await expect(row).toContainText('same words')
    await expect(rerun.differences).toContainText('All 2 repeats are the kept text, character by character.')
    await expect(rerun.differences.getByRole('row', { name: /^Tokens out/ })).toContainText('in the range of 2')

    const bodies = (await simulator.requests()).filter(({ url }) => url.endsWith('/chat/completions'))
    const ofTwo = bodies.map(({ body }) => body).filter((body) => body.includes('"Two"'))
    expect(ofTwo).toHaveLength(3)
    expect(new Set(ofTwo).size).toBe(1)

    // It is a session like any other: found again, with what was compared.
    await page.goto(`${playground.url}/sessions`)
    await page.getByRole('main').getByRole('link', { name: 'Base (run again)' }).click()
    await expect(rerun.differences).toContainText('All 2 repeats are the kept text')
  })

  test('a changed answer shows its words, and is beyond the spread of repeats that are all the same', async ({
    playground,
    simulator,
    page,
  }) => {
    const upstream = await addUpstream(playground, { url: simulator.url, names: ['model'], models: ['fast,seed:1'] })
    const id = await answeredSession(playground, { endpoints: ['model'], prompts: ['Go'], title: 'Base' })
    await changeModels(playground, upstream, { url: simulator.url, models: { model: 'fast,seed:2' } })
    const rerun = new RerunPage(page)
    await rerun.open(playground.url, id)
    await rerun.repeats(1)
    await rerun.run()
    await expect(rerun.requests).toContainText('differs')
    await expect(rerun.differences).toContainText('One repeat cannot tell')
    await rerun.repeats(2)
    await rerun.run()
    await expect(rerun.requests).toContainText('beyond the spread')
    await expect(rerun.differences).toContainText('Changed beyond the spread of 3 repeats')
    await expect(rerun.differences).toContainText('once in 4 times')
    const [removed, added] = [rerun.differences.locator('del'), rerun.differences.locator('ins')]
    const [before, after] = [words(expectedText('fast,seed:1')), words(expectedText('fast,seed:2'))]
    for (const word of words((await removed.allInnerTexts()).join(' '))) expect(before).toContain(word)
    for (const word of words((await added.allInnerTexts()).join(' '))) expect(after).toContain(word)
    await expect(removed.first()).toHaveCSS('text-decoration-line', 'line-through')
    await expect(added.first()).toHaveCSS('text-decoration-line', 'underline')

    await page.getByRole('button', { name: 'beyond the spread 1' }).click()
    await expect(rerun.requests).toHaveCount(1)
    await page.getByRole('button', { name: 'failures 0' }).click()
    await expect(page.getByText('None.')).toBeVisible()

    await page.getByRole('button', { name: 'Export' }).click()
    const downloading = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'Differences as CSV' }).click()
    const [head = '', line = ''] = readFileSync(await (await downloading).path(), 'utf8').split('\r\n')
    expect(head).toContain('outcome')
    expect(line).toContain('beyond')
    expect(line).toContain(expectedText('fast,seed:2').slice(0, 40))
  })

  test('answers that always differ are within their spread, and what failed and answers now is said', async ({
    playground,
    simulator,
    page,
  }) => {
    const upstream = await addUpstream(playground, {
      url: simulator.url,
      names: ['clock', 'down', 'up'],
      models: ['timestamps,short', '503,fail:1', 'fast'],
    })
    const id = await answeredSession(playground, { endpoints: ['clock', 'down', 'up'], prompts: ['Go'], title: 'Base' })
    const models = { clock: 'timestamps,short', down: '503,fail:1', up: '503' }
    await changeModels(playground, upstream, { url: simulator.url, models })
    const rerun = new RerunPage(page)
    await rerun.open(playground.url, id)
    await page.getByRole('button', { name: 'all at once' }).click()
    await rerun.run()
    await expect(rerun.requests.nth(0)).toContainText('within the spread')
    await expect(rerun.requests.nth(1)).toContainText('answers now')
    await expect(rerun.requests.nth(2)).toContainText('fails now')
    await page.getByRole('button', { name: 'failures 2' }).click()
    await expect(rerun.requests).toHaveCount(2)
    await rerun.requests.nth(1).click()
    await expect(rerun.differences).toContainText('Repeat 1: Overloaded.')
    await rerun.differences.getByRole('button', { name: 'Inspect new' }).click()
    await expect(page.getByRole('dialog', { name: 'Inspector' })).toContainText('Failed 503')
  })

  test('another endpoint is asked in place of one that is gone', async ({ playground, serve, simulator, page }) => {
    const upstream = await addUpstream(playground, { url: simulator.url, name: 'Gone', models: ['markdown'] })
    const id = await answeredSession(playground, { endpoints: ['markdown'], prompts: ['Go'], title: 'Base' })
    await request(`${playground.url}/api/upstreams/${upstream.id}`, { method: 'DELETE' })
    await serve('fast')
    const rerun = new RerunPage(page)
    await rerun.open(playground.url, id)
    await expect(page.getByText('markdown is no longer here. Choose an endpoint in its place.')).toBeVisible()
    await expect(rerun.runButton).toBeDisabled()
    await page.getByRole('button', { name: 'Choose an endpoint' }).click()
    await rerun.pick('fast')
    await rerun.repeats(2)
    await rerun.run()
    await expect(rerun.requests).toContainText('markdown → fast')
    await expect(rerun.requests).toContainText('beyond the spread')
    await expect(rerun.differences.getByRole('row', { name: /^Total/ })).toContainText('by chance in 67 %')
    await rerun.differences.getByRole('button', { name: 'new', exact: true }).click()
    await expect(rerun.differences.getByLabel('New answer')).toHaveText(expectedText('fast'))
  })

  test('what could not be sent while the server was away is sent when it is back', async ({ start, page, trouble }) => {
    trouble.allow(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|Failed to load resource/)
    const first = await start()
    const id = await answeredSession(first, { endpoints: ['echo'], prompts: ['One', 'Two'], title: 'Base' })
    const rerun = new RerunPage(page)
    await rerun.open(first.url, id)
    await rerun.repeats(1)
    await first.stop('SIGTERM')
    await rerun.runButton.click()
    await expect(page.getByText('2 of 2 were not sent.')).toBeVisible({ timeout: 30_000 })
    await expect(page.getByText(/Not saved/)).toBeVisible()
    await start({ dataFolder: first.dataFolder, port: first.port })
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(rerun.requests.first()).toContainText('same words', { timeout: 20_000 })
    await expect(page.getByText('Saved', { exact: true })).toBeVisible({ timeout: 20_000 })
  })

  test('a reload in the middle loses nothing, and what was not sent is sent when asked to', async ({
    playground,
    serve,
    page,
  }) => {
    await serve('slow,tokens:15')
    const prompts = Array.from({ length: 13 }, (_, index) => `Prompt ${index + 1}`)
    const name = 'slow,tokens:15'
    const id = await answeredSession(playground, {
      endpoints: Array.from({ length: 5 }, () => name),
      prompts,
      title: 'Base',
    })
    const rerun = new RerunPage(page)
    await rerun.open(playground.url, id)
    await rerun.repeats(1)
    await page.getByRole('button', { name: 'all at once' }).click()
    await rerun.runButton.click()
    await expect(page).toHaveURL(/\/rerun\/[\w-]{36}$/)
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await page.reload()
    // 64 a run: the 65th was not sent yet.
    await expect(page.getByText('1 of 65 were not sent.')).toBeVisible({ timeout: 20_000 })
    await expect(page.getByLabel('Endpoints').getByRole('row', { name: /^All/ })).toContainText('64 of 65')
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByLabel('Endpoints').getByRole('row', { name: /^All/ })).toContainText('65 of 65')
    await rerun.expectEnded()
  })

  test('Stop ends what is under way and keeps the rest for later', async ({ playground, serve, page }) => {
    await serve('slow')
    const id = await answeredSession(playground, { endpoints: ['echo'], prompts: ['Go', 'Again'], title: 'Base' })
    const rerun = new RerunPage(page)
    await rerun.open(playground.url, id)
    await rerun.chooseEndpoint('echo', 'slow')
    await rerun.repeats(2)
    await page.getByRole('button', { name: 'all at once' }).click()
    await rerun.runButton.click()
    await rerun.requests.first().click()
    await expect(rerun.differences.getByLabel('New answer')).not.toBeEmpty()
    await page.keyboard.press('Escape')
    await rerun.expectEnded()
    await expect(rerun.differences).toContainText('Repeat 1: stopped.')
    await expect(rerun.requests.first()).toContainText('nothing to compare')
  })

  test('it is accessible, works by keyboard alone and on a phone, and goes out with what was kept', async ({
    playground,
    simulator,
    page,
  }) => {
    const upstream = await addUpstream(playground, { url: simulator.url, names: ['model'], models: ['fast,seed:1'] })
    const prompts = ['First prompt', 'Second prompt']
    const id = await answeredSession(playground, { endpoints: ['model', 'echo'], prompts, title: 'Base' })
    await changeModels(playground, upstream, { url: simulator.url, models: { model: 'fast,seed:2' } })
    const expectClean = async () => {
      // A button that is fading from one state to the other has neither's contrast.
      await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id: rule, nodes }) => `${rule}: ${nodes[0]?.html}`)).toEqual([])
    }
    await page.goto(`${playground.url}/rerun`)
    await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible()
    await expectClean()
    const rerun = new RerunPage(page)
    await rerun.open(playground.url, id)
    await expectClean()
    await page.keyboard.press('Control+Enter')
    await expect(page.getByText('12 of 12 done')).toBeVisible()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await expectClean()
    }
    await page.getByRole('listbox', { name: 'Requests' }).focus()
    await page.keyboard.press('End')
    await expect(rerun.differences.getByRole('article', { name: 'Prompt 2, echo' })).toBeVisible()
    await page.keyboard.press('ArrowUp')
    await expect(rerun.differences.getByRole('article', { name: 'Prompt 2, model' })).toBeVisible()

    const sessionId = page.url().split('/').at(-1)
    const html = await (await request(`${playground.url}/api/sessions/${sessionId}/export?format=html`)).body.text()
    for (const text of ['First prompt', 'kept', 'repeat 3', expectedText('fast,seed:1'), expectedText('fast,seed:2')])
      expect(html).toContain(text)

    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('listbox', { name: 'Requests' }).focus()
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('dialog', { name: 'Differences' })
    await expect(drawer).toContainText('Changed beyond the spread of 3 repeats')
    await expectClean()
    await page.keyboard.press('Escape')
    await expect(drawer).toBeHidden()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })
})

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}
