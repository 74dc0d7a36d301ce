import { request } from 'undici'
import { readInvocation, startRun } from '../client/runClient.ts'
import { expect, test } from '../fixture.ts'
import { addUpstream, canary, listEndpoints } from '../process/playgroundProcess.ts'

/** A key goes to its own upstream and nowhere else; the fixture looks into the log and the data folder of every test. */
test.describe('a credential', () => {
  for (const model of [
    'echo-secret',
    '401,echo-secret',
    '500-html,echo-secret',
    'echo-secret,json-though-stream',
    'echo-secret,one-byte-writes',
  ])
    test(`is removed from everything an upstream echoes: ${model}`, async ({ playground, serve, simulator }) => {
      await serve(model)
      const run = await startRun(playground, [model])
      await run.closed
      const seen = (await simulator.requests()).find(({ method }) => method === 'POST')
      expect(seen?.headers['authorization']).toBe(`Bearer ${canary}`)
      expect(run.raw).not.toContain(canary)
      expect(JSON.stringify(run.replies)).not.toContain(canary)
      const invocation = JSON.stringify(await readInvocation(playground, run.invocationIds[0] ?? ''))
      expect(invocation).not.toContain(canary)
      expect(invocation).not.toContain(Buffer.from(canary).toString('base64'))
    })

  test('never comes back from the API, but for its last four characters', async ({ playground, serve }) => {
    await serve('fast')
    const found = JSON.stringify(await listEndpoints(playground))
    expect(found).not.toContain(canary)
    expect(found).not.toContain(canary.slice(0, 12))
    expect(found).toContain(canary.slice(-4))
  })

  test('does not follow a redirect', async ({ playground, serve, simulator }) => {
    await serve('redirect')
    const run = await startRun(playground, ['redirect'])
    await run.closed
    expect(run.replies[0]?.failure?.kind).toBe('redirected')
    expect((await simulator.requests()).filter(({ url }) => url.startsWith('/redirected'))).toEqual([])
  })

  test('is forgotten when the base URL moves to another origin', async ({ playground, simulator }) => {
    const upstream = await addUpstream(playground, { url: simulator.url, models: ['fast'] })
    const elsewhere = simulator.url.replace('127.0.0.1', 'localhost')
    const answer = await request(`${playground.url}/api/upstreams/${upstream.id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        provider: 'custom',
        name: upstream.name,
        baseUrl: `${elsewhere}/v1`,
        servesAllModels: false,
        endpoints: [{ name: 'fast', model: 'fast', tasks: ['llm/v1/chat'] }],
      }),
    })
    expect(answer.statusCode).toBe(200)
    await answer.body.dump()
    const run = await startRun(playground, ['fast'])
    await run.closed
    const moved = (await simulator.requests()).filter(({ headers }) => headers['host']?.startsWith('localhost'))
    expect(JSON.stringify(moved)).not.toContain(canary)
  })

  test('is never sent to an address a request names', async ({ playground, serve, simulator }) => {
    await serve('fast')
    const evil = `${simulator.url}/stolen`
    const body = Object.fromEntries(
      ['api_base', 'base_url', 'baseUrl', 'url', 'host', 'proxy', 'endpoint', 'custom_host', 'x-base-url'].map(
        (name) => [name, evil],
      ),
    )
    const run = await startRun(playground, ['fast'], { body })
    await run.closed
    expect((await simulator.requests()).filter(({ url }) => url.startsWith('/stolen'))).toEqual([])
  })
})
