import { describe, expect, it } from 'vitest'
import { boardOf, importedChats, noPictures, repliesOf, setAsideWords } from './importedChats.testing.ts'

// In the shape of example/data.js of brandtcormorant/claude-json-schema, and of those who read newer files.
const message = (uuid: string, sender: string, text: string, rest: object = {}) => ({
  uuid,
  text,
  content: [{ start_timestamp: null, stop_timestamp: null, type: 'text', text, citations: [] }],
  sender,
  created_at: '2024-01-20T15:30:00.000000Z',
  updated_at: '2024-01-20T15:30:00.000000Z',
  attachments: [],
  files: [],
  ...rest,
})
const conversation = (chat_messages: object[], rest: object = {}) => ({
  uuid: 'c',
  name: 'Pasta',
  summary: '',
  created_at: '2024-01-20T15:30:00.000000Z',
  updated_at: '2024-01-20T15:35:00.000000Z',
  account: { uuid: 'a' },
  chat_messages,
  ...rest,
})

describe('conversations.json of Claude', () => {
  it('has prompts with what was taken out of attachments, thoughts, and tools with their results', () => {
    const { files, leftOut } = importedChats([
      conversation([
        message('1', 'human', 'Sum this', {
          attachments: [{ file_name: 'n.txt', file_size: 3, file_type: 'txt', extracted_content: '1 2' }],
          files: [{ file_name: 'photo.png', file_uuid: 'f' }],
        }),
        message('2', 'assistant', 'The same as in content', {
          content: [
            { type: 'thinking', thinking: 'Hm', summaries: [] },
            { type: 'text', text: 'I add.' },
            { type: 'tool_use', name: 'repl', input: { code: '1+2' }, message: null },
            { type: 'tool_result', name: 'repl', content: [{ type: 'text', text: '3' }], is_error: false },
            { type: 'token_budget' },
            { type: 'text', text: 'Three.' },
          ],
        }),
        message('3', 'human', 'Thanks'),
        { ...message('4', 'assistant', 'Welcome'), content: undefined, stop_reason: 'user_canceled' },
      ]),
      conversation([]),
    ])
    expect(files.map(boardOf)).toEqual([
      {
        title: 'Pasta',
        system: '',
        turns: [
          { prompt: 'Sum this\n\nn.txt:\n\n1 2', panes: [['Claude: I add.\n\nThree.']] },
          { prompt: 'Thanks', panes: [['Claude: Welcome']] },
        ],
      },
    ])
    expect(
      repliesOf(files[0]).map(({ status, choices }) => [status, choices[0]?.reasoning, choices[0]?.toolCalls]),
    ).toEqual([
      ['done', 'Hm', [{ id: 'call_1', name: 'repl', arguments: '{"code":"1+2"}', result: '3' }]],
      ['stopped', '', []],
    ])
    expect(files[0]?.session.updatedAt).toBe('2024-01-20T15:35:00.000Z')
    expect(leftOut).toEqual([noPictures])
  })

  it('has branches where messages name their parents; without a leaf that is named, the last one is shown', () => {
    const top = '00000000-0000-4000-8000-000000000000'
    const messages = [
      message('1', 'human', 'A', { parent_message_uuid: top }),
      message('2', 'assistant', 'X', { parent_message_uuid: '1' }),
      message('3', 'assistant', 'Y', { parent_message_uuid: '1' }),
      message('4', 'human', 'B', { parent_message_uuid: '2' }),
      message('5', 'human', 'C', { parent_message_uuid: '3' }),
    ]
    const first = { prompt: 'A', panes: [['Claude: X', 'Claude: Y *']] }
    expect(boardOf(importedChats(conversation(messages)).files[0])).toMatchObject({
      turns: [first, { prompt: 'C' }],
      setAside: [{ place: 1, turns: [{ prompt: 'B' }] }],
    })
    const { files, leftOut } = importedChats(
      conversation(messages, { current_leaf_message_uuid: '4', model: 'claude-opus' }),
    )
    expect(boardOf(files[0]).turns).toEqual([
      { prompt: 'A', panes: [['claude-opus: X *', 'claude-opus: Y']] },
      { prompt: 'B', panes: [[]] },
    ])
    expect(leftOut).toEqual([setAsideWords])
  })
})
