import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Locator } from '@playwright/test'
import { request } from 'undici'
import { expect, test } from '../fixture.ts'
import { ComparePage, laidOut } from '../page/comparePage.ts'
import { makeSession } from '../page/makeSession.ts'
import { expectFits, openElsewhere } from '../page/sharedPage.ts'
import type { Playground } from '../process/playgroundProcess.ts'

const models = ['fast', 'markdown', 'reasoning', '429', 'cut', 'tool-calls', '500-html', 'short']

/** The exported file, from the disk with the network off, beside the page it was exported from. */
test.describe('the exported HTML', () => {
  test('says all the page says: prompts, answers, names, measurements and failures, with and without script, at both sizes', async ({
    playground,
    serve,
    page,
    browser,
  }) => {
    await serve(...models)
    const title = 'Everything there is'
    const id = await makeSession(playground, { endpoints: models, title })
    const compare = new ComparePage(page)
    await compare.open(playground.url, id)
    const prompt = 'Compare\n  these: <b>, & "quotes"'
    await compare.send(prompt)
    await compare.expectAllEnded(models.length)
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    const said = new Map<string, string[]>()
    for (const model of models) said.set(model, await saidOf(compare.answer(model)))
    const address = await exportPage(playground, id)
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ])
      for (const javaScriptEnabled of [true, false])
        for (const colorScheme of ['light', 'dark'] as const) {
          const reader = await openElsewhere(browser, address, {
            offline: true,
            javaScriptEnabled,
            viewport,
            colorScheme,
          })
          await expect(reader.page.getByRole('heading', { name: title })).toBeVisible()
          expect(await reader.page.getByText('Compare').first().innerText()).toBe(prompt)
          for (const model of models) {
            const answer = reader.page.getByRole('article', { name: `Answer of ${model}`, exact: true })
            const text = laidOut(await answer.innerText())
            for (const part of said.get(model) ?? [])
              expect([model, text]).toEqual([model, expect.stringContaining(part)])
          }
          await expectFits(reader.page)
          expect(reader.seen).toEqual([address])
          await reader.close()
        }
  })

  test('has no fault that axe knows, in either theme', async ({ playground, serve, page, browser }) => {
    await serve(...models)
    const id = await makeSession(playground, { endpoints: models, title: 'For everybody' })
    const compare = new ComparePage(page)
    await compare.open(playground.url, id)
    await compare.send()
    await compare.expectAllEnded(models.length)
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    const address = await exportPage(playground, id)
    for (const colorScheme of ['light', 'dark'] as const) {
      // Axe is a script, and the page's policy takes none.
      const reader = await openElsewhere(browser, address, { bypassCSP: true, colorScheme })
      expect((await new AxeBuilder({ page: reader.page }).analyze()).violations).toEqual([])
      await reader.close()
    }
  })

  for (const count of [4, 8, 16])
    test(`prints ${count} panes whole, and what was folded away too`, async ({ playground, serve, page, browser }) => {
      await serve(...models)
      const endpoints = Array.from({ length: count }, (_, index) => models[index % models.length] ?? '')
      const id = await makeSession(playground, { endpoints, title: 'Printed' })
      const compare = new ComparePage(page)
      await compare.open(playground.url, id)
      await compare.send('Print')
      await expect(page.getByRole('button', { name: 'Stop all', exact: true })).toHaveCount(0)
      await expect(page.getByText('Saved', { exact: true })).toBeVisible()
      // A4 less its margins, in CSS pixels.
      const viewport = { width: 688, height: 1017 }
      const reader = await openElsewhere(browser, await exportPage(playground, id), { offline: true, viewport })
      await reader.page.emulateMedia({ media: 'print' })
      await expectFits(reader.page)
      await expect(reader.page.getByRole('article')).toHaveCount(count)
      for (const answer of await reader.page.getByRole('article').all()) {
        const box = await answer.boundingBox()
        expect([(box?.x ?? -1) >= 0, (box?.x ?? 0) + (box?.width ?? 9999) <= viewport.width]).toEqual([true, true])
      }
      await expect(reader.page.locator('.reasoning').first()).toBeVisible()
      expect((await reader.page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-')
      await reader.close()
    })
})

/** What stands under and in an answer, piece by piece: its paragraphs, its figures with their units, why it failed. */
async function saidOf(answer: Locator): Promise<string[]> {
  const pieces = await answer.evaluate((article) => {
    if (!(article instanceof HTMLElement)) return []
    for (const { style } of article.querySelectorAll('section')) style.contentVisibility = 'visible'
    const figures = [...article.querySelectorAll('p.contents b')]
    const blocks = [...article.querySelectorAll('p, li, h1, h2, h4, td, th, pre')].filter(
      (block) => !block.matches('.contents') && block.closest('[role="status"]') === null,
    )
    return [...figures, ...blocks].map((one) => (one instanceof HTMLElement ? one.innerText : ''))
  })
  return (
    pieces
      .map((piece) => laidOut(piece).replace(' (best of this row)', ''))
      .filter((piece) => piece !== '')
      // The file says "Failed (429): …" where the page has a title, and cannot raise a limit.
      .map((piece) => piece.replace(/^.* (?=“)/, '').replace(/ Raise Max tokens for more\.$/, ''))
      .filter((piece) => !/^(?:Rate limited|Provider error|Cut off|Unreadable answer)(?: \d+)?$/.test(piece))
  )
}

async function exportPage(playground: Playground, id: string): Promise<string> {
  const answer = await request(`${playground.url}/api/sessions/${id}/export?format=html`)
  const file = test.info().outputPath('exported.html')
  writeFileSync(file, await answer.body.text())
  return pathToFileURL(file).href
}
