import { expect, test } from '../fixture.ts'
import { ComparePage } from '../page/comparePage.ts'
import { makeSession } from '../page/makeSession.ts'
import { expectedText } from '../simulator/expectedText.ts'

test.describe('the library of sessions', () => {
  test('renames, duplicates with its answers, deletes and brings back', async ({ playground, serve, page }) => {
    await serve('fast')
    const id = await makeSession(playground, { endpoints: ['fast'], title: 'Alpha' })
    const compare = new ComparePage(page)
    await compare.open(playground.url, id)
    await compare.send()
    await compare.expectText('fast', expectedText('fast'))

    const list = page.getByRole('main')
    await page.goto(`${playground.url}/sessions`)
    await list.getByRole('button', { name: 'Actions for Alpha' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await list.getByRole('textbox', { name: 'Title' }).fill('Beta')
    await page.keyboard.press('Enter')
    await expect(list.getByRole('link', { name: 'Beta', exact: true })).toBeVisible()
    await page.reload()
    await expect(list.getByRole('link', { name: 'Beta', exact: true })).toBeVisible()
    await expect(page.getByText('Alpha')).toHaveCount(0)

    await list.getByRole('button', { name: 'Actions for Beta' }).click()
    await page.getByRole('menuitem', { name: 'Duplicate' }).click()
    await expect(page).not.toHaveURL(/\/sessions|\/$/)
    await expect(page).not.toHaveURL(new RegExp(id))
    await compare.expectText('fast', expectedText('fast'))

    await page.goto(`${playground.url}/sessions`)
    const links = list.getByRole('listitem').getByRole('link')
    await expect(links).toHaveCount(2)
    await list.getByRole('button', { name: 'Actions for Beta', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await expect(page.getByText('Deleted “Beta”.')).toBeVisible()
    await expect(links).toHaveCount(1)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(links).toHaveCount(2)
    await list.getByRole('link', { name: 'Beta', exact: true }).click()
    await compare.expectText('fast', expectedText('fast'))

    await page.goto(`${playground.url}/sessions`)
    await list.getByRole('button', { name: 'Actions for Beta', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await expect(links).toHaveCount(1)
    await page.reload()
    await expect(links).toHaveCount(1)
    await expect(list.getByRole('link', { name: 'Beta', exact: true })).toHaveCount(0)
  })
})
