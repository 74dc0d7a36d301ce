import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '../fixture.ts'
import { ComparePage } from '../page/comparePage.ts'
import { EmbedPage, serveEmbeddings } from '../page/embedPage.ts'
import { makeSession, readSession } from '../page/makeSession.ts'
import { QueryPage } from '../page/queryPage.ts'
import { VersionsDrawer } from '../page/versionsDrawer.ts'
import { expectedText } from '../simulator/expectedText.ts'

test.describe('versions of a session', () => {
  test('every send is a point to look at, go back to and undo, with what was typed since', async ({
    playground,
    serve,
    page,
  }) => {
    await serve('fast')
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['fast'], draft: '' }))
    for (const [count, prompt] of ['First question', 'Second question'].entries()) {
      await compare.send(prompt)
      await compare.expectAllEnded(count + 1)
    }
    await compare.prompt.fill('Typed since')
    const versions = new VersionsDrawer(page)
    await versions.open()
    await expect(versions.list).toContainText(['Second question', 'First question'])
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations).toEqual([])

    await versions.look('First question')
    await expect(versions.shown.getByText(expectedText('fast').slice(0, 40))).toBeVisible()
    await expect(versions.shown.getByText('Second question')).toHaveCount(0)
    await versions.goBack()
    await compare.expectAllEnded(1)
    await expect(page.getByText('Second question')).toHaveCount(0)
    await expect(compare.prompt).toHaveValue('')
    await page.reload()
    await compare.expectAllEnded(1)

    await versions.open()
    await expect(versions.list.first()).toContainText('Before going back')
    await versions.look('Before going back')
    await expect(versions.typed).toContainText('Typed since')
    await versions.goBack()
    await compare.expectAllEnded(2)
    await expect(compare.prompt).toHaveValue('Typed since')
    await page.getByRole('button', { name: 'Undo' }).click()
    await compare.expectAllEnded(1)
  })

  test('a fork is a session of its own, reached by keyboard', async ({ playground, serve, page }) => {
    await serve('fast')
    const id = await makeSession(playground, { endpoints: ['fast'], draft: 'Asked once', title: 'Original' })
    const compare = new ComparePage(page)
    await compare.open(playground.url, id)
    await compare.send()
    await compare.expectAllEnded(1)
    await compare.send('Asked again')
    await compare.expectAllEnded(2)
    const versions = new VersionsDrawer(page)
    await versions.open()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('main').getByRole('button', { name: 'More', exact: true })).toBeFocused()
    await versions.open()
    await versions.list.filter({ hasText: 'Asked once' }).focus()
    await page.keyboard.press('Enter')
    const back = versions.dialog.getByRole('button', { name: 'All versions' })
    await expect(back).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(versions.list.filter({ hasText: 'Asked once' })).toBeFocused()
    await page.keyboard.press('Enter')
    await versions.dialog.getByRole('button', { name: 'Fork' }).press('Enter')
    await expect(page).not.toHaveURL(new RegExp(id))
    await expect(page.getByRole('heading', { name: 'Original (fork)' })).toBeVisible()
    await compare.expectAllEnded(1)
    await compare.expectText('fast', expectedText('fast'))
    await compare.open(playground.url, id)
    await compare.expectAllEnded(2)
  })

  test('a request that was sent on Query is there again', async ({ playground, serve, page }) => {
    await serve('fast')
    const query = new QueryPage(page)
    await query.open(playground.url)
    await query.chooseEndpoint('fast')
    for (const content of ['one', 'two']) {
      await query.write(JSON.stringify({ messages: [{ role: 'user', content }] }))
      await query.send()
      await expect(query.answer('fast')).toContainText('200')
      await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    }
    const versions = new VersionsDrawer(page)
    await versions.open()
    await expect(versions.list).toContainText(['two', 'one'])
    await versions.look('one')
    await versions.goBack()
    await expect(query.editor).toContainText('"one"')
  })

  test('texts that were embedded are there again with their vectors', async ({ playground, simulator, page }) => {
    await serveEmbeddings(playground, simulator, { near: 'embed,dimensions:8' })
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.choose(1, 'near')
    await embed.type('Kept text', 'Another one')
    await embed.embed()
    await embed.expectSaved()
    await embed.type('Added later')
    const versions = new VersionsDrawer(page)
    await versions.open()
    await versions.look('Kept text')
    await expect(versions.shown.getByText('Another one').first()).toBeVisible()
    await versions.goBack()
    await expect(embed.texts).toHaveCount(2)
    await expect(embed.embedButton).toHaveText('Embed')
  })
})

test.describe('votes', () => {
  test('are kept over a reload and stand in every export', async ({ playground, serve, page }) => {
    await serve('fast', 'prose,tokens:20')
    const id = await makeSession(playground, { endpoints: ['fast', 'prose,tokens:20'] })
    const compare = new ComparePage(page)
    await compare.open(playground.url, id)
    await compare.send()
    await compare.expectAllEnded(2)
    const up = compare.answer('fast').getByRole('button', { name: 'Vote up' })
    const down = compare.answer('prose,tokens:20').getByRole('button', { name: 'Vote down' })
    await up.press('Enter')
    await down.click()
    await expect(up).toHaveAttribute('aria-pressed', 'true')
    await expect.poll(async () => (await readSession(playground, id)).session.document).toMatchObject({ votes: {} })
    await page.reload()
    await expect(up).toHaveAttribute('aria-pressed', 'true')
    await expect(down).toHaveAttribute('aria-pressed', 'true')
    const file = async (format: string) =>
      (await page.request.get(`${playground.url}/api/sessions/${id}/export?format=${format}`)).text()
    expect((await file('jsonl')).split('\n').map((line) => /"vote":("\w+")/.exec(line)?.[1])).toEqual([
      '"up"',
      '"down"',
      undefined,
    ])
    for (const format of ['md', 'html']) expect(await file(format)).toMatch(/Voted up[\s\S]*Voted down/)
    await up.click()
    await expect(up).toHaveAttribute('aria-pressed', 'false')
    await expect.poll(() => file('csv')).not.toContain(',up,')
  })
})
