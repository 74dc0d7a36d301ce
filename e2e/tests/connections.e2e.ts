import { once } from 'node:events'
import { createServer } from 'node:https'
import { request } from 'undici'
import { isEnded } from '../../server/contract/reply.ts'
import { msHeartbeat } from '../../server/contract/limits.ts'
import { resumeRun, startRun, stopRun, textOf } from '../client/runClient.ts'
import { expect, test } from '../fixture.ts'
import { ComparePage } from '../page/comparePage.ts'
import { EmbedPage } from '../page/embedPage.ts'
import { makeSession, readSession } from '../page/makeSession.ts'
import { addUpstream } from '../process/playgroundProcess.ts'
import { expectedText } from '../simulator/expectedText.ts'
import { selfSigned } from '../simulator/selfSigned.ts'

test.describe('a connection', () => {
  test('to a certificate nobody vouches for is refused in words, and the key is not sent', async ({
    playground,
    serve,
    page,
  }) => {
    const requests: string[] = []
    const upstream = createServer(selfSigned, (incoming, response) => {
      requests.push(JSON.stringify(incoming.headers))
      response.end()
    }).listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    const address = upstream.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    await addUpstream(playground, { url: `https://localhost:${port}`, models: ['untrusted'], name: 'Self-signed' })
    await serve('fast')
    const id = await makeSession(playground, { endpoints: ['untrusted', 'fast'] })
    const compare = new ComparePage(page)
    await compare.open(playground.url, id)
    await compare.send()
    await compare.expectAllEnded(2)
    await compare.expectText('fast', expectedText('fast'))
    const { replies } = await readSession(playground, id)
    const failure = Object.values(replies).find(({ endpoint }) => endpoint === 'untrusted')?.reply.failure
    expect(failure?.kind).toBe('tls')
    expect(failure?.message).toMatch(/certificate/i)
    await expect(compare.answer('untrusted')).toContainText(failure?.message ?? 'no words')
    expect(requests, 'what reached the upstream').toEqual([])
    upstream.closeAllConnections()
    upstream.close()
  })

  test('that is slow: what is begun before the endpoints are known goes to the first of them', async ({
    playground,
    page,
  }) => {
    const network = await page.context().newCDPSession(page)
    await network.send('Network.enable')
    const throughput = { downloadThroughput: -1, uploadThroughput: -1 }
    await network.send('Network.emulateNetworkConditions', { offline: false, latency: 800, ...throughput })

    await page.goto(playground.url)
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('Typed early')
    await expect(page.getByRole('button', { name: 'Send to 2' })).toBeEnabled()
    await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveValue('Typed early')

    await page.goto(`${playground.url}/complete`)
    await page.getByRole('button', { name: /^Go on with a story/ }).click()
    await expect(page.getByRole('button', { name: /^Do not ask/ })).toHaveCount(1)

    await page.goto(`${playground.url}/embed`)
    const embed = new EmbedPage(page)
    await embed.type('Typed early')
    await expect(page.getByRole('button', { name: 'Endpoint of model 1' })).not.toHaveText('Choose an endpoint')
    await expect(embed.texts).toContainText(['Typed early'])
  })

  test('that is silent hears a heartbeat within 15 s', async ({ playground, serve, simulator }) => {
    expect(msHeartbeat).toBeLessThanOrEqual(15_000)
    await serve('hold,at:5')
    const run = await startRun(playground, ['hold,at:5'])
    await run.until(({ replies }) => textOf(replies[0]) !== '')
    const before = run.raw.length
    await expect.poll(() => run.raw.slice(before), { timeout: 15_000 }).toMatch(/(^|\n):[^\n]*\n\n/)
    await simulator.control('release')
    await run.closed
    expect(textOf(run.replies[0])).toBe(expectedText('hold,at:5'))
  })

  test('whose reader stops reading holds up nobody, and brings everything when it reads again', async ({
    playground,
    serve,
    simulator,
  }) => {
    const models = Array.from({ length: 4 }, (_, index) => `huge,rate:0,bytes:4000000,seed:${index}`)
    const others = ['fast,seed:1', 'fast,seed:2']
    await serve(...models, ...others)
    const run = await startRun(playground, models, { isPaused: true })
    const other = await startRun(playground, others)
    await other.closed
    expect(other.replies.map(textOf)).toEqual(others.map((model) => expectedText(model)))
    expect((await request(`${playground.url}/api/endpoints`)).statusCode).toBe(200)
    // Backpressure reaches the upstream: what nobody reads is not fetched without end.
    let before = -1
    await expect
      .poll(
        async () => {
          const sent = (await simulator.connections()).connections.reduce((sum, { tokensSent }) => sum + tokensSent, 0)
          const isStill = sent > 0 && sent === before
          before = sent
          return isStill
        },
        { intervals: [500] },
      )
      .toBe(true)
    expect(run.hasEnded).toBe(false)
    run.read()
    await run.closed
    expect(run.hasEnded).toBe(true)
    for (const [index, model] of models.entries()) expect(textOf(run.replies[index]) === expectedText(model)).toBe(true)
    const again = await resumeRun(playground, run.id)
    await again.closed
    for (const [index, model] of models.entries())
      expect(textOf(again.replies[index]) === expectedText(model)).toBe(true)
  })

  test('that was never opened is not opened after Stop: one in the queue ends as stopped', async ({
    playground,
    serve,
    simulator,
  }) => {
    const models = ['hold,at:5', 'fast,seed:1', 'fast,seed:2']
    await serve(...models)
    const run = await startRun(playground, models, { atOnce: 1 })
    await expect.poll(async () => (await simulator.connections()).held).toBe(1)
    expect(run.replies[1]?.status).toBe('queued')
    await stopRun(playground, run.id, [run.invocationIds[1] ?? ''])
    await run.until(({ replies }) => isEnded(replies[1]?.status ?? 'queued'))
    expect(run.replies[1]?.status).toBe('stopped')
    await simulator.control('release')
    await run.closed
    expect(run.replies.map(({ status }) => status)).toEqual(['done', 'stopped', 'done'])
    const asked = (await simulator.connections()).connections.map(({ model }) => model).filter(Boolean)
    expect(asked).toEqual(['hold,at:5', 'fast,seed:2'])
  })
})
