import type { Page } from '@playwright/test'
import { expect, test } from '../fixture.ts'
import { ComparePage } from '../page/comparePage.ts'
import { makeSession, readSession } from '../page/makeSession.ts'
import { VersionsDrawer } from '../page/versionsDrawer.ts'
import { expectedPartialText, expectedText } from '../simulator/expectedText.ts'

const saved = (page: Page) => expect(page.getByText('Saved', { exact: true })).toBeVisible()

test.describe('two at one session', () => {
  test.beforeEach(({ trouble }) => {
    // Chromium itself reports an answer of 4xx on the console.
    trouble.allow(/status of (409|404)/)
  })

  test('two people change different things: both are there, and it is said', async ({ playground, browser, page }) => {
    const id = await makeSession(playground, { endpoints: ['echo'], draft: '', title: 'Shared' })
    const anna = new ComparePage(page)
    const other = await browser.newContext()
    const ben = new ComparePage(await other.newPage())
    for (const person of [anna, ben]) await person.open(playground.url, id)
    await anna.prompt.fill('What Anna wrote')
    await saved(anna.page)
    await ben.page.getByRole('button', { name: 'Add pane' }).click()
    await expect(ben.page.getByText('Both changes are here now.')).toBeVisible()
    await expect(ben.prompt).toHaveValue('What Anna wrote')
    await saved(ben.page)
    const { document } = (await readSession(playground, id)).session
    expect(document).toMatchObject({ draft: 'What Anna wrote', panes: [{}, {}] })
    await other.close()
  })

  test('two people change the same: one stands, the other is a version, and it is said', async ({
    playground,
    browser,
    page,
  }) => {
    const id = await makeSession(playground, { endpoints: ['echo'], draft: '' })
    const anna = new ComparePage(page)
    const other = await browser.newContext()
    const ben = new ComparePage(await other.newPage())
    for (const person of [anna, ben]) await person.open(playground.url, id)
    await anna.prompt.fill('What Anna wrote')
    await saved(anna.page)
    await ben.prompt.fill('What Ben wrote')
    await expect(ben.page.getByText('The same was changed elsewhere.')).toBeVisible()
    await expect(ben.prompt).toHaveValue('What Ben wrote')
    await ben.page.getByRole('button', { name: 'Versions' }).click()
    const versions = new VersionsDrawer(ben.page)
    await expect(versions.list).toContainText(['What Anna wrote'])
    await expect(versions.list.first()).toContainText('Changed elsewhere')
    await versions.look('What Anna wrote')
    await expect(versions.typed).toContainText('What Anna wrote')

    // Anna, who has not looked since, sends hers: her answer and Ben's words are both there.
    await anna.send()
    await anna.expectAllEnded(1)
    await expect(anna.page.getByText('The same was changed elsewhere.')).toBeVisible()
    await ben.page.reload()
    await ben.expectAllEnded(1)
    await versions.open()
    await expect(versions.list.filter({ hasText: 'What Ben wrote' })).toContainText('Changed elsewhere')
    await other.close()
  })

  test('a name given in the rail is the name on the page, and typing on does not take it back', async ({
    playground,
    page,
  }) => {
    const id = await makeSession(playground, { endpoints: ['echo'], draft: '', title: 'Before' })
    const compare = new ComparePage(page)
    await compare.open(playground.url, id)
    await page.getByRole('button', { name: 'Actions for Before' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByRole('navigation').getByRole('textbox', { name: 'Title' }).fill('After')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'After' })).toBeVisible()
    await compare.prompt.fill('Typed after that')
    await expect
      .poll(async () => (await readSession(playground, id)).session)
      .toMatchObject({ title: 'After', document: { draft: 'Typed after that' } })
  })

  test('what is typed into a session that was deleted elsewhere is there, and it is said', async ({
    playground,
    page,
    context,
  }) => {
    const id = await makeSession(playground, { endpoints: ['echo'], draft: '', title: 'Deleted there' })
    const compare = new ComparePage(page)
    await compare.open(playground.url, id)
    const answer = await context.request.delete(`${playground.url}/api/sessions/${id}`)
    expect(answer.status()).toBe(204)
    await compare.prompt.fill('Still typing')
    await expect(page.getByText('It is back, with all you typed.')).toBeVisible()
    await saved(page)
    expect((await readSession(playground, id)).session).toMatchObject({
      title: 'Deleted there',
      document: { draft: 'Still typing' },
    })
    // For ever this time: it is made anew.
    await context.request.delete(`${playground.url}/api/sessions/${id}`)
    await context.request.delete(`${playground.url}/api/sessions/${id}?forever=true`)
    await compare.prompt.fill('Still typing on')
    await expect
      .poll(async () => (await readSession(playground, id)).session?.document)
      .toMatchObject({
        draft: 'Still typing on',
      })
  })

  test('going back in one tab while another streams: the answer arrives, in the version that was left', async ({
    playground,
    serve,
    simulator,
    page,
    context,
  }) => {
    const held = 'hold,at:10,seed:1'
    await serve(held)
    const first = new ComparePage(page)
    const id = await makeSession(playground, { endpoints: [held], draft: 'First' })
    await first.open(playground.url, id)
    await first.send()
    await first.expectText(held, expectedPartialText(held))
    await simulator.control('release')
    await first.expectAllEnded(1)
    await first.send('Second')
    await expect(first.streaming).toContainText(expectedPartialText(held).slice(0, 20))
    const second = new ComparePage(await context.newPage())
    await second.open(playground.url, id)
    const versions = new VersionsDrawer(second.page)
    await versions.open()
    await versions.look('First')
    await versions.goBack()
    await second.expectAllEnded(1)
    await first.page.bringToFront()
    await expect(first.page.getByText('Another tab went back to an earlier version.')).toBeVisible()
    await first.expectAllEnded(1)
    await simulator.control('release')
    await expect.poll(async () => (await simulator.connections()).held).toBe(0)
    await first.page.getByRole('button', { name: 'Versions' }).click()
    const left = new VersionsDrawer(first.page)
    await left.look('Before going back')
    await expect(left.shown.getByText(expectedText(held).slice(0, 60)).last()).toBeVisible()
    await expect(left.shown.getByRole('article')).toHaveCount(2)
  })
})
