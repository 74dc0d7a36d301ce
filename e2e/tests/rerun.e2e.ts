import { readFileSync } from 'node:fs'
import { request } from 'undici'
import type { Upstream } from '../../server/contract/endpoint.ts'
import { expect, test } from '../fixture.ts'
import { answeredSession, embeddedSession } from '../page/answeredSession.ts'
import { CompletePage } from '../page/completePage.ts'
import { QueryPage } from '../page/queryPage.ts'
import { RerunPage } from '../page/rerunPage.ts'
import { addUpstream, type Playground } from '../process/playgroundProcess.ts'
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

  test('a query goes out as it was written', async ({ playground, serve, simulator, page }) => {
    await serve('fast')
    const query = new QueryPage(page)
    await query.open(playground.url)
    const text =
      '{\n "messages": [{"role": "user", "content": "As written"}],\n "stream": true, "seed": 1.0,\t"temperature":0\n}'
    await query.write(text)
    await query.chooseEndpoint('fast')
    await query.send()
    await expect(query.answer('fast')).toContainText('finish reason stop')
    await expect(page).toHaveURL(/\/query\/[\w-]{36}$/)
    const rerun = new RerunPage(page)
    await rerun.open(playground.url, page.url().split('/').at(-1) ?? '')
    await rerun.repeats(1)
    await rerun.run()
    await expect(rerun.requests).toContainText('As written')
    await expect(rerun.requests).toContainText('same words')
    const bodies = (await simulator.requests()).filter(({ url }) => url.endsWith('/chat/completions'))
    expect(bodies).toHaveLength(2)
    expect(bodies[1]?.body).toBe(bodies[0]?.body)
    expect(bodies[1]?.body).toContain('"seed": 1.0,\t"temperature":0')
  })

  test('predictions are compared by what came, a completion by its text', async ({ playground, serve, page }) => {
    await serve('predictions', 'fast')
    const query = new QueryPage(page)
    await query.open(playground.url)
    await query.write('{"inputs": ["one", "two"]}')
    await query.chooseEndpoint('predictions')
    await query.send()
    await expect(query.answer('predictions').getByRole('row').first()).toBeVisible()
    await expect(page).toHaveURL(/\/query\/[\w-]{36}$/)
    const rerun = new RerunPage(page)
    await rerun.open(playground.url, page.url().split('/').at(-1) ?? '')
    await rerun.repeats(2)
    await rerun.run()
    await expect(rerun.requests).toContainText('same words')
    await rerun.differences.getByRole('button', { name: 'new', exact: true }).click()
    await expect(rerun.differences.getByLabel('New answer')).toContainText('"predictions": [')

    const complete = new CompletePage(page)
    await complete.open(playground.url, 'fast')
    await complete.write('Once upon a time')
    await page.keyboard.press('Control+Enter')
    await expect(complete.samples.or(page.getByRole('button', { name: /^Continue/ })).first()).toBeVisible()
    await expect(page).toHaveURL(/\/complete\/[\w-]{36}$/)
    await expect.poll(async () => (await complete.readText()).length).toBeGreaterThan(300)
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await rerun.open(playground.url, page.url().split('/').at(-1) ?? '')
    await rerun.repeats(1)
    await rerun.run()
    await expect(rerun.requests).toContainText('Once upon a time')
    await expect(rerun.requests).toContainText('same words')
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

  test('an HTML file or a share is a baseline; what a share leaves out is put together again', async ({
    playground,
    serve,
    simulator,
    page,
  }) => {
    await serve('fast', 'echo-prompt')
    const title = 'To be checked'
    const id = await answeredSession(playground, { endpoints: ['fast'], prompts: ['One', 'Two'], title })
    const html = await (await request(`${playground.url}/api/sessions/${id}/export?format=html`)).body.text()
    const rerun = new RerunPage(page)
    await page.goto(`${playground.url}/rerun`)
    await page
      .getByLabel('File to run again')
      .setInputFiles({ name: 'kept.html', mimeType: 'text/html', buffer: Buffer.from(html) })
    await expect(page.getByText('2 answers to 2 prompts.')).toBeVisible()
    await rerun.repeats(2)
    await rerun.run()
    await expect(rerun.endpoint('fast')).toContainText('2 of 2')
    for (const row of await rerun.requests.all()) await expect(row).toContainText('same words')

    await page.goto(`${playground.url}/compare/${id}`)
    await page.getByRole('button', { name: 'Share', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Share' })
    await dialog.getByRole('checkbox', { name: 'Names of endpoints' }).uncheck()
    await dialog.getByRole('button', { name: 'Create link' }).click()
    const link = await page.getByRole('dialog', { name: 'Shared' }).getByRole('textbox', { name: 'Link' }).inputValue()
    await page.goto(`${playground.url}/rerun`)
    await page.getByLabel('Link of a share').fill('https://elsewhere.example/share/abc')
    await expect(page.getByText('This is no share of this playground.')).toBeVisible()
    await page.getByLabel('Link of a share').fill(link)
    await page.getByRole('button', { name: 'Take the share' }).click()
    await expect(page.getByText('2 requests were not kept with the answers')).toBeVisible()
    await expect(page.getByText('Model A is no longer here. Choose an endpoint in its place.')).toBeVisible()
    await page.getByRole('button', { name: 'Choose an endpoint' }).click()
    await rerun.pick('fast')
    await rerun.repeats(1)
    await rerun.run()
    await expect(rerun.requests.first()).toContainText('Model A → fast')
    for (const row of await rerun.requests.all()) await expect(row).toContainText('same words')
    const last = (await simulator.requests()).at(-1)?.body ?? ''
    // With the whole conversation, as the share shows it.
    expect(JSON.parse(last)).toMatchObject({
      messages: [
        { role: 'user', content: 'One' },
        { role: 'assistant', content: expectedText('fast') },
        { role: 'user', content: 'Two' },
      ],
    })
  })

  test('texts are embedded again: numbers, angles and nearest texts', async ({ playground, simulator, page }) => {
    const names = ['steady', 'other']
    const upstream = await addUpstream(playground, {
      url: simulator.url,
      names,
      models: ['embed,width:16', 'embed,width:16,seed:1'],
      tasks: ['llm/v1/embeddings'],
    })
    const id = await embeddedSession(playground, names, [
      'red apple',
      'green apple',
      'fast car',
      'slow car',
      'tall tree',
    ])
    await changeModels(
      playground,
      upstream,
      { url: simulator.url, models: { steady: 'embed,width:16', other: 'embed,width:24' } },
      'llm/v1/embeddings',
    )
    const rerun = new RerunPage(page)
    await rerun.open(playground.url, id)
    await expect(page.getByText('5 texts by 2 models.')).toBeVisible()
    await rerun.repeats(2)
    await rerun.run()
    const texts = page.getByRole('listbox', { name: 'Texts' }).getByRole('option')
    await expect(texts).toHaveCount(10)
    await expect(texts.first()).toContainText('same numbers')
    await expect(rerun.differences).toContainText('All 2 repeats are the kept vector, number by number.')
    await expect(rerun.differences).toContainText('nearest texts are the same')
    await expect(texts.last()).toContainText('beyond the spread')
    await texts.last().click()
    await expect(rerun.differences).toContainText('The vectors have another length: changed beyond the spread')
    await page.reload()
    await page.getByRole('button', { name: 'beyond the spread 5' }).click()
    await expect(texts).toHaveCount(5)
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
})

/** The same endpoints, other models behind them. */
async function changeModels(
  playground: Playground,
  upstream: Upstream,
  { url, models }: { url: string; models: Record<string, string> },
  task = 'llm/v1/chat',
): Promise<void> {
  const answer = await request(`${playground.url}/api/upstreams/${upstream.id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      provider: 'custom',
      name: upstream.name,
      baseUrl: `${url}/v1`,
      servesAllModels: false,
      endpoints: Object.entries(models).map(([name, model]) => ({ name, model, tasks: [task] })),
    }),
  })
  await answer.body.dump()
  expect(answer.statusCode).toBeLessThan(300)
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}
