import { expect, test } from '../fixture.ts'
import { ComparePage, laidOut } from '../page/comparePage.ts'
import { makeSession, readSession } from '../page/makeSession.ts'
import { expectedPartialText, expectedText } from '../simulator/expectedText.ts'
import { streamErrorMessage } from '../simulator/midway.ts'
import { refusalMessage } from '../simulator/refuse.ts'

const panes = (count: number, model: string): string[] =>
  Array.from({ length: count }, (_, index) => `${model},seed:${index}`)

test.describe('comparing', () => {
  test('16 panes stream to the end, each with exactly what was sent', async ({ playground, serve, page }) => {
    const models = panes(16, 'prose,rate:60,tokens:180')
    await serve(...models)
    const compare = new ComparePage(page)
    const id = await makeSession(playground, { endpoints: models })
    await compare.open(playground.url, id)
    await compare.send()
    await compare.expectAllEnded(16)
    for (const model of models) await compare.expectText(model, expectedText(model))
    const { replies } = await readSession(playground, id)
    const saved = new Map(Object.values(replies).map(({ endpoint, reply }) => [endpoint, reply.choices[0]?.text]))
    expect(saved).toEqual(new Map(models.map((model) => [model, expectedText(model)])))
  })

  test('emoji, combining marks, many scripts and right-to-left text stand as they were sent', async ({
    playground,
    serve,
    page,
  }) => {
    const models = ['unicode,split-utf8', 'unicode,one-byte-writes', 'rtl,split-utf8']
    await serve(...models)
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: models }))
    await compare.send()
    await compare.expectAllEnded(3)
    for (const model of models) {
      await compare.expectText(model, expectedText(model))
      expect(await compare.textOf(model)).not.toContain('\uFFFD')
    }
  })

  test('one stopped keeps its text, the others go on, and its upstream sees the close', async ({
    playground,
    serve,
    simulator,
    page,
  }) => {
    const models = ['hold,at:30,seed:1', 'hold,at:30,seed:2', 'hold,at:30,seed:3']
    await serve(...models)
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: models }))
    await compare.send()
    for (const model of models) await compare.expectText(model, expectedPartialText(model))
    await compare.answer('hold,at:30,seed:2').getByRole('button', { name: 'Stop' }).click()
    await expect(compare.answer('hold,at:30,seed:2')).toContainText('Stopped.')
    await expect
      .poll(async () => (await simulator.connections()).connections.map(({ model, state }) => `${model} ${state}`))
      .toEqual(
        expect.arrayContaining([
          'hold,at:30,seed:2 closed-by-client',
          'hold,at:30,seed:1 open',
          'hold,at:30,seed:3 open',
        ]),
      )
    await simulator.control('release')
    await compare.expectAllEnded(3)
    await compare.expectText('hold,at:30,seed:1', expectedText('hold,at:30,seed:1'))
    await compare.expectText('hold,at:30,seed:2', expectedPartialText('hold,at:30,seed:2'))
    await compare.expectText('hold,at:30,seed:3', expectedText('hold,at:30,seed:3'))
  })

  test('all stopped closes every upstream', async ({ playground, serve, simulator, page }) => {
    const models = panes(8, 'hold,at:20')
    await serve(...models)
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: models }))
    await compare.send()
    for (const model of models) await compare.expectText(model, expectedPartialText(model))
    await compare.stopAllButton.click()
    await compare.expectAllEnded(8)
    for (const model of models) await expect(compare.answer(model)).toContainText('Stopped.')
    await expect.poll(async () => (await simulator.connections()).open, { timeout: 2000 }).toBe(0)
  })

  test('a failed answer is retried while the other still streams', async ({ playground, serve, simulator, page }) => {
    const models = ['503,fail:1', 'hold,at:20']
    await serve(...models)
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: models }))
    await compare.send()
    const failed = compare.answer('503,fail:1')
    await expect(failed).toContainText(refusalMessage(503))
    await failed.getByRole('button', { name: 'Retry' }).first().click()
    await compare.expectText('503,fail:1', expectedText('fast'))
    await compare.expectText('hold,at:20', expectedPartialText('hold,at:20'))
    await simulator.control('release')
    await compare.expectAllEnded(2)
    await compare.expectText('hold,at:20', expectedText('hold,at:20'))
    await failed.getByRole('button', { name: 'Earlier attempt' }).click()
    await expect(failed).toContainText(refusalMessage(503))
  })

  for (const [model, words, text] of [
    ['cut,at:20', 'Cut off', 'partial'],
    ['reset,at:20', 'Cut off', 'partial'],
    ['error-in-stream,at:20', streamErrorMessage, 'partial'],
    ['401', refusalMessage(401), 'none'],
    ['429', refusalMessage(429), 'none'],
    ['500-html', 'Provider error', 'none'],
    ['html-200', 'Unreadable answer', 'none'],
  ] as const)
    test(`${model} says what happened in its pane, keeps what came, and leaves the other alone`, async ({
      playground,
      serve,
      page,
    }) => {
      await serve(model, 'fast')
      const compare = new ComparePage(page)
      await compare.open(playground.url, await makeSession(playground, { endpoints: [model, 'fast'] }))
      await compare.send()
      await compare.expectAllEnded(2)
      await expect(compare.answer(model)).toContainText(words)
      if (text === 'partial')
        await expect(compare.answer(model)).toContainText(laidOut(expectedPartialText(model)).slice(0, 60))
      await expect(compare.answer(model)).not.toContainText('LOST WITH THE CUT')
      await compare.expectText('fast', expectedText('fast'))
    })

  test('counts down to a retry while it is waited for, and not again on a later visit', async ({
    playground,
    serve,
    page,
  }) => {
    await serve('429')
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['429'] }))
    await compare.send()
    await expect(compare.answer('429').getByRole('button', { name: /^Retry in [1-7] s$/ })).toBeVisible()
    await page.reload()
    await expect(compare.answer('429').getByRole('button', { name: 'Show wire' })).toBeVisible()
    await expect(compare.answer('429').getByRole('button', { name: /^Retry in/ })).toHaveCount(0)
  })

  test('no-done is an answer like any other', async ({ playground, serve, page }) => {
    await serve('no-done', 'no-finish')
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['no-done', 'no-finish'] }))
    await compare.send()
    await compare.expectAllEnded(2)
    await compare.expectText('no-done', expectedText('no-done'))
    await expect(compare.answer('no-done')).not.toContainText('Cut off')
    await expect(compare.answer('no-finish')).toContainText('Cut off')
  })

  test('waiting is said with its time, and can be stopped', async ({ playground, serve, simulator, page }) => {
    await serve('silent')
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['silent'] }))
    await compare.send()
    await expect(compare.answer('silent')).toContainText(/waiting \d+ s/)
    await compare.answer('silent').getByRole('button', { name: 'Stop' }).click()
    await expect(compare.answer('silent')).toContainText('Stopped.')
    await expect.poll(async () => (await simulator.connections()).open, { timeout: 2000 }).toBe(0)
  })

  test('reasoning is folded away from the answer', async ({ playground, serve, page }) => {
    await serve('reasoning', 'think-tags')
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: ['reasoning', 'think-tags'] }))
    await compare.send()
    await compare.expectAllEnded(2)
    for (const model of ['reasoning', 'think-tags']) {
      await expect(compare.answer(model).getByText(/^Reasoning/)).toBeVisible()
      await expect(compare.answer(model)).toContainText(laidOut(expectedText(model)).slice(0, 60))
      await expect(compare.answer(model)).not.toContainText('<think>')
    }
  })

  test('64 panes stream at once, and a 65th cannot be added', async ({ playground, serve, page }) => {
    test.setTimeout(120_000)
    const models = panes(64, 'prose,rate:20,tokens:60')
    await serve(...models)
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: models }))
    await compare.send()
    await compare.expectAllEnded(64)
    for (const model of models) await compare.expectText(model, expectedText(model))
    await page.keyboard.press('Alt+n')
    await expect(page.getByText(/64 panes are the most/)).toBeVisible()
    await expect(compare.answers).toHaveCount(64)
  })
})
