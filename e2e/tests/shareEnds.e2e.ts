import { request } from 'undici'
import type { CreatedShare, ShareDraft, SharePreview } from '../../server/contract/share.ts'
import { expect, test } from '../fixture.ts'
import { makeSession } from '../page/makeSession.ts'
import { openElsewhere } from '../page/sharedPage.ts'
import type { Playground } from '../process/playgroundProcess.ts'

/** How a share ends, and what is left of it: for its reader nothing, for its maker a line in Settings. */
test.describe('the end of a share', () => {
  test('comes after as many views as were allowed, and is told in Settings', async ({ playground, page, browser }) => {
    const { path } = await share(playground, 'Read twice', { maxViews: 2 })
    for (const heading of [
      'Read twice',
      'Read twice',
      'There is nothing to read here',
      'There is nothing to read here',
    ]) {
      const reader = await openElsewhere(browser, playground.url + path)
      await expect(reader.page.getByRole('heading', { level: 1 })).toHaveText(heading)
      await reader.close()
    }
    await page.goto(`${playground.url}/settings`)
    const item = page.getByRole('list', { name: 'Shares' }).getByRole('listitem')
    await expect(item).toContainText('ended: read as often as it may be · 2 of 2 views')
    await page.getByRole('button', { name: 'Remove Read twice from the list' }).click()
    await expect(page.getByText('Nothing is shared.')).toBeVisible()
  })

  test('comes for all at once, by one button', async ({ playground, page, browser }) => {
    const shares = [await share(playground, 'One'), await share(playground, 'Two', { expires: 'never' })]
    await page.goto(`${playground.url}/settings`)
    await page.getByRole('button', { name: 'Revoke all 2' }).click()
    const dialog = page.getByRole('dialog', { name: 'Revoke all shares?' })
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    await expect(page.getByRole('list', { name: 'Shares' }).getByRole('listitem')).toHaveCount(2)
    await page.getByRole('button', { name: 'Revoke all 2' }).click()
    await dialog.getByRole('button', { name: 'Revoke', exact: true }).click()
    await expect(page.getByText('Nothing is shared.')).toBeVisible()
    for (const { path } of shares) {
      const reader = await openElsewhere(browser, playground.url + path)
      await expect(reader.page.getByRole('heading', { name: 'There is nothing to read here' })).toBeVisible()
      await reader.close()
    }
  })

  test('outlives the server: what ended before stays ended, what did not can be read', async ({
    start,
    browser,
    page,
  }) => {
    const first = await start()
    const kept = await share(first, 'Kept')
    const used = await share(first, 'Used', { maxViews: 1 })
    await page.goto(first.url + used.path)
    await first.stop('SIGKILL')
    const second = await start({ dataFolder: first.dataFolder })
    for (const [path, heading] of [
      [kept.path, 'Kept'],
      [used.path, 'There is nothing to read here'],
    ]) {
      const reader = await openElsewhere(browser, `${second.url}${path}`)
      await expect(reader.page.getByRole('heading', { level: 1 })).toHaveText(heading ?? '')
      await reader.close()
    }
  })
})

test.describe('forking a share', () => {
  test('says what is wrong with the link or the passphrase, and copies nothing', async ({
    playground,
    page,
    trouble,
  }) => {
    // Chromium writes every answer that is an error to the console.
    trouble.allow(/status of (?:403|404|429) .*\/api\/shares\/fork/)
    const { path } = await share(playground, 'Locked', { passphrase: 'correct horse' })
    const token = path.slice('/share/'.length)
    const dialog = page.getByRole('dialog', { name: 'Fork a shared session' })
    await page.goto(`${playground.url}/sessions#fork=${'A'.repeat(32)}`)
    await expect(dialog.getByLabel('Passphrase')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('alert')).toContainText('The link is wrong, or what it led to has expired')
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    expect(page.url()).not.toContain('fork')

    await page.goto(`${playground.url}/sessions#fork=${token}`)
    await expect(dialog.getByLabel('Passphrase')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('alert')).toContainText('This share asks for a passphrase.')
    await dialog.getByLabel('Passphrase').fill('wrong horse')
    for (let count = 0; count < 5; count++) {
      await page.keyboard.press('Enter')
      await expect(dialog.getByRole('button', { name: 'Open a copy' })).toBeEnabled()
      await expect(dialog.getByRole('alert')).toContainText('That is not the passphrase.')
    }
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('alert')).toContainText('Wait ten seconds.')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('main').getByText('Locked')).toHaveCount(1)
    expect(playground.log()).not.toMatch(/wrong horse|correct horse/)
  })
})

async function share(playground: Playground, title: string, draft: Partial<ShareDraft> = {}): Promise<CreatedShare> {
  const id = await makeSession(playground, { endpoints: ['echo'], title })
  const parts = {
    systemPrompt: true,
    endpointNames: true,
    timings: true,
    votes: true,
    withoutPanes: [],
    withoutTurns: [],
    masks: [],
  }
  const preview = await post<SharePreview>(playground, `/api/sessions/${id}/share-previews`, parts)
  const whole: ShareDraft = { previewId: preview.id, expires: 'week', passphrase: null, maxViews: null, ...draft }
  return await post<CreatedShare>(playground, '/api/shares', whole)
}

async function post<Answer>(playground: Playground, path: string, body: unknown): Promise<Answer> {
  const answer = await request(`${playground.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.body.text()
  if (answer.statusCode >= 300) throw new Error(`POST ${path}: ${answer.statusCode} ${text.slice(0, 500)}`)
  const read: Answer = JSON.parse(text)
  return read
}
