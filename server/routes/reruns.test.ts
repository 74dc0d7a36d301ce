import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../testApp.testing.ts'

let test: TestApp
beforeAll(async () => {
  test = await startTestApp()
})
afterAll(() => test.close())

const paneId = randomUUID()

/** A saved query of `echo`, answered. */
async function keptQuery(text: string): Promise<{ sessionId: string; invocationId: string }> {
  const [sessionId, invocationId, runId] = [randomUUID(), randomUUID(), randomUUID()]
  await test.call('POST', '/api/queries', {
    id: runId,
    sessionId,
    text,
    invocations: [{ id: invocationId, endpoint: 'echo' }],
  })
  const document = {
    page: 'query',
    text,
    panes: [{ id: paneId, endpoint: 'echo', hue: 0 }],
    sends: [{ id: runId, invocations: { [paneId]: [invocationId] } }],
  }
  const saved = await test.call('PUT', `/api/sessions/${sessionId}`, { revision: 0, title: 'Q', document })
  expect(saved.status).toBe(200)
  return { sessionId, invocationId }
}

async function requestBodyOf(invocationId: string): Promise<unknown> {
  return (await test.call('GET', `/api/invocations/${invocationId}`)).json['requestBody']
}

it('says of every kept request whether it can be sent again, and what tells it from others', async () => {
  const text =
    '{"messages": [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}], "temperature": 0, "seed": 7}'
  const { sessionId, invocationId } = await keptQuery(text)
  const { json } = await test.call('GET', `/api/sessions/${sessionId}/requests`)
  expect(json).toEqual({
    requests: { [invocationId]: { isRecorded: true, prompt: 'Hello', temperature: 0, seed: 7 } },
  })
  expect((await test.call('GET', `/api/sessions/${randomUUID()}/requests`)).status).toBe(404)
})

it('sends the text as it was written, as often as asked, under the session it is asked for', async () => {
  const text = '{\n\t"messages": [{"role":"user","content":"As \\u0077ritten"}], "seed": 1.0 }'
  const { sessionId, invocationId } = await keptQuery(text)
  const ids = [randomUUID(), randomUUID()]
  const answer = await test.call('POST', '/api/reruns', {
    id: randomUUID(),
    sessionId,
    asWritten: true,
    atOnce: 1,
    invocations: ids.map((id) => ({ id, endpoint: 'echo', of: invocationId })),
  })
  expect(answer.status).toBe(200)
  for (const id of ids) expect(await requestBodyOf(id)).toBe(text)
})

it('sends the members where a page had asked with them', async () => {
  const { invocationId } = await keptQuery('{"messages": [{"role": "user", "content": "x"}]}')
  const id = randomUUID()
  const invocations = [{ id, endpoint: 'echo', of: invocationId }]
  await test.call('POST', '/api/reruns', { id: randomUUID(), asWritten: false, invocations })
  expect(await requestBodyOf(id)).toBe('{"messages":[{"role":"user","content":"x"}]}')
})

it('sends nothing where one of the requests was not recorded or is not there', async () => {
  const { invocationId } = await keptQuery('{"messages": [{"role": "user", "content": "x"}]}')
  await test.call('PUT', '/api/invocations/settings', {
    maxAgeDays: 90,
    maxMegabytes: 2000,
    unrecordedEndpoints: ['echo'],
  })
  const unrecorded = await keptQuery('{"messages": [{"role": "user", "content": "secret"}]}')
  const { json } = await test.call('GET', `/api/sessions/${unrecorded.sessionId}/requests`)
  expect(json).toEqual({ requests: { [unrecorded.invocationId]: { isRecorded: false, prompt: '' } } })
  for (const of of [unrecorded.invocationId, randomUUID()]) {
    const id = randomUUID()
    const answer = await test.call('POST', '/api/reruns', {
      id: randomUUID(),
      asWritten: true,
      invocations: [
        { id, endpoint: 'echo', of: invocationId },
        { id: randomUUID(), endpoint: 'echo', of },
      ],
    })
    expect(answer.status).toBe(404)
    expect(answer.json['failure'] ?? answer.json).toMatchObject({ kind: 'not-found' })
    expect((await test.call('GET', `/api/invocations/${id}`)).status).toBe(404)
  }
})
