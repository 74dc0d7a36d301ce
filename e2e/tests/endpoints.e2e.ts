import { expect, test } from '../fixture.ts'
import { ComparePage } from '../page/comparePage.ts'
import { canary, listEndpoints } from '../process/playgroundProcess.ts'
import { expectedText } from '../simulator/expectedText.ts'
import { refusalMessage } from '../simulator/refuse.ts'

test.describe('the Endpoints page', () => {
  test('adds an upstream: says why a key is refused, lists the models of a good one, serves the chosen', async ({
    playground,
    simulator,
    page,
  }) => {
    await page.goto(`${playground.url}/endpoints`)
    await page.getByRole('button', { name: 'Add endpoint' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Add endpoint' })
    await dialog.getByLabel('Provider').selectOption({ label: 'Custom' })
    await dialog.getByLabel('Name', { exact: true }).fill('My server')
    await dialog.getByLabel('Base URL').fill(`${simulator.url}/v1`)
    await dialog.getByLabel(/^Key/).fill('wrong-key-of-mine')
    await dialog.getByRole('button', { name: 'Test' }).click()
    await expect(dialog.getByRole('status').or(dialog)).toContainText(refusalMessage(401))
    await dialog.getByLabel(/^Key/).fill(canary)
    await dialog.getByRole('button', { name: 'Test' }).click()
    await expect(dialog).toContainText(/Works\. Answered in .* and lists \d+ models\./)
    await expect(dialog).not.toContainText(refusalMessage(401))
    await dialog.getByRole('radio', { name: 'Only these' }).check()
    await dialog.getByRole('textbox', { name: 'Filter models' }).fill('prose')
    await dialog.getByRole('checkbox', { name: /^prose/ }).check()
    await dialog.getByRole('textbox', { name: 'Model name' }).fill('typed,short')
    await dialog.getByRole('button', { name: 'Add model' }).click()
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(dialog).toBeHidden()
    const section = page.getByRole('region', { name: 'My server' })
    await expect(section.getByText('prose', { exact: true })).toBeVisible()
    await expect(section.getByText('typed,short', { exact: true })).toBeVisible()
    expect(await page.content()).not.toContain(canary)
    const { endpoints } = await listEndpoints(playground)
    expect(endpoints.filter(({ source }) => source === 'added').map(({ name }) => name)).toEqual(
      ['typed,short', 'prose'].toSorted(),
    )

    const compare = new ComparePage(page)
    await compare.open(playground.url)
    await compare.chooseEndpoint(1, 'prose')
    await compare.send('Go')
    await compare.expectText('prose', expectedText('prose'))
  })

  test('tests a stored upstream with one click', async ({ playground, serve, page }) => {
    await serve('fast')
    await page.goto(`${playground.url}/endpoints`)
    const section = page.getByRole('region', { name: 'Simulator' })
    await section.getByRole('button', { name: 'Test' }).click()
    await expect(section).toContainText(/Works\. Answered in/)
  })

  test('forgets the key when the base URL moves to another origin, and says so before', async ({
    playground,
    serve,
    simulator,
    page,
  }) => {
    await serve('fast')
    await page.goto(`${playground.url}/endpoints`)
    const section = page.getByRole('region', { name: 'Simulator' })
    await expect(section).toContainText(`key ending in ${canary.slice(-4)}`)
    await section.getByRole('button', { name: 'Actions for Simulator' }).click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    const dialog = page.getByRole('dialog', { name: 'Edit Simulator' })
    await expect(dialog.getByLabel(/^Key/)).toHaveValue('')
    await dialog.getByLabel('Base URL').fill(`${simulator.url.replace('127.0.0.1', 'localhost')}/v1`)
    await expect(dialog).toContainText('the stored key is forgotten')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog).toBeHidden()
    await expect(section).toContainText('no key')
    await section.getByRole('button', { name: 'Test' }).click()
    await expect(section).toContainText(/Works\. Answered in/)
    expect(
      JSON.stringify((await simulator.requests()).filter(({ headers }) => headers['host']?.startsWith('localhost'))),
    ).not.toContain(canary)
  })

  test('removes an upstream after asking', async ({ playground, serve, page }) => {
    await serve('fast')
    await page.goto(`${playground.url}/endpoints`)
    const section = page.getByRole('region', { name: 'Simulator' })
    const remove = async (): Promise<void> => {
      await section.getByRole('button', { name: 'Actions for Simulator' }).click()
      await page.getByRole('menuitem', { name: 'Remove' }).click()
    }
    const dialog = page.getByRole('dialog', { name: 'Remove Simulator?' })
    await remove()
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    await expect(dialog).toBeHidden()
    await expect(section).toBeVisible()
    await remove()
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await expect(section).toBeHidden()
    await page.reload()
    await expect(page.getByRole('main')).toContainText('No model elsewhere yet')
    await expect(section).toBeHidden()
  })
})
