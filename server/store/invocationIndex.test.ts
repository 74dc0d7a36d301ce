import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { clientName } from './clientName.ts'
import { openDatabase } from './database.ts'
import { createInvocationIndex, wordsQuery } from './invocationIndex.ts'
import { listInvocations } from './invocationList.ts'
import { invocationWords, promptWords } from './invocationWords.ts'
import { migrations } from './migrations.ts'

const insert = `insert into invocations (id, run_id, endpoint, model, provider_label, task, started_at, status, origin,
  served_model, events_omitted, reply, request_body, events) values (?, 'r', 'e', 'm', 'P', 'llm/v1/chat',
  '2026-01-01T00:00:00.000Z', ?, 'page', 'm', 0, '{"choices":[{"text":"stored long ago"}]}', '{"prompt":"Old"}', '[]')`

describe('the index of invocations', () => {
  it('takes in what an earlier version recorded, and makes itself anew where it was lost', async () => {
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'index-')), 'data')
    const old = openDatabase(folder, { steps: migrations.filter(({ version }) => version <= 5) })
    await old.destroy()
    const file = new DatabaseSync(path.join(folder, 'playground.db'))
    file.prepare(insert).run('ended', 'done')
    file.prepare(insert).run('under way', 'streaming')
    file.close()

    for (const what of ['the first time', 'after the index was lost']) {
      const database = openDatabase(folder)
      await createInvocationIndex(database).settle()
      const { invocations } = await listInvocations(database, { limit: 10, search: 'long ago' })
      expect({ what, found: invocations.map(({ id, prompt }) => `${id}: ${prompt}`) }).toEqual({
        what,
        found: ['ended: Old'],
      })
      await database.destroy()
      const again = new DatabaseSync(path.join(folder, 'playground.db'))
      again.exec('drop table invocation_words')
      again.close()
    }
  })
})

describe('wordsQuery', () => {
  it.each([
    ['two words', '"two"* "words"*'],
    ['"two words" more', '"two words" "more"*'],
    ['a NOT b* OR (c)', '"a" "NOT"* "b*" "OR"* "(c)"'],
    ['column:value -minus', '"column:value"* "-minus"*'],
    ['"open', '"open"'],
    ['two🙂words', '"two words"*'],
  ])('reads %s', (search, query) => {
    expect(wordsQuery(search)).toBe(query)
  })

  it.each(['', '   ', '*', '""', '-- ()'])('is nothing for %j', (search) => {
    expect(wordsQuery(search)).toBeUndefined()
  })
})

describe('the words of an invocation', () => {
  it('are what a person wrote and what came back, not names of roles or data', () => {
    const body = {
      model: 'gpt',
      messages: [
        {
          role: 'user',
          content: [{ type: 'text', text: 'Look' }, { image_url: { url: 'data:image/png;base64,AAAA' } }],
        },
      ],
    }
    const reply = {
      choices: [{ text: 'A cat', reasoning: 'whiskers', toolCalls: [{ name: 'f', arguments: '{"q":"mouse"}' }] }],
    }
    const words = invocationWords(JSON.stringify(body), JSON.stringify(reply))
    expect(words.split('\n')).toEqual(['Look', 'A cat', 'whiskers', 'f', '{"q":"mouse"}'])
  })

  it('are bounded, whatever was sent', () => {
    expect(invocationWords(JSON.stringify({ prompt: 'w '.repeat(1_000_000) }), '{}').length).toBeLessThan(70_000)
    expect(promptWords('x'.repeat(1_000_000)).length).toBeLessThan(300)
  })

  it.each([
    [
      {
        messages: [
          { role: 'user', content: 'One' },
          { role: 'assistant', content: 'Two' },
        ],
      },
      'One',
    ],
    [{ prompt: ['First', 'Second'] }, 'First Second'],
    [{ input: 'Embed  me' }, 'Embed me'],
    [{ dataframe_records: [{ age: 3 }] }, '{"dataframe_records":[{"age":3}]}'],
    ['not json', 'not json'],
  ])('begin with what was asked: %j', (body, prompt) => {
    expect(promptWords(typeof body === 'string' ? body : JSON.stringify(body))).toBe(prompt)
  })
})

describe('clientName', () => {
  it.each([
    ['OpenAI/Python 2.54.0', 'OpenAI Python'],
    ['AsyncOpenAI/Python 2.54.0', 'OpenAI Python'],
    ['OpenAI/JS 6.1.0', 'OpenAI Node'],
    ['curl/8.5.0', 'curl'],
    ['unknown/0.0.0 databricks-sdk-py/0.156.0 python/3.11.7 os/linux auth/pat', 'databricks-sdk-py'],
    ['mlflow-python-client/3.0', 'mlflow-python-client'],
    [null, 'unnamed client'],
    ['', 'unnamed client'],
  ])('of %j is %s', (agent, name) => {
    expect(clientName(agent)).toBe(name)
  })
})
