import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '../fixture.ts'
import { ComparePage } from '../page/comparePage.ts'
import { makeSession } from '../page/makeSession.ts'
import { expectedText } from '../simulator/expectedText.ts'

const pages = ['/', '/endpoints', '/sessions', '/settings', '/no-such-page']

test.describe('everyone can use it', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const path of pages)
      test(`axe finds nothing on ${path}, ${colorScheme}`, async ({ playground, page }) => {
        await page.emulateMedia({ colorScheme })
        await page.goto(playground.url + path)
        await expect(page.getByRole('main')).toBeVisible()
        await page.waitForLoadState('networkidle')
        expect(await violations(page)).toEqual([])
      })

    test(`axe finds nothing on a comparison with answers and errors, ${colorScheme}`, async ({
      playground,
      serve,
      simulator,
      page,
    }) => {
      const models = ['markdown,rate:0,tokens:400', 'reasoning,rate:0', '401', 'hold,at:20', 'rtl,rate:0']
      await serve(...models)
      await page.emulateMedia({ colorScheme })
      const compare = new ComparePage(page)
      await compare.open(playground.url, await makeSession(playground, { endpoints: models }))
      await compare.send()
      await expect(compare.streaming).toHaveCount(1)
      expect(await violations(page), 'while streaming').toEqual([])
      await simulator.control('release')
      await compare.expectAllEnded(models.length)
      expect(await violations(page), 'at the end').toEqual([])
    })

    test(`axe finds nothing on a phone, ${colorScheme}`, async ({ playground, serve, page }) => {
      await page.setViewportSize({ width: 390, height: 844 })
      await page.emulateMedia({ colorScheme })
      const models = ['markdown,rate:0,tokens:200', 'fast,rate:0']
      await serve(...models)
      const compare = new ComparePage(page)
      await compare.open(playground.url, await makeSession(playground, { endpoints: models }))
      await compare.send()
      await expect(compare.streaming).toHaveCount(0)
      expect(await violations(page)).toEqual([])
    })
  }

  test('with the keyboard alone: write, send, stop all, go to a pane, add one, open the commands', async ({
    playground,
    serve,
    simulator,
    page,
  }) => {
    const models = ['hold,at:20,seed:1', 'hold,at:20,seed:2']
    await serve(...models)
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: models, draft: '' }))
    await page.keyboard.press('/')
    await expect(compare.prompt).toBeFocused()
    await page.keyboard.type('Written without a mouse')
    await page.keyboard.press('Control+Enter')
    await expect(compare.streaming).toHaveCount(2)
    // Once leaves the field, twice stops: Escape in a field must not lose a stream by accident.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await compare.expectAllEnded(2)
    await expect.poll(async () => (await simulator.connections()).open, { timeout: 2000 }).toBe(0)
    await page.keyboard.press('Alt+n')
    await expect(page.getByRole('button', { name: 'Endpoint of pane 3', exact: false })).toBeVisible()
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.type('Endpoints')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/endpoints/)
  })

  test('every control of a comparison is reached by Tab, and shows that it is', async ({ playground, serve, page }) => {
    await serve('fast')
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['fast', 'fast'] }))
    await compare.send()
    await compare.expectAllEnded(2)
    await expect(compare.answers.first()).toContainText(expectedText('fast').slice(0, 20))
    const wanted = await page.getByRole('main').getByRole('button').filter({ visible: true }).count()
    const reached = new Set<string>()
    await page.evaluate(() => document.body.focus())
    for (let step = 0; step < wanted + 60; step += 1) {
      await page.keyboard.press('Tab')
      const name = await page.evaluate(() => {
        const element = document.activeElement
        if (!element?.closest('main') || element.tagName !== 'BUTTON') return ''
        const style = getComputedStyle(element)
        const isShown = style.outlineStyle !== 'none' || style.boxShadow !== 'none'
        const all = [...document.querySelectorAll('main button')]
        return isShown ? `button ${all.indexOf(element)}` : `NO FOCUS RING: ${element.outerHTML.slice(0, 100)}`
      })
      if (name !== '') reached.add(name)
    }
    expect([...reached].filter((name) => name.startsWith('NO FOCUS'))).toEqual([])
    expect(reached.size).toBeGreaterThanOrEqual(wanted - (await disabledOrRoving(page)))
  })
})

/** Disabled ones cannot be reached; of a toolbar or a tab list only one can, the arrows go on from there. */
async function disabledOrRoving(page: ComparePage['page']): Promise<number> {
  return await page.locator('main button:disabled, main button[tabindex="-1"]').count()
}

async function violations(page: ComparePage['page']): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help} – ${nodes
        .map(({ html }) => html.slice(0, 140))
        .slice(0, 3)
        .join(' | ')}`,
  )
}
