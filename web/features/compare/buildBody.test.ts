import { describe, expect, it } from 'vitest'
import { emptyReply, type Reply } from '../../../server/contract/reply.ts'
import type { Pane, Settings, Turn } from '../../../server/contract/session.ts'
import { buildBody } from './buildBody.ts'
import { newPane } from './firstDocument.ts'
import { withSync } from './settings.ts'

const shared: Settings = { systemPrompt: 'Be short.', parameters: { temperature: 0.1, max_tokens: 256 } }
const pane: Pane = newPane('p', 'model', 0)
const reply = (text: string): Reply => ({
  ...emptyReply,
  status: 'done',
  choices: [{ text, reasoning: 'r', toolCalls: [] }],
})

function bodyOf(own: Pane, settings = shared, rest: Partial<Parameters<typeof buildBody>[2]> = {}) {
  return buildBody({ settings }, own, { earlier: [], prompt: 'Hi', replies: {}, ...rest })
}

describe('the request of a pane', () => {
  it('holds the prompt alone where nothing was set', () => {
    expect(bodyOf(pane, { systemPrompt: ' ', parameters: {} })).toEqual({
      type: 'body',
      body: { messages: [{ role: 'user', content: 'Hi' }] },
    })
  })

  it('follows the shared settings, its own first', () => {
    const own = { ...pane, settings: { systemPrompt: '', parameters: { temperature: 1 } } }
    expect(bodyOf(own)).toMatchObject({
      body: { temperature: 1, max_tokens: 256, messages: [{ role: 'system', content: 'Be short.' }, { role: 'user' }] },
    })
  })

  it('has only its own settings where it is not synced', () => {
    expect(bodyOf({ ...pane, isSynced: false })).toEqual({
      type: 'body',
      body: { messages: [{ role: 'user', content: 'Hi' }] },
    })
  })

  it('is the same before and after its sync is changed', () => {
    const own = { ...pane, settings: { systemPrompt: '', parameters: { temperature: 1 } } }
    const apart = withSync(shared, own, false)
    expect(bodyOf(apart)).toEqual(bodyOf(own))
    expect(withSync(shared, apart, true)).toEqual(own)
  })

  it('carries the attempts that are shown, and leaves out a turn without an answer', () => {
    const earlier: Turn[] = [
      { id: '1', prompt: 'one', attempts: { p: ['a', 'b'], q: ['z'] }, shown: { p: 0 } },
      { id: '2', prompt: 'failed', attempts: { p: ['c'] } },
      { id: '3', prompt: 'others', attempts: { q: ['d'] } },
    ]
    const replies = { a: reply('A'), b: reply('B'), c: reply(''), d: reply('D'), z: reply('Z') }
    expect(bodyOf(pane, { systemPrompt: '', parameters: {} }, { earlier, replies })).toEqual({
      type: 'body',
      body: {
        messages: [
          { role: 'user', content: 'one' },
          { role: 'assistant', content: 'A' },
          { role: 'user', content: 'Hi' },
        ],
      },
    })
  })

  it('takes further fields last, and is blocked with words where they are no JSON', () => {
    const extra = (text: string) => ({ ...pane, settings: { systemPrompt: '', parameters: { extra: text } } })
    expect(bodyOf(extra('{"temperature": 2, "min_p": 0.1}'))).toMatchObject({ body: { temperature: 2, min_p: 0.1 } })
    expect(bodyOf(extra('{"temperature": '))).toMatchObject({ type: 'blocked', message: expect.stringMatching(/JSON/) })
  })
})
