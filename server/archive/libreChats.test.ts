import { describe, expect, it } from 'vitest'
import { boardOf, importedChats, noPictures, setAsideWords, repliesOf } from './importedChats.testing.ts'

describe('conversations of LibreChat', () => {
  // exportJSON of LibreChat's client/src/hooks/Conversations/useExportConversation.ts, and its test data
  // (api/server/utils/import/__data__/librechat-tree.json): a tree, or a list with parents.
  const libreMessage = (messageId: string, parentMessageId: string, rest: object) => ({
    messageId,
    parentMessageId,
    conversationId: 'c',
    endpoint: 'openAI',
    error: false,
    unfinished: false,
    createdAt: '2024-05-01T16:35:11.530Z',
    ...rest,
  })
  const none = '00000000-0000-0000-0000-000000000000'
  const user = (id: string, parent: string, text: string) =>
    libreMessage(id, parent, { sender: 'User', isCreatedByUser: true, model: null, text })
  const model = (id: string, parent: string, text: string, rest: object = {}) =>
    libreMessage(id, parent, { sender: 'Engineer', isCreatedByUser: false, model: 'gpt-4-turbo', text, ...rest })
  const conversation = {
    conversationId: 'c',
    endpoint: 'openAI',
    title: 'Bread',
    exportAt: '13:18:04 GMT-0400 (Eastern Daylight Time)',
    branches: true,
    options: { presetId: null, model: 'gpt-4-turbo', promptPrefix: 'Be a baker', temperature: 0.8 },
  }

  it('come as a tree or as a list, a repeated answer as an attempt, an edited prompt set aside', () => {
    const list = [
      user('1', none, 'Rye?'),
      model('2', '1', 'First'),
      model('3', '1', 'Second'),
      user('4', '3', 'Old prompt'),
      user('5', '3', 'And oats?'),
      model('6', '5', 'Yes'),
    ]
    const [first, second, third, fourth, fifth, sixth] = list
    const tree = [
      {
        ...first,
        children: [
          { ...second, children: [] },
          {
            ...third,
            children: [
              { ...fourth, children: [] },
              { ...fifth, children: [{ ...sixth, children: [] }] },
            ],
          },
        ],
      },
    ]
    const board = {
      title: 'Bread',
      system: 'Be a baker',
      turns: [
        { prompt: 'Rye?', panes: [['gpt-4-turbo: First', 'gpt-4-turbo: Second *']] },
        { prompt: 'And oats?', panes: [['gpt-4-turbo: Yes']] },
      ],
      setAside: [{ place: 1, turns: [{ prompt: 'Old prompt', panes: [[]] }] }],
    }
    for (const one of [
      { ...conversation, recursive: false, messages: list },
      { ...conversation, recursive: true, messages: tree },
      { ...conversation, recursive: true, messagesTree: tree },
    ]) {
      const { files, leftOut } = importedChats(one)
      expect(boardOf(files[0])).toEqual(board)
      expect(leftOut).toEqual([setAsideWords])
      expect(files[0]?.invocations[0]?.startedAt).toBe('2024-05-01T16:35:11.530Z')
    }
  })

  it('keep the parts of an answer, and say what failed', () => {
    const parts = [
      { type: 'think', think: 'Hmm' },
      {
        type: 'tool_call',
        tool_call: { id: 't', name: 'search', args: '{"q":"rye"}', output: 'x', type: 'tool_call' },
      },
      { type: 'text', text: { value: 'Sour' } },
      { type: 'text', text: 'dough' },
      { type: 'image_file', image_file: { file_id: 'f' } },
      null,
    ]
    const { files, leftOut } = importedChats({
      ...conversation,
      messages: [
        user('1', none, 'A'),
        model('2', '1', '', { content: parts }),
        user('3', '2', 'B'),
        model('4', '3', 'Too many requests', { error: true }),
      ],
    })
    expect(files[0]?.invocations.map(({ reply }) => [reply.status, reply.choices[0], reply.failure?.message])).toEqual([
      [
        'done',
        {
          text: 'Sour\n\ndough',
          reasoning: 'Hmm',
          toolCalls: [{ id: 't', name: 'search', arguments: '{"q":"rye"}', result: 'x' }],
        },
        undefined,
      ],
      ['failed', { text: '', reasoning: '', toolCalls: [] }, 'Too many requests'],
    ])
    expect(leftOut).toEqual([noPictures])
  })

  it('put answers of two models to one prompt beside each other', () => {
    const messages = [
      user('1', none, 'A'),
      model('2', '1', 'X'),
      model('3', '1', 'Y', { model: 'claude' }),
      user('4', '3', 'B'),
      model('5', '4', 'Z', { model: 'claude' }),
    ]
    expect(boardOf(importedChats({ ...conversation, messages }).files[0]).turns).toEqual([
      { prompt: 'A', panes: [['gpt-4-turbo: X'], ['claude: Y *']] },
      { prompt: 'B', panes: [[], ['claude: Z']] },
    ])
  })

  // api/server/utils/import/__data__/librechat-opts-nonr-branches.json: tokens, answers that were stopped, a first prompt
  // edited; vestai-linear.json: null for no parent; packages/data-provider/src/types/assistants.ts: the parts.
  it('keep tokens and what was stopped, and set an edited first prompt aside', () => {
    const { files, leftOut } = importedChats({
      ...conversation,
      messages: [
        user('1', none, 'Short story'),
        model('2', '1', 'Once', { tokenCount: 78, finish_reason: 'incomplete' }),
        model('3', '1', 'Twice', { unfinished: true }),
        user('4', none, 'Long story'),
        model('5', '4', 'Thrice', { tokenCount: 110, finish_reason: 'stop' }),
      ],
    })
    expect(boardOf(files[0])).toMatchObject({
      turns: [{ prompt: 'Long story', panes: [['gpt-4-turbo: Thrice']] }],
      setAside: [
        { place: 0, turns: [{ prompt: 'Short story', panes: [['gpt-4-turbo: Once', 'gpt-4-turbo: Twice *']] }] },
      ],
    })
    expect(
      repliesOf(files[0])
        .map(({ status, usage, choices }) => `${choices[0]?.text} ${status} ${usage?.completionTokens}`)
        .toSorted(),
    ).toEqual(['Once stopped 78', 'Thrice done 110', 'Twice stopped undefined'])
    expect(leftOut).toEqual([setAsideWords])
  })

  it('keep every kind of part: thoughts as objects, code that was run, an error', () => {
    const content = [
      { type: 'think', think: { value: 'Hm' } },
      {
        type: 'tool_call',
        tool_call: { id: 'c', type: 'code_interpreter', code_interpreter: { input: '1+1', outputs: [{ logs: '2' }] } },
      },
      {
        type: 'tool_call',
        tool_call: { id: 'f', type: 'function', function: { name: 'look', arguments: '{}', output: null } },
      },
      { type: 'error', text: 'Too busy' },
      { type: 'image_url', image_url: { url: 'x' } },
    ]
    const { files, leftOut } = importedChats({
      ...conversation,
      messages: [{ ...user('1', '', 'A'), parentMessageId: null }, model('2', '1', '', { content }), { messageId: 3 }],
    })
    expect(repliesOf(files[0])[0]?.choices[0]).toEqual({
      text: 'Too busy',
      reasoning: 'Hm',
      toolCalls: [
        { id: 'c', name: 'code_interpreter', arguments: '1+1', result: '[{"logs":"2"}]' },
        { id: 'f', name: 'look', arguments: '{}' },
      ],
    })
    expect(leftOut.toSorted()).toEqual(['Messages of a form that is not known were left out.', noPictures])
  })

  it('end where messages are their own parents', () => {
    const { files, leftOut } = importedChats({
      ...conversation,
      messages: [user('1', '2', 'A'), model('2', '1', 'X'), user('3', '4', 'B'), model('4', '3', 'Y')],
    })
    expect(boardOf(files[0]).turns).toEqual([{ prompt: 'B', panes: [['gpt-4-turbo: Y']] }])
    expect(leftOut).toEqual(['Messages that no way through their conversation reaches were left out.'])
  })
})
