import { expect, test } from '../fixture.ts'
import { makeSession } from '../page/makeSession.ts'
import { SessionsPage } from '../page/sessionsPage.ts'

test('some hundred sessions are changed at once, in one request each time, and it can be undone', async ({
  playground,
  page,
}) => {
  const count = 240
  for (let index = 0; index < count; index += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        makeSession(playground, { endpoints: ['echo'], title: `Number ${index + at}` }),
      ),
    )
  const list = new SessionsPage(page)
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.method() !== 'GET') asked.push(`${request.method()} ${new URL(request.url()).pathname}`)
  })
  const act = (name: string) => list.selection.getByRole('button', { name, exact: true }).click()
  await list.open(playground.url)
  const selectAll = async (selected = count) => {
    await list.grid.getByRole('checkbox', { name: 'Select all' }).click()
    await expect(list.selection).toContainText(`${selected} selected`)
  }
  await selectAll()

  await act('Pin')
  await expect(list.selection.getByRole('button', { name: 'Unpin' })).toBeVisible()
  await act('Unpin')
  await expect(list.selection.getByRole('button', { name: 'Pin', exact: true })).toBeVisible()
  await act('Tags…')
  await list.tagDialog.getByRole('combobox').fill('together')
  await page.keyboard.press('Enter')
  await list.tagDialog.getByRole('button', { name: 'Save' }).click()
  await expect(list.tagDialog).toBeHidden()
  await expect(list.row(/Number 239/)).toContainText('together')

  await act('Delete')
  await expect(page.getByText(`Deleted ${count} sessions.`)).toBeVisible()
  await expect(page.getByText('No sessions yet', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(list.grid).toHaveAttribute('aria-rowcount', `${count + 1}`)

  await selectAll()
  await act('Delete')
  await expect(page.getByText(`Deleted ${count} sessions.`)).toBeVisible()
  await list.open(playground.url, '?bin=true')
  await selectAll()
  await act('Restore')
  await expect(page.getByText(`Restored ${count} sessions.`)).toBeVisible()
  await list.open(playground.url)
  await expect(list.grid).toHaveAttribute('aria-rowcount', `${count + 1}`)
  await selectAll()
  await act('Duplicate')
  await expect(page.getByText(`Duplicated ${count} sessions.`)).toBeVisible()
  await expect(list.grid).toHaveAttribute('aria-rowcount', `${2 * count + 1}`)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(list.grid).toHaveAttribute('aria-rowcount', `${count + 1}`)

  await act('Delete')
  await expect(page.getByText(`Deleted ${count} sessions.`)).toBeVisible()
  await list.open(playground.url, '?bin=true')
  // With the copies that were taken back.
  await selectAll(2 * count)
  await act('Delete for ever…')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for ever' }).click()
  await expect(page.getByText(`Deleted ${2 * count} sessions for ever.`)).toBeVisible()
  await expect(list.grid).toBeHidden()

  // Copies and what is deleted for ever in pieces of 100, so that progress shows.
  const batches = 3 + 1 + 1 + 1 + 1 + 3 + 1 + 1 + 5
  expect(asked).toEqual(Array.from({ length: batches }, () => 'POST /api/sessions/batch'))
})
