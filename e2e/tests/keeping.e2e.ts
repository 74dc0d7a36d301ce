import { expect, test } from '../fixture.ts'
import { ComparePage } from '../page/comparePage.ts'
import { makeSession } from '../page/makeSession.ts'
import { addUpstream, unwritten } from '../process/playgroundProcess.ts'
import { expectedPartialText, expectedText } from '../simulator/expectedText.ts'

const models = ['hold,at:30,seed:1', 'hold,at:30,seed:2']

test.describe('nothing is lost', () => {
  test('a reload in the middle shows what came and goes on live', async ({ playground, serve, simulator, page }) => {
    await serve(...models)
    const compare = new ComparePage(page)
    await compare.open(playground.url, await makeSession(playground, { endpoints: models }))
    await compare.send()
    for (const model of models) await compare.expectText(model, expectedPartialText(model))
    await page.reload()
    for (const model of models) await compare.expectText(model, expectedPartialText(model))
    await simulator.control('release')
    await compare.expectAllEnded(2)
    for (const model of models) await compare.expectText(model, expectedText(model))
    await page.reload()
    for (const model of models) await compare.expectText(model, expectedText(model))
  })

  test('an answer that ended while the tab was closed is there when it opens', async ({
    playground,
    serve,
    simulator,
    context,
  }) => {
    await serve(...models)
    const id = await makeSession(playground, { endpoints: models })
    const first = new ComparePage(await context.newPage())
    await first.open(playground.url, id)
    await first.send()
    for (const model of models) await first.expectText(model, expectedPartialText(model))
    await first.page.close()
    await simulator.control('release')
    const second = new ComparePage(await context.newPage())
    await second.open(playground.url, id)
    await second.expectAllEnded(2)
    for (const model of models) await second.expectText(model, expectedText(model))
  })

  test('a server killed in the middle: what was on screen is there again, marked as interrupted', async ({
    start,
    simulator,
    page,
    trouble,
  }) => {
    // Chromium itself reports a connection that is refused, and a stream that breaks, on the console.
    trouble.allow(
      /ERR_(CONNECTION_REFUSED|CONNECTION_RESET|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)/,
    )
    const server = await start()
    await addUpstream(server, { url: simulator.url, models })
    const id = await makeSession(server, { endpoints: models })
    const compare = new ComparePage(page)
    await compare.open(server.url, id)
    await compare.send()
    for (const model of models) await compare.expectText(model, expectedPartialText(model))
    // What is on screen is saved within a second; that has to have happened before the kill.
    await expect.poll(() => storedTexts(server.url, id)).toEqual(models.map((model) => expectedPartialText(model)))
    await expect.poll(() => unwritten(server)).toBe(0)
    await server.stop('SIGKILL')
    // The page may ask the new server for the run, which died with the old one.
    trouble.allow(/404 \(Not Found\) \S+\/api\/runs\/[\w-]+\/events/)
    await start({ dataFolder: server.dataFolder, port: server.port })
    await page.reload()
    for (const model of models) {
      await compare.expectText(model, expectedPartialText(model))
      await expect(compare.answer(model)).toContainText('Interrupted')
    }
    await compare
      .answer(models[0] ?? '')
      .getByRole('button', { name: 'Retry' })
      .first()
      .click()
    await simulator.control('release')
    await expect.poll(async () => (await simulator.connections()).held).toBe(0)
  })

  test('two tabs stream their own runs at once, and neither loses its answers', async ({
    playground,
    serve,
    context,
  }) => {
    const left = ['prose,rate:60,tokens:120,seed:1', 'prose,rate:60,tokens:120,seed:2']
    const right = ['prose,rate:60,tokens:120,seed:3', 'prose,rate:60,tokens:120,seed:4']
    await serve(...left, ...right)
    const tabs = await Promise.all(
      [left, right].map(async (endpoints) => {
        const tab = new ComparePage(await context.newPage())
        await tab.open(playground.url, await makeSession(playground, { endpoints }))
        return { tab, endpoints }
      }),
    )
    await Promise.all(tabs.map(({ tab }) => tab.send()))
    for (const { tab, endpoints } of tabs) {
      await tab.expectAllEnded(2)
      for (const model of endpoints) await tab.expectText(model, expectedText(model))
    }
  })

  test('the same session in a second tab shows the same answers', async ({ playground, serve, simulator, context }) => {
    await serve(...models)
    const id = await makeSession(playground, { endpoints: models })
    const first = new ComparePage(await context.newPage())
    await first.open(playground.url, id)
    await first.send()
    for (const model of models) await first.expectText(model, expectedPartialText(model))
    const second = new ComparePage(await context.newPage())
    await second.open(playground.url, id)
    for (const model of models) await second.expectText(model, expectedPartialText(model))
    await simulator.control('release')
    for (const tab of [first, second]) {
      await tab.expectAllEnded(2)
      for (const model of models) await tab.expectText(model, expectedText(model))
    }
  })

  test('a draft is there again after a reload', async ({ playground, serve, page }) => {
    await serve('fast')
    const compare = new ComparePage(page)
    const id = await makeSession(playground, { endpoints: ['fast'], draft: '' })
    await compare.open(playground.url, id)
    await compare.prompt.fill('A prompt in the making: äöü 👋')
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await page.reload()
    await expect(compare.prompt).toHaveValue('A prompt in the making: äöü 👋')
  })
})

async function storedTexts(url: string, id: string): Promise<(string | undefined)[]> {
  const answer = await fetch(`${url}/api/sessions/${id}`)
  const { replies }: { replies: Record<string, { endpoint: string; reply: { choices: { text: string }[] } }> } =
    JSON.parse(await answer.text())
  return Object.values(replies)
    .toSorted((left, right) => left.endpoint.localeCompare(right.endpoint))
    .map(({ reply }) => reply.choices[0]?.text)
}
