import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Page } from '@playwright/test'
import { expect, test } from '../fixture.ts'
import { ComparePage, laidOut } from '../page/comparePage.ts'
import { makeSession } from '../page/makeSession.ts'
import { dangersOf, openElsewhere } from '../page/sharedPage.ts'
import { hostileMarkdown } from '../simulator/hostileText.ts'
import { expectedText } from '../simulator/expectedText.ts'

/** What leaves the app as a page: from the dialog to whoever opens the link or the file. */
test.describe('sharing', () => {
  test('a link shows what the dialog showed, is counted and revoked', async ({
    playground,
    serve,
    page,
    browser,
    trouble,
  }) => {
    // Chromium writes every answer that is an error to the console.
    trouble.allow(/status of 404 .*\/api\/shares\/fork/)
    await serve('fast', 'markdown')
    const compare = new ComparePage(page)
    const title = 'To be shared'
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['fast', 'markdown'], title }))
    await compare.send('Write to ann@example.org')
    await compare.expectAllEnded(2)
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()

    await page.getByRole('button', { name: 'Share', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Share' })
    const seen = dialog.frameLocator('iframe')
    await expect(seen.getByRole('heading', { name: title })).toBeVisible()
    await expect(dialog).toContainText('answers only on this machine')
    await dialog.getByRole('button', { name: 'Mask ann@example.org' }).click()
    await expect(seen.getByText('Write to •••')).toBeVisible()
    await dialog.getByRole('checkbox', { name: 'Names of endpoints' }).uncheck()
    await expect(seen.getByRole('heading', { name: 'Model A' })).toBeVisible()
    await dialog.getByRole('checkbox', { name: 'Timings' }).uncheck()
    await expect(seen.getByText('first token')).toHaveCount(0)
    const previewed = await seen.locator('body').innerText()
    const downloading = page.waitForEvent('download')
    await dialog.getByRole('link', { name: 'Download HTML' }).click()
    const file = test.info().outputPath('shared.html')
    await (await downloading).saveAs(file)
    const fromDisk = await openElsewhere(browser, pathToFileURL(file).href, { offline: true, javaScriptEnabled: false })
    expect(await fromDisk.page.locator('body').innerText()).toBe(previewed)
    expect(readFileSync(file, 'utf8')).not.toMatch(/ann@example|Simulator/)
    await fromDisk.close()
    await dialog.getByRole('button', { name: 'Create link' }).click()
    const shared = page.getByRole('dialog', { name: 'Shared' })
    const link = await shared.getByRole('textbox', { name: 'Link' }).inputValue()
    expect(link).toMatch(/\/share\/[\w-]{32}$/)
    await shared.getByRole('button', { name: 'Done' }).click()

    const reader = await openElsewhere(browser, link)
    const read = await reader.page.locator('body').innerText()
    expect(read.replace(/\nFork\n+/, '\n')).toBe(previewed)
    expect(await reader.page.content()).not.toContain('ann@example.org')
    expect(laidOut(await reader.page.getByRole('article', { name: 'Answer of Model A' }).innerText())).toContain(
      laidOut(expectedText('fast')),
    )
    expect(reader.seen).toEqual([link])
    const fork = await reader.page.getByRole('link', { name: 'Fork' }).getAttribute('href')

    await page.goto(`${playground.url}/settings`)
    await expect(page.getByText(/does not expire|expires/).filter({ hasText: '1 view' })).toBeVisible()
    await page.getByRole('button', { name: `Revoke ${title}` }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
    await expect(page.getByText('Nothing is shared.')).toBeVisible()
    await page.goto(`${playground.url}${fork}`)
    await page.getByRole('button', { name: 'Open a copy' }).click()
    await expect(page.getByRole('alert')).toContainText('was revoked')
    await reader.page.reload()
    await expect(reader.page.getByRole('heading', { name: 'There is nothing to read here' })).toBeVisible()
    await reader.close()
  })

  test('a passphrase is asked for by a form without script', async ({ playground, page, browser }) => {
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['echo'], title: 'Locked' }))
    await page.getByRole('button', { name: 'Share', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Share' })
    await dialog.getByRole('textbox', { name: 'Passphrase' }).fill('short')
    await expect(dialog.getByText('A passphrase has at least 8 characters.')).toBeVisible()
    await dialog.getByRole('textbox', { name: 'Passphrase' }).fill('correct horse')
    await dialog.getByRole('button', { name: 'Create link' }).click()
    const link = await page.getByRole('textbox', { name: 'Link' }).inputValue()
    const reader = await openElsewhere(browser, link)
    await reader.page.getByLabel('Passphrase').fill('wrong horse')
    await reader.page.getByRole('button', { name: 'Open' }).click()
    await expect(reader.page.getByRole('alert')).toHaveText('That is not the passphrase.')
    await expect(reader.page.getByText('Locked')).toHaveCount(0)
    await reader.page.getByLabel('Passphrase').fill('correct horse')
    await reader.page.getByRole('button', { name: 'Open' }).click()
    await expect(reader.page.getByRole('heading', { name: 'Locked' })).toBeVisible()
    await reader.page.getByRole('link', { name: 'Fork' }).click()
    await reader.page.getByLabel('Passphrase').fill('correct horse')
    await reader.page.getByRole('button', { name: 'Open a copy' }).click()
    await expect(new ComparePage(reader.page).prompt).toBeVisible()
    await expect(reader.page.getByRole('heading', { name: 'Locked' })).toBeVisible()
    expect(reader.page.url()).not.toContain(page.url().split('/').at(-1))
    await reader.close()
  })

  test('of hostile text makes no dialog, no navigation and no request', async ({
    playground,
    serve,
    page,
    browser,
  }) => {
    await serve('hostile')
    const title = `</title></script><script>alert('title')</script>`
    const compare = new ComparePage(page)
    await compare.open(
      playground.url,
      await makeSession(playground, { endpoints: ['hostile'], draft: hostileMarkdown, title }),
    )
    await compare.send()
    await compare.expectAllEnded(1)
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'Share', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Share' })
    await expect(dialog.frameLocator('iframe').getByText('End of the hostile text.').first()).toBeVisible()
    await dialog.getByRole('button', { name: 'Create link' }).click()
    const link = await page.getByRole('textbox', { name: 'Link' }).inputValue()
    const downloaded = await exportFile(page, playground.url, title, 'Export as HTML')
    for (const address of [link, pathToFileURL(downloaded).href]) {
      const reader = await openElsewhere(browser, address)
      await expect(reader.page.getByText('End of the hostile text.').first()).toBeVisible()
      expect(reader.seen).toEqual([address])
      expect(await dangersOf(reader.page)).toEqual([])
      await reader.close()
    }
  })

  test('an exported page reads offline as the app shows it, and comes back', async ({
    playground,
    serve,
    page,
    browser,
    trouble,
  }) => {
    // Chromium writes every answer that is an error to the console.
    trouble.allow(/status of 400 .*\/api\/sessions\/import/)
    await serve('fast', '429')
    const title = 'Kept'
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['fast', '429'], title }))
    await compare.send('Compare these')
    await compare.expectAllEnded(2)
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    const file = await exportFile(page, playground.url, title, 'Export as HTML')
    expect(readFileSync(file, 'utf8')).not.toMatch(/\ssrc=|url\(|@import/i)
    const reader = await openElsewhere(browser, pathToFileURL(file).href, { offline: true })
    expect(laidOut(await reader.page.getByRole('article', { name: 'Answer of fast' }).innerText())).toContain(
      laidOut(expectedText('fast')),
    )
    await expect(reader.page.getByText('Compare these')).toBeVisible()
    await expect(reader.page.getByText(/^Failed \(429\)/)).toBeVisible()
    await reader.close()

    await page.getByRole('button', { name: 'Import' }).click()
    await page.getByLabel('File to import').setInputFiles(file)
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByText('It is a new session:')).toBeVisible()
    await dialog.getByRole('link', { name: title }).click()
    await compare.expectText('fast', expectedText('fast'))

    await page.goto(`${playground.url}/sessions`)
    await page.getByRole('button', { name: 'Import' }).click()
    await page
      .getByLabel('File to import')
      .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"a":') })
    await expect(page.getByRole('dialog')).toContainText('The file is cut: its end is missing. Nothing was imported.')
  })
})

async function exportFile(page: Page, url: string, title: string, item: string): Promise<string> {
  await page.goto(`${url}/sessions`)
  await page
    .getByRole('main')
    .getByRole('button', { name: `Actions for ${title}`, exact: true })
    .click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: item }).click()
  const download = await downloading
  const path = test.info().outputPath(download.suggestedFilename())
  await download.saveAs(path)
  return path
}
