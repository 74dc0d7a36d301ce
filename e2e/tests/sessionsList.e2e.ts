import { expect, test } from '../fixture.ts'
import { makeSession } from '../page/makeSession.ts'
import { SessionsPage } from '../page/sessionsPage.ts'

test.describe('the list of sessions', () => {
  test('is walked and worked by keys alone', async ({ playground, page }) => {
    for (const title of ['Alpha', 'Beta', 'Gamma', 'Delta'])
      await makeSession(playground, { endpoints: ['echo'], title })
    const list = new SessionsPage(page)
    await list.open(playground.url)
    await list.expectTitles('Delta', 'Gamma', 'Beta', 'Alpha')
    const key = (...keys: string[]) =>
      keys.reduce((before, one) => before.then(() => page.keyboard.press(one)), Promise.resolve())

    await key('/')
    await expect(list.search).toBeFocused()
    await list.row('Delta').focus()
    await key('ArrowDown', 'ArrowDown')
    await expect(list.row('Beta')).toBeFocused()
    await key('End')
    await expect(list.row('Alpha')).toBeFocused()
    await key('Home')
    await expect(list.row('Delta')).toBeFocused()

    await key('F2')
    await expect(list.grid.getByRole('textbox', { name: 'Title' })).toBeFocused()
    await page.keyboard.type('Epsilon')
    await key('Enter')
    await list.expectTitles('Epsilon', 'Gamma', 'Beta', 'Alpha')
    await expect(list.row('Epsilon')).toBeFocused()

    await key('ArrowDown', 'p')
    await expect(list.row('Gamma')).toContainText('Pinned')
    await key('t')
    await expect(list.tagDialog.getByRole('combobox')).toBeFocused()
    await page.keyboard.type('draft')
    await key('Enter', 'Enter')
    await expect(list.row('Gamma')).toContainText('draft')
    await expect(list.row('Gamma')).toBeFocused()

    await key('x', 'ArrowDown', 'Space')
    await expect(list.selection).toContainText('2 selected')
    await key('Escape')
    await expect(list.selection).toBeHidden()

    await key('Delete')
    await expect(page.getByText('Deleted “Beta”.')).toBeVisible()
    await list.expectTitles('Epsilon', 'Gamma', 'Alpha')
    await expect(list.row('Alpha')).toBeFocused()

    await key('ArrowRight', 'ArrowRight')
    await expect(list.link('Alpha')).toBeFocused()
    await key('ArrowRight', 'Enter')
    await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeFocused()
    await key('Escape')
    await expect(list.grid.getByRole('button', { name: 'Actions for Alpha' })).toBeFocused()
    await key('ArrowLeft', 'ArrowLeft', 'ArrowLeft')
    await expect(list.row('Alpha')).toBeFocused()

    // One stop in the order of Tab: from the list on to what follows it, and back to the same row.
    await key('Shift+Tab')
    await expect(list.grid.locator(':focus')).toHaveAccessibleName('Select all')
    await key('Tab', 'Enter')
    await expect(page).toHaveURL(/\/compare\//)
    await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toBeVisible()
  })

  test('has its actions, and those of its dialogs, in view at every width', async ({ playground, page }) => {
    const long = 'A title that does not end before it has said everything that there is to be said'
    await makeSession(playground, { endpoints: ['echo'], title: long })
    await makeSession(playground, { endpoints: ['echo'], title: 'Alpha' })
    const list = new SessionsPage(page)
    await list.open(playground.url)
    for (const width of [320, 390, 700, 768, 919, 920, 1024]) {
      await page.setViewportSize({ width, height: 800 })
      await expect(list.grid.getByRole('button', { name: 'Actions for Alpha' })).toBeInViewport({ ratio: 1 })
      await list.choose(long, 'Tags…')
      for (const name of ['Save', 'Close'])
        await expect(list.tagDialog.getByRole('button', { name })).toBeInViewport({ ratio: 1 })
      await page.keyboard.press('Escape')
      await expect(list.tagDialog).toBeHidden()
    }
  })

  test('is as high as all its rows, reads what is jumped to, and keeps its place', async ({ playground, page }) => {
    const count = 300
    for (let index = 0; index < count; index += 20)
      await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          makeSession(playground, { endpoints: ['echo'], title: `Number ${index + at}` }),
        ),
      )
    const list = new SessionsPage(page)
    await list.open(playground.url)
    await expect(list.grid).toHaveAttribute('aria-rowcount', `${count + 1}`)
    await list.rows.first().focus()
    const height = await list.grid.evaluate(({ scrollHeight }) => scrollHeight)
    expect(height).toBeGreaterThan(count * 30)
    await page.keyboard.press('End')
    const last = list.grid.locator(`[aria-rowindex="${count + 1}"]`)
    await expect(last).toBeFocused()
    await expect(last.getByRole('link')).toHaveText(/^Number 1?\d$/)
    expect(await list.grid.evaluate(({ scrollHeight }) => scrollHeight)).toBe(height)
    // Whatever its length, only what is in view is there.
    expect(await list.rows.count()).toBeLessThan(80)
    await page.keyboard.press('PageUp')
    await expect(last).not.toBeFocused()
    const left = (await list.grid.locator('[role=row]:focus').getByRole('link').textContent()) ?? ''
    await page.keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toBeVisible()
    await page.goBack()
    await expect(list.link(left)).toBeInViewport()
    await list.grid.locator('[role=row][tabindex="0"]').focus()
    await expect(list.grid.locator('[role=row]:focus').getByRole('link')).toHaveText(left)
    await page.keyboard.press('Home')
    await expect(list.grid.locator('[aria-rowindex="2"]')).toBeFocused()

    await page.getByRole('checkbox', { name: 'Select all' }).click()
    await expect(list.selection).toContainText(`${count} selected`)
    await list.selection.getByRole('button', { name: 'Select none' }).click()
    await expect(list.selection).toBeHidden()
  })

  test('holds still while somebody is in it, and says that something changed', async ({ playground, page }) => {
    for (const title of ['Alpha', 'Beta']) await makeSession(playground, { endpoints: ['echo'], title })
    const list = new SessionsPage(page)
    await list.open(playground.url)
    await list.row('Beta').hover()
    await makeSession(playground, { endpoints: ['echo'], title: 'Late' })
    const show = page.getByRole('button', { name: 'Show what changed' })
    await expect(show).toBeVisible()
    await list.expectTitles('Beta', 'Alpha')
    await show.click()
    await list.expectTitles('Late', 'Beta', 'Alpha')
    await list.search.hover()
    await makeSession(playground, { endpoints: ['echo'], title: 'Later' })
    await list.expectTitles('Later', 'Late', 'Beta', 'Alpha')
  })

  test('says at once that the server is gone, keeps what is on screen, and goes on when it is back', async ({
    start,
    page,
    trouble,
  }) => {
    trouble.allow(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/)
    const first = await start()
    const { port, dataFolder } = first
    for (const title of ['Alpha', 'Beta']) await makeSession(first, { endpoints: ['echo'], title })
    const list = new SessionsPage(page)
    await list.open(first.url)
    await list.expectTitles('Beta', 'Alpha')
    await list.choose('Beta', 'Delete')
    await page.getByRole('button', { name: 'Undo' }).click()
    await list.expectTitles('Beta', 'Alpha')
    await first.stop('SIGKILL')
    await list.choose('Alpha', 'Delete')
    await expect(page.getByText(/^Not deleted\. The AI Playground server does not answer/)).toBeVisible()
    await expect(page.getByText('The server does not answer. What is on screen')).toBeVisible()
    await list.expectTitles('Beta', 'Alpha')
    await list.search.fill('alph')
    await expect(page.getByText('The sessions could not be read')).toBeVisible()
    await start({ port, dataFolder })
    await list.expectTitles('Alpha')
    await expect(page.getByText('The server does not answer. What is on screen')).toBeHidden()
  })
})
