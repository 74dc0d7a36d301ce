import { request } from 'undici'
import { isEnded } from '../../server/contract/reply.ts'
import { readInvocation, resumeRun, startRun, stopRun, textOf } from '../client/runClient.ts'
import { expect, test } from '../fixture.ts'
import { addUpstream, unwritten } from '../process/playgroundProcess.ts'
import type { SimulatorProcess } from '../process/simulatorProcess.ts'
import { expectedPartialText, expectedText } from '../simulator/expectedText.ts'

const sixteen = Array.from({ length: 16 }, (_, index) => `markdown,rate:200,tokens:300,seed:${index}`)

test.describe('a run', () => {
  test('carries 16 answers to their end, each exactly as sent', async ({ playground, serve }) => {
    await serve(...sixteen)
    const run = await startRun(playground, sixteen)
    await run.closed
    for (const [index, model] of sixteen.entries()) {
      expect(run.replies[index]?.status).toBe('done')
      expect(textOf(run.replies[index])).toBe(expectedText(model))
    }
  })

  test('sends the request as it was written, with the credential of its own upstream', async ({
    playground,
    serve,
    simulator,
  }) => {
    await serve('fast')
    const body = { temperature: 0.25, my_field: { deep: [1, 'zwei', null] }, max_tokens: 7 }
    const run = await startRun(playground, ['fast'], { prompt: 'Grüße 👋', body })
    await run.closed
    const [seen] = (await simulator.requests()).filter(({ method }) => method === 'POST')
    expect(JSON.parse(seen?.body ?? '{}')).toMatchObject({
      ...body,
      model: 'fast',
      stream: true,
      messages: [{ role: 'user', content: 'Grüße 👋' }],
    })
    expect(seen?.headers['authorization']).toMatch(/^Bearer sk-cnry-/)
    expect(textOf(run.replies[0])).toBe(expectedText('fast', { max_tokens: 7 }))
  })

  for (const [moment, model] of [
    ['before the headers', 'silent'],
    ['before the first token', 'hold,at:0'],
    ['in the middle', 'hold,at:20'],
  ] as const)
    test(`stopped ${moment} closes its upstream and keeps what had come`, async ({ playground, serve, simulator }) => {
      await serve(model, 'fast,hold')
      const run = await startRun(playground, [model, 'fast,hold'])
      await expect.poll(async () => (await simulator.connections()).open).toBe(2)
      if (moment === 'in the middle')
        await run.until(({ replies }) => textOf(replies[0]) === expectedPartialText(model))
      await stopRun(playground, run.id, [run.invocationIds[0] ?? ''])
      await run.until(({ replies }) => isEnded(replies[0]?.status ?? 'queued'))
      expect(run.replies[0]?.status).toBe('stopped')
      await expect.poll(() => stateOf(simulator, model), { timeout: 1000 }).toBe('closed-by-client')
      // A release before the other one waits would be lost.
      await run.until(({ replies }) => textOf(replies[1]) === expectedPartialText('fast,hold'))
      await simulator.control('release')
      await run.closed
      expect(run.replies[1]?.status).toBe('done')
      expect(textOf(run.replies[1])).toBe(expectedText('fast,hold'))
    })

  test('stopped as a whole ends every pane and closes every upstream', async ({ playground, serve, simulator }) => {
    const models = Array.from({ length: 16 }, (_, index) => `hold,at:10,seed:${index}`)
    await serve(...models)
    const run = await startRun(playground, models)
    await run.until(({ replies }) =>
      replies.every((reply, index) => textOf(reply) === expectedPartialText(models[index] ?? '')),
    )
    await stopRun(playground, run.id)
    await run.closed
    expect(run.replies.map(({ status }) => status)).toEqual(models.map(() => 'stopped'))
    await expect.poll(async () => (await simulator.connections()).open, { timeout: 1000 }).toBe(0)
  })

  test('goes on when its reader leaves, and a second reader gets the whole of it', async ({
    playground,
    serve,
    simulator,
  }) => {
    const models = ['hold,at:20,seed:1', 'hold,at:20,seed:2']
    await serve(...models)
    const run = await startRun(playground, models)
    await run.until(({ replies }) =>
      replies.every((reply, index) => textOf(reply) === expectedPartialText(models[index] ?? '')),
    )
    run.leave()
    // A release before both wait would be lost.
    await expect.poll(async () => (await simulator.connections()).held).toBe(2)
    await simulator.control('release')
    const again = await resumeRun(playground, run.id)
    await again.closed
    for (const [index, model] of models.entries()) expect(textOf(again.replies[index])).toBe(expectedText(model))
  })

  test('resumes after any event without a gap or a repetition', async ({ playground, serve }) => {
    const models = ['markdown,rate:300,tokens:200', 'unicode,rate:300,tokens:200']
    await serve(...models)
    const run = await startRun(playground, models)
    await run.closed
    const frames = run.raw.split('\n\n').filter((frame) => frame.includes('data:'))
    expect(frames.length).toBeGreaterThan(5)
    for (const frame of frames) {
      const id = /^id: ?(\S+)/m.exec(frame)?.[1]
      const rest = await resumeRun(playground, run.id, id)
      await rest.closed
      const later = frames.slice(frames.indexOf(frame) + 1)
      const seen = rest.raw.split('\n\n').filter((part) => part.includes('data:'))
      expect(textIn(seen)).toEqual(textIn(later))
    }
  })

  test('two at once and one joined later do not mix', async ({ playground, serve }) => {
    const models = Array.from({ length: 8 }, (_, index) => `unicode,rate:300,tokens:150,seed:${index}`)
    await serve(...models)
    const [left, right] = await Promise.all([startRun(playground, models), startRun(playground, models.toReversed())])
    await Promise.all([left.closed, right.closed])
    for (const [index, model] of models.entries()) {
      expect(textOf(left.replies[index])).toBe(expectedText(model))
      expect(textOf(right.replies[7 - index])).toBe(expectedText(model))
    }
  })

  test('one after another asks the next only when the one before has ended', async ({
    playground,
    serve,
    simulator,
  }) => {
    const models = ['fast,seed:1', 'fast,seed:2', 'fast,seed:3']
    await serve(...models)
    const run = await startRun(playground, models, { atOnce: 1 })
    await run.closed
    const { connections } = await simulator.connections()
    const chats = connections.filter(({ model }) => model !== '')
    expect(chats.map(({ model }) => model)).toEqual(models)
    for (const [index, chat] of chats.entries())
      if (index > 0) expect(chat.openedAtUs).toBeGreaterThanOrEqual(chats[index - 1]?.closedAtUs ?? Infinity)
  })

  test('with 64 panes all arrive', async ({ playground, serve }) => {
    const models = Array.from({ length: 64 }, (_, index) => `fast,seed:${index}`)
    await serve(...models)
    const run = await startRun(playground, models)
    await run.closed
    expect(run.replies.map(textOf)).toEqual(models.map((model) => expectedText(model)))
  })
})

test.describe('a server that goes away', () => {
  test('killed in the middle: what had arrived is there again, marked as interrupted', async ({ start, simulator }) => {
    const first = await start()
    const models = ['hold,at:40,seed:1', 'hold,at:40,seed:2']
    await addUpstream(first, { url: simulator.url, models })
    const run = await startRun(first, models)
    await run.until(({ replies }) =>
      replies.every((reply, index) => textOf(reply) === expectedPartialText(models[index] ?? '')),
    )
    // Replies are written at least every second; the upstream holds, so what is on screen cannot grow meanwhile.
    const stored = (id: string): Promise<string> =>
      readInvocation(first, id).then(
        ({ reply }) => textOf(reply),
        () => 'not yet',
      )
    await expect
      .poll(() => Promise.all(run.invocationIds.map(stored)))
      .toEqual(models.map((model) => expectedPartialText(model)))
    await expect.poll(() => unwritten(first)).toBe(0)
    await first.stop('SIGKILL')
    const second = await start({ dataFolder: first.dataFolder, port: first.port })
    for (const [index, id] of run.invocationIds.entries()) {
      const { reply } = await readInvocation(second, id)
      expect(reply.status).toBe('interrupted')
      expect(textOf(reply)).toBe(expectedPartialText(models[index] ?? ''))
    }
  })

  test('ended by SIGTERM with 16 streams saves them, says so to each and exits with 0', async ({
    start,
    simulator,
  }) => {
    const playground = await start()
    const models = Array.from({ length: 16 }, (_, index) => `hold,at:10,seed:${index}`)
    await addUpstream(playground, { url: simulator.url, models })
    const run = await startRun(playground, models)
    await run.until(({ replies }) =>
      replies.every((reply, index) => textOf(reply) === expectedPartialText(models[index] ?? '')),
    )
    expect(await playground.stop('SIGTERM')).toBe(0)
    await run.closed
    for (const reply of run.replies) expect(reply.failure?.kind).toBe('server-closing')
    const again = await start({ dataFolder: playground.dataFolder })
    for (const [index, id] of run.invocationIds.entries())
      expect(textOf((await readInvocation(again, id)).reply)).toBe(expectedPartialText(models[index] ?? ''))
  })
})

test.describe('bad input', () => {
  test('an unknown endpoint fails its pane or its request and nothing else', async ({ playground, serve }) => {
    await serve('fast')
    const answer = await post(`${playground.url}/api/runs`, runBody(['no-such-endpoint', 'fast']))
    expect(answer.text).toMatch(/no-such-endpoint/)
    const run = await startRun(playground, ['fast'])
    await run.closed
    expect(textOf(run.replies[0])).toBe(expectedText('fast'))
  })

  test('65 panes are refused in words', async ({ playground, serve }) => {
    await serve('fast')
    const answer = await post(`${playground.url}/api/runs`, runBody(Array.from({ length: 65 }, () => 'fast')))
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('bad-request')
  })

  test('what is not JSON, or not the right JSON, is refused in words', async ({ playground }) => {
    for (const body of ['', '{', 'null', '[]', '{"id":1}', '{"__proto__":{"x":1}}', '"\\ud800"', '1e999']) {
      const answer = await post(`${playground.url}/api/runs`, body)
      expect(answer.status, body).toBe(400)
      expect(JSON.parse(answer.text), body).toMatchObject({ failure: { kind: 'bad-request' } })
    }
  })

  test('a prompt of 5 MB arrives whole', async ({ playground, serve, simulator }) => {
    await serve('fast,tokens:5')
    const prompt = 'äb👋 '.repeat(600_000)
    const run = await startRun(playground, ['fast,tokens:5'], { prompt })
    await run.closed
    expect(run.replies[0]?.status).toBe('done')
    const seen = (await simulator.requests()).find(({ method }) => method === 'POST')
    expect(seen?.bodyByteLength).toBeGreaterThan(Buffer.byteLength(prompt))
  })

  test('an endpoint removed while its pane streams ends that pane with an error', async ({ playground, simulator }) => {
    const gone = await addUpstream(playground, { url: simulator.url, models: ['hold,at:5'], name: 'Leaving' })
    await addUpstream(playground, { url: simulator.url, models: ['hold,at:6'], name: 'Staying' })
    const run = await startRun(playground, ['hold,at:5', 'hold,at:6'])
    await expect.poll(async () => (await simulator.connections()).held).toBe(2)
    await run.until(({ replies }) => replies.every((reply) => textOf(reply) !== ''))
    const removed = await request(`${playground.url}/api/upstreams/${gone.id}`, { method: 'DELETE' })
    expect(removed.statusCode).toBeLessThan(300)
    await run.until(({ replies }) => isEnded(replies[0]?.status ?? 'queued'))
    expect(run.replies[0]?.failure?.kind).toBe('endpoint-removed')
    await simulator.control('release')
    await run.closed
    expect(textOf(run.replies[1])).toBe(expectedText('hold,at:6'))
  })
})

function textIn(frames: string[]): string[] {
  return frames
    .flatMap((frame) => [...frame.matchAll(/^data: ?([^\n]*)$/gm)].map(([, data = '']) => data))
    .map(withoutRun)
}

/** A resumed stream says first which run it is. */
function withoutRun(data: string): string {
  const items: unknown[] = JSON.parse(data)
  return JSON.stringify(items.filter((item) => !(typeof item === 'object' && item !== null && 'run' in item)))
}

function runBody(endpoints: string[]): string {
  return JSON.stringify({
    id: crypto.randomUUID(),
    invocations: endpoints.map((endpoint) => ({ id: crypto.randomUUID(), endpoint, body: { messages: [] } })),
  })
}

async function post(url: string, body: string): Promise<{ status: number; text: string }> {
  const answer = await request(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return { status: answer.statusCode, text: await answer.body.text() }
}

async function stateOf(simulator: SimulatorProcess, model: string): Promise<string | undefined> {
  return (await simulator.connections()).connections.find((connection) => connection.model === model)?.state
}
