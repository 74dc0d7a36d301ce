import { expect, test } from '../fixture.ts'
import { ComparePage } from '../page/comparePage.ts'
import { makeSession, readSession } from '../page/makeSession.ts'
import { startCuttingProxy } from '../process/cuttingProxy.ts'
import { expectedPartialText, expectedText } from '../simulator/expectedText.ts'

/** What Chromium itself says on the console where a connection breaks. */
const broken =
  /ERR_(INTERNET_DISCONNECTED|NETWORK_CHANGED|CONNECTION_REFUSED|CONNECTION_RESET|CONNECTION_CLOSED|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|NETWORK_IO_SUSPENDED)/

const held = ['hold,at:30,seed:1', 'hold,at:30,seed:2']

test.describe('a page that loses its server', () => {
  test('for a while offline goes on by itself, with nothing missing and nothing twice', async ({
    playground,
    serve,
    simulator,
    page,
    context,
    trouble,
  }) => {
    trouble.allow(broken)
    await serve(...held)
    const id = await makeSession(playground, { endpoints: held })
    const compare = new ComparePage(page)
    await compare.open(playground.url, id)
    await compare.send()
    for (const model of held) await compare.expectText(model, expectedPartialText(model))
    await context.setOffline(true)
    await simulator.control('release')
    await expect.poll(() => statuses(playground, id)).toEqual(['done', 'done'])
    await context.setOffline(false)
    await compare.expectAllEnded(2)
    for (const model of held) await compare.expectText(model, expectedText(model))
    await page.reload()
    for (const model of held) await compare.expectText(model, expectedText(model))
  })

  test('says that the connection is lost, and comes back to the same text', async ({
    playground,
    serve,
    simulator,
    page,
    trouble,
  }) => {
    trouble.allow(broken)
    await serve(...held)
    const proxy = await startCuttingProxy(playground.port)
    const compare = new ComparePage(page)
    await compare.open(proxy.url, await makeSession(playground, { endpoints: held }))
    await compare.send()
    for (const model of held) await compare.expectText(model, expectedPartialText(model))
    proxy.goDown()
    for (const model of held) await expect(compare.answer(model)).toContainText('Connection lost. The run goes on')
    await simulator.control('release')
    proxy.comeUp()
    await compare.expectAllEnded(2)
    for (const model of held) await compare.expectText(model, expectedText(model))
    expect(proxy.resumedFrom.length).toBeGreaterThan(0)
    await proxy.close()
  })

  test('cut again and again in the middle resumes where it was: each text exactly as sent', async ({
    playground,
    serve,
    page,
    trouble,
  }) => {
    trouble.allow(broken)
    const models = ['unicode', 'prose', 'markdown'].map((word, index) => `${word},rate:40,tokens:300,seed:${index}`)
    await serve(...models)
    const proxy = await startCuttingProxy(playground.port)
    const id = await makeSession(playground, { endpoints: models })
    const compare = new ComparePage(page)
    await compare.open(proxy.url, id)
    await compare.send()
    let shown = 0
    for (let cuts = 0; cuts < 4; cuts += 1) {
      await expect
        .poll(async () => (await compare.textOf(models[1] ?? '')).length, { intervals: [50] })
        .toBeGreaterThan(shown + 100)
      shown = (await compare.textOf(models[1] ?? '')).length
      proxy.cut()
    }
    await compare.expectAllEnded(3)
    for (const model of models.slice(0, 2)) await compare.expectText(model, expectedText(model))
    expect(proxy.resumedFrom.length).toBeGreaterThanOrEqual(4)
    const ids = proxy.resumedFrom.map(Number)
    expect(ids).toEqual(ids.toSorted((left, right) => left - right))
    // Markdown is laid out: what was resumed must look as what is read from the store.
    const resumed = await compare.textOf(models[2] ?? '')
    await page.reload()
    await expect.poll(() => compare.textOf(models[2] ?? '')).toBe(resumed)
    await proxy.close()
  })
})

async function statuses(playground: Parameters<typeof readSession>[0], id: string): Promise<string[]> {
  const { replies } = await readSession(playground, id)
  return Object.values(replies).map(({ reply }) => reply.status)
}
