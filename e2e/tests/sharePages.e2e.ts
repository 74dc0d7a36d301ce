import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../fixture.ts'
import { ComparePage, laidOut } from '../page/comparePage.ts'
import { CompletePage } from '../page/completePage.ts'
import { EmbedPage } from '../page/embedPage.ts'
import { makeSession } from '../page/makeSession.ts'
import { QueryPage } from '../page/queryPage.ts'
import { dangersOf, expectFits, openElsewhere } from '../page/sharedPage.ts'
import { addUpstream } from '../process/playgroundProcess.ts'
import { expectedText } from '../simulator/expectedText.ts'

/** Share stands last in the top bar of every page that keeps sessions, and shows what that page shows. */
test.describe('sharing from each page', () => {
  test('Complete: the text, and what was asked', async ({ playground, serve, page, browser }) => {
    await serve('short')
    const complete = new CompletePage(page)
    await complete.open(playground.url, 'short')
    await complete.write('Once: ')
    await complete.text.press('Control+Enter')
    await complete.expectText(`Once: ${expectedText('short')}`)
    await complete.expectAtRest()
    const { seen } = await openShareDialog(page)
    await expect(seen.getByText(`Once: ${expectedText('short')}`)).toBeVisible()
    await page.getByRole('checkbox', { name: 'The text' }).uncheck()
    await expect(seen.getByText(`Once: ${expectedText('short')}`)).toHaveCount(0)
    const reader = await openElsewhere(browser, await createLink(page))
    await expect(reader.page.getByRole('article', { name: 'Answer of short' })).toContainText(expectedText('short'))
    expect(await dangersOf(reader.page)).toEqual([])
    await reader.close()
  })

  test('Query: the body as it was written, and an answer that is no text', async ({
    playground,
    simulator,
    page,
    browser,
  }) => {
    await addUpstream(playground, {
      url: simulator.url,
      models: ['width:3'],
      names: ['vectors'],
      tasks: ['llm/v1/embeddings'],
    })
    const query = new QueryPage(page)
    await query.open(playground.url)
    await query.write('{"input": ["one"], "user": "ann@example.org"}')
    await query.chooseEndpoint('vectors')
    await query.send()
    await expect(query.answer('vectors')).toContainText('200')
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    const { seen } = await openShareDialog(page)
    await expect(seen.getByText('"user": "ann@example.org"')).toBeVisible()
    await page.getByRole('button', { name: 'Mask ann@example.org' }).click()
    await expect(seen.getByText('"user": "•••"')).toBeVisible()
    await page.getByRole('checkbox', { name: 'Names of endpoints' }).uncheck()
    await expect(seen.getByRole('article', { name: 'Answer of Model A' })).toContainText('"embedding"')
    const reader = await openElsewhere(browser, await createLink(page))
    await expect(reader.page.getByRole('article', { name: 'Answer of Model A' })).toContainText('"embedding"')
    expect(await reader.page.content()).not.toMatch(/vectors<|ann@example/)
    await reader.close()
  })

  test('Embed: the texts and how like they are, without one that was left out', async ({
    playground,
    page,
    browser,
  }) => {
    const embed = new EmbedPage(page)
    await embed.open(playground.url)
    await embed.type('a red card', 'a red cart', 'write to ann@example.org')
    await embed.embed()
    await embed.expectSaved()
    const { seen } = await openShareDialog(page)
    await expect(seen.getByRole('cell', { name: 'a red cart' })).toBeVisible()
    await page.getByRole('checkbox', { name: 'a red cart' }).uncheck()
    await expect(seen.getByRole('cell', { name: 'a red cart' })).toHaveCount(0)
    await page.getByRole('button', { name: 'Mask ann@example.org' }).click()
    await expect(seen.getByRole('cell', { name: 'write to •••' })).toBeVisible()
    const reader = await openElsewhere(browser, await createLink(page))
    await expect(reader.page.getByRole('cell', { name: 'a red card' })).toBeVisible()
    // Of a masked text there is no vector, so nothing is like it.
    const rows = reader.page.getByRole('region', { name: /^Cosine/ }).getByRole('row')
    await expect(rows.nth(1)).toHaveText('11.00')
    await expect(rows.nth(2)).toHaveText('2')
    expect(await reader.page.content()).not.toMatch(/a red cart|ann@example/)
    await expectFits(reader.page)
    await reader.close()
  })

  test('Compare, by keyboard alone, on a phone', async ({ playground, serve, page, browser }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await serve('fast')
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['fast'], title: 'Keys' }))
    await compare.send('Hello')
    await compare.expectAllEnded(1)
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'Share', exact: true }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Share' })
    await expect(dialog.frameLocator('iframe').getByRole('heading', { name: 'Keys' })).toBeVisible()
    await tabTo(page, dialog.getByRole('checkbox', { name: 'Timings' }))
    await page.keyboard.press('Space')
    await expect(dialog.frameLocator('iframe').getByText('first token')).toHaveCount(0)
    await tabTo(page, dialog.getByRole('textbox', { name: 'Mask a text' }))
    await page.keyboard.type('Hello')
    await page.keyboard.press('Enter')
    await expect(dialog.frameLocator('iframe').getByText('•••')).toBeVisible()
    await tabTo(page, dialog.getByRole('button', { name: 'Create link' }))
    await page.keyboard.press('Enter')
    const link = await page.getByRole('textbox', { name: 'Link' }).inputValue()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Share', exact: true })).toBeFocused()
    const reader = await openElsewhere(browser, link, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
    expect(laidOut(await reader.page.getByRole('article').innerText())).toContain(laidOut(expectedText('fast')))
    await expectFits(reader.page)
    await reader.close()
  })
})

async function openShareDialog(page: Page) {
  const share = page.getByRole('button', { name: 'Share', exact: true })
  const last = page.getByRole('main').locator('header').first().getByRole('button').last()
  expect(await last.evaluate((one) => one.textContent)).toBe('Share')
  await share.click()
  const dialog = page.getByRole('dialog', { name: 'Share' })
  return { dialog, seen: dialog.frameLocator('iframe') }
}

async function createLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Create link' }).click()
  return await page.getByRole('textbox', { name: 'Link' }).inputValue()
}

async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let count = 0; count < 40; count++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}
