import { expect, test } from '../fixture.ts'
import { ComparePage, laidOut } from '../page/comparePage.ts'
import { makeSession } from '../page/makeSession.ts'
import { expectedPartialText, expectedText } from '../simulator/expectedText.ts'
import { refusalMessage } from '../simulator/refuse.ts'

test.describe('panes', () => {
  test('moved, duplicated, removed, added and given another endpoint while six stream keep every text apart', async ({
    playground,
    serve,
    simulator,
    page,
  }) => {
    const models = Array.from({ length: 6 }, (_, index) => `unicode,hold,at:60,rate:30,tokens:120,seed:${index}`)
    await serve(...models, 'fast')
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: models }))
    await compare.send()
    await expect(compare.streaming).toHaveCount(6)
    await compare.chooseInMenu('Menu of pane 1', 'Move right')
    await compare.chooseInMenu('Menu of pane 3', 'Duplicate')
    await expect(compare.answers).toHaveCount(7)
    await compare.chooseInMenu('Menu of pane 7', 'Remove')
    await expect(compare.answers).toHaveCount(6)
    await compare.chooseEndpoint(5, 'fast')
    await page.getByRole('button', { name: 'Add pane' }).click()
    await expect(page.getByRole('button', { name: /^Endpoint of pane 7: / })).toBeVisible()
    // B A C C D E: F is gone, D's pane has another endpoint now, the last pane has not been asked.
    const order = [1, 0, 2, 2, 3, 4].map((index) => models[index] ?? '')
    await expect.poll(() => compare.shownTexts()).toEqual(order.map((model) => laidOut(expectedPartialText(model))))
    const removed = (await simulator.connections()).connections.find(({ model }) => model === models[5])
    expect(removed?.state).toBe('closed-by-client')
    await simulator.control('release')
    await expect.poll(() => compare.shownTexts()).toEqual(order.map((model) => laidOut(expectedText(model))))
    await expect(compare.streaming).toHaveCount(0)
    await page.reload()
    await expect.poll(() => compare.shownTexts()).toEqual(order.map((model) => laidOut(expectedText(model))))
  })

  test('an answer keeps the name of the endpoint that gave it when its pane gets another', async ({
    playground,
    serve,
    page,
  }) => {
    await serve('fast,seed:1', 'fast,seed:2')
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['fast,seed:1'] }))
    await compare.send()
    await compare.expectText('fast,seed:1', expectedText('fast,seed:1'))
    await compare.chooseEndpoint(1, 'fast,seed:2')
    await expect(page.getByRole('button', { name: 'Endpoint of pane 1: fast,seed:2' })).toBeVisible()
    await compare.expectText('fast,seed:1', expectedText('fast,seed:1'))
  })

  test('a key pressed while the list of endpoints fades away is heard', async ({ playground, serve, page }) => {
    await serve('fast,seed:1', 'fast,seed:2')
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['fast,seed:1'] }))
    await compare.chooseEndpoint(1, 'fast,seed:2')
    await page.keyboard.press('Alt+n')
    await expect(page.getByRole('button', { name: 'Endpoint of pane 2: fast,seed:2' })).toBeVisible()
  })

  test('attempts are paged through, and the one shown is shown again after a reload', async ({
    playground,
    serve,
    page,
  }) => {
    await serve('503,fail:1')
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['503,fail:1'] }))
    await compare.send()
    const answer = compare.answer('503,fail:1')
    await expect(answer).toContainText(refusalMessage(503))
    await answer.getByRole('button', { name: 'Retry' }).first().click()
    await expect(answer).toContainText(laidOut(expectedText('fast')))
    await expect(answer).toContainText('2/2')
    await answer.getByRole('button', { name: 'Earlier attempt' }).click()
    await expect(answer).toContainText(refusalMessage(503))
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await page.reload()
    await expect(answer).toContainText('1/2')
    await expect(answer).toContainText(refusalMessage(503))
    await answer.getByRole('button', { name: 'Later attempt' }).click()
    await expect(answer).toContainText(laidOut(expectedText('fast')))
  })

  test('a prompt edited and sent again sets later turns aside, and Undo brings them back', async ({
    playground,
    serve,
    page,
  }) => {
    await serve('echo-prompt')
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['echo-prompt'], draft: '' }))
    for (const [index, prompt] of ['First question', 'Second question'].entries()) {
      await compare.send(prompt)
      await compare.expectAllEnded(index + 1)
    }
    await page.getByRole('button', { name: 'Edit and send again' }).first().click()
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).first().fill('Changed question')
    await page.getByRole('button', { name: 'Send again from here' }).click()
    await compare.expectAllEnded(1)
    await expect.poll(() => compare.shownTexts()).toEqual(['Changed question'])
    await expect(page.getByText('2 turns are set aside.')).toBeVisible()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => compare.shownTexts()).toEqual(['First question', 'Second question'])
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await page.reload()
    await expect.poll(() => compare.shownTexts()).toEqual(['First question', 'Second question'])
  })

  for (const [kind, line] of [
    ['lines of 400 characters', `${'Every word of this is sent. '.repeat(14)}\n`],
    ['one line', 'Every word of this is sent. '],
  ] as const) {
    test(`a prompt of 5 MB in ${kind} is opened, pasted, sent, shown again whole, and the page stays usable`, async ({
      playground,
      serve,
      simulator,
      page,
      context,
    }) => {
      await serve('fast')
      const prompt = line
        .repeat(Math.ceil(5_000_000 / line.length))
        .slice(0, 5_000_000)
        .trim()
      const compare = new ComparePage(page)
      await compare.open(playground.url, await makeSession(playground, { endpoints: ['fast'], draft: prompt }))
      expect(await compare.prompt.inputValue()).toBe(prompt)
      // Pasted over itself: what is inserted is laid out before any handler of the page runs.
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])
      await page.evaluate((text) => navigator.clipboard.writeText(text), prompt)
      await compare.prompt.focus()
      await page.keyboard.press('ControlOrMeta+A')
      await page.keyboard.press('ControlOrMeta+V')
      expect(await compare.prompt.inputValue()).toBe(prompt)
      await compare.send()
      await compare.expectText('fast', expectedText('fast'))
      const [sent] = (await simulator.requests()).filter(({ url }) => url.endsWith('/chat/completions'))
      expect(sent?.bodyByteLength).toBeGreaterThan(prompt.length)
      await page.reload()
      await page.getByRole('button', { name: `Show all ${prompt.length.toLocaleString('en')} characters` }).click()
      const shown = page.getByRole('heading', { level: 2 }).filter({ hasText: 'Every word of this' })
      expect(await shown.evaluate((heading) => heading.textContent)).toBe(prompt)
      await compare.prompt.pressSequentially('And now?')
      await expect(compare.prompt).toHaveValue('And now?')
    })
  }
})
