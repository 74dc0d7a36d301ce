import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyReply } from '../contract/reply.ts'
import { insertInvocations } from '../store/invocations.ts'
import { pageRecord } from '../store/invocationRecord.ts'
import { startTestApp, type TestApp } from '../testApp.testing.ts'

const settings = { systemPrompt: '', parameters: {} }
const paneId = randomUUID()

function compared(prompt: string, invocationId: string) {
  return {
    page: 'compare',
    panes: [{ id: paneId, endpoint: 'echo', isSynced: true, settings, draft: '', hue: 0 }],
    settings,
    turns: [{ id: randomUUID(), prompt, attempts: { [paneId]: [invocationId] } }],
    setAside: [],
    draft: '',
  }
}

describe('versions over the API', () => {
  let test: TestApp
  const id = randomUUID()
  const at = `/api/sessions/${id}/versions`
  const [first, second] = [randomUUID(), randomUUID()]
  const [asked, changed] = [compared('<script>alert(1)</script> first', first), compared('second', second)]

  beforeAll(async () => {
    test = await startTestApp()
    const reply = {
      ...emptyReply,
      status: 'done' as const,
      choices: [{ text: 'Kept answer', reasoning: '', toolCalls: [] }],
    }
    await insertInvocations(
      test.database,
      [first, second].map((one) =>
        pageRecord(
          {
            id: one,
            runId: 'r',
            sessionId: id,
            endpoint: 'echo',
            model: 'echo',
            servedModel: 'echo',
            providerLabel: 'This machine',
            task: 'llm/v1/chat',
            startedAt: '2026-01-01T00:00:00.000Z',
            requestBody: {},
          },
          { reply, remark: null },
        ),
      ),
    )
    await test.call('PUT', `/api/sessions/${id}`, { revision: 0, title: 'One', document: asked })
    await test.call('PUT', `/api/sessions/${id}`, { revision: 1, title: 'Two', document: changed })
  })
  afterAll(() => test.close())

  it('lists them, the last one first', async () => {
    const { versions } = (await test.call('GET', at)).json
    expect(versions).toMatchObject([
      { number: 2, why: 'sent', title: 'Two', words: 'second', sends: 1 },
      { number: 1, why: 'sent', title: 'One', words: '<script>alert(1)</script> first' },
    ])
  })

  it('gives the session as it was, with its replies', async () => {
    expect((await test.call('GET', `${at}/1`)).json).toMatchObject({
      version: { number: 1 },
      session: { id, title: 'One', document: asked },
      replies: { [first]: { reply: { choices: [{ text: 'Kept answer' }] }, isLive: false } },
    })
  })

  it('shows it as a page that runs nothing', async () => {
    const { text, headers } = await test.call('GET', `${at}/1/page`)
    expect(text).toContain('Kept answer')
    expect(text).not.toContain('<script>alert')
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'self'.*sandbox/)
  })

  it('forks one into a session of its own', async () => {
    const fork = await test.call('POST', `${at}/1/fork`, {})
    expect(fork.status).toBe(201)
    expect(fork.json).toMatchObject({ title: 'One (fork)', revision: 1 })
    expect(fork.json.id).not.toBe(id)
    const copy = (await test.call('GET', `/api/sessions/${String(fork.json.id)}`)).json
    expect(Object.keys(copy.replies ?? {})).toEqual([first])
  })

  it('goes back, keeps what was there, and refuses a save of the revision before', async () => {
    expect((await test.call('POST', `${at}/1/restore`, {})).json).toMatchObject({ id, revision: 3, document: asked })
    expect((await test.call('GET', at)).json.versions).toMatchObject([{ number: 3, why: 'before-going-back' }, {}, {}])
    const late = await test.call('PUT', `/api/sessions/${id}`, { revision: 2, title: 'Two', document: changed })
    expect(late.status).toBe(409)
  })

  it('says what is not there', async () => {
    for (const number of ['99', '0', '1e9', '-1', 'x', '99/page'])
      expect(await test.call('GET', `${at}/${number}`)).toMatchObject({ status: 404 })
    expect((await test.call('POST', `${at}/99/restore`, {})).status).toBe(404)
    expect((await test.call('GET', `/api/sessions/${randomUUID()}/versions`)).status).toBe(404)
  })
})
