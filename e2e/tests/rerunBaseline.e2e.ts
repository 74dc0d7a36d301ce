import { request } from 'undici'
import { expect, test } from '../fixture.ts'
import { answeredSession, embeddedSession } from '../page/answeredSession.ts'
import { CompletePage } from '../page/completePage.ts'
import { QueryPage } from '../page/queryPage.ts'
import { RerunPage } from '../page/rerunPage.ts'
import { changeModels } from '../process/changeModels.ts'
import { addUpstream } from '../process/playgroundProcess.ts'
import { expectedText } from '../simulator/expectedText.ts'

/** What can be run again: sessions of every page, files, shares. */
test.describe('a baseline', () => {
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
})
