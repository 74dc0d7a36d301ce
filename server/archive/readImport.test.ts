import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { ImportStep } from './importStep.ts'
import { readSteps } from './readSteps.ts'

const now = new Date('2026-11-22T00:00:00.000Z')

/** What came of it before it ended, and why it did. */
async function read(file: string | Buffer) {
  const steps: ImportStep[] = []
  let failure: string | undefined
  try {
    for await (const step of readSteps(
      (async function* chunks() {
        yield Buffer.from(file)
      })(),
      { name: 'talk.jsonl', now, newId: randomUUID },
    ))
      steps.push(step)
  } catch (error) {
    failure = String(error)
  }
  return {
    sessions: steps.flatMap((step) => (step.type === 'session' ? [step.session] : [])),
    committed: steps.filter(({ type }) => type === 'commit').length,
    leftOut: steps.flatMap((step) => (step.type === 'left-out' ? [step.sentence] : [])),
    failure,
  }
}

const chat = (prompt: string, rest: object = {}) => ({
  messages: [
    { role: 'user', content: prompt },
    { role: 'assistant', content: 'A' },
  ],
  ...rest,
})
const lines = (values: unknown[]) =>
  values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n')

describe('readImport', () => {
  it('takes each conversation as soon as the next is whole, and says what stopped it', async () => {
    const { sessions, committed, leftOut, failure } = await read(
      lines([chat('One'), { what: 'else' }, chat('Two'), '{"messages":[', chat('Three')]),
    )
    expect([sessions.map(({ title }) => title), committed]).toEqual([['One', 'Two'], 2])
    expect(failure).toContain('Line 4 of the file is cut: its end is missing.')
    expect(leftOut).toEqual([])
    const list = await read(`[${JSON.stringify(chat('One'))}, {"messages": nonsense}]`)
    expect([list.committed, list.failure]).toEqual([
      1,
      expect.stringContaining('Entry 2 of the list in the file is not JSON.'),
    ])
  })

  it('says how many entries were no conversation', async () => {
    const { leftOut } = await read(JSON.stringify([chat('One'), 7, 'x', {}, [chat('Two')]]))
    expect(leftOut).toEqual(['3 entries were no conversation.'])
    expect((await read('[1, 2]')).failure).toContain('no conversation that AI Playground knows')
  })

  it('takes a list of messages, or one a line, as one conversation each', async () => {
    const { messages } = chat('One')
    expect((await read(JSON.stringify(messages))).sessions).toHaveLength(1)
    expect((await read(lines([messages, messages]))).sessions).toHaveLength(2)
    expect((await read(lines(messages))).failure).toContain('no conversation')
  })

  it('keeps when several were; one alone is on top of the list', async () => {
    const [at, later] = ['2024-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z']
    const alone = await read(JSON.stringify(chat('One', { created_at: at, updated_at: at })))
    expect(alone.sessions).toMatchObject([{ createdAt: at, updatedAt: now.toISOString() }])
    const { sessions } = await read(
      lines([
        chat('One', { created_at: at }),
        chat('Two', { created_at: 1_704_067_200_000, updated_at: later }),
        chat('Three'),
      ]),
    )
    expect(sessions.map(({ createdAt, updatedAt }) => [createdAt, updatedAt])).toEqual([
      [at, at],
      [at, now.toISOString()],
      [now.toISOString(), now.toISOString()],
    ])
  })

  it('reads what begins with a byte order mark, and a thousand messages inside each other', async () => {
    expect((await read(`\uFEFF${JSON.stringify(chat('One'))}`)).sessions).toHaveLength(1)
    let tree: object[] = []
    for (let index = 999; index >= 0; index--)
      tree = [{ messageId: String(index), text: `${index}`, isCreatedByUser: index % 2 === 0, children: tree }]
    const { sessions, failure } = await read(
      JSON.stringify({ conversationId: 'c', recursive: true, messagesTree: tree }),
    )
    expect(failure).toBeUndefined()
    expect(JSON.parse(sessions[0]?.document ?? '{}')).toMatchObject({ turns: { length: 500 } })
  })
})
