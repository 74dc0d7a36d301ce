import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { SessionFile } from '../contract/sessionFile.ts'
import { chatsOf } from './chats.ts'
import { chatFile } from './chatFile.ts'
import { checkSessionFile } from './checkSessionFile.ts'

/** As it becomes sessions, which must pass the check of every file of ours. */
function imported(value: unknown): { files: SessionFile[]; leftOut: string[] } {
  const leftOut = new Set<string>()
  const { chats } = chatsOf(value, leftOut)
  const options = { title: 'file', now: new Date('2026-11-22T00:00:00Z'), newId: randomUUID }
  const files = chats.map((chat) => checkSessionFile(structuredClone(chatFile(chat, options))))
  return { files, leftOut: [...leftOut] }
}

/** Prompts, and by pane the attempts with the one that is shown. */
function boardOf(file: SessionFile | undefined) {
  const document = file?.session.document
  if (file === undefined || document?.page !== 'compare') throw new Error('A conversation becomes a comparison.')
  const replies = new Map(file.invocations.map((one) => [one.id, one]))
  return {
    title: file.session.title,
    system: document.settings.systemPrompt,
    turns: document.turns.map(({ prompt, attempts, shown }) => ({
      prompt,
      panes: document.panes.map(({ id }) =>
        (attempts[id] ?? []).map((invocationId, index) => {
          const one = replies.get(invocationId)
          return `${one?.model}: ${one?.reply.choices[0]?.text}${shown?.[id] === index ? ' *' : ''}`
        }),
      ),
    })),
  }
}

const noPictures = 'Pictures, files and other parts of messages that are not text were left out.'
const branches =
  'Of conversations with branches, the one shown last is on the page; the others are set aside (Bring back turns set aside, in the session’s menu).'

describe('conversations of other programs', () => {
  // Rows as GET /api/v1/chats/all gives them and history as sendMessage of Open WebUI's
  // src/lib/components/chat/Chat.svelte makes it; `output` as in LibreChat's test data of it
  // (api/server/utils/import/__data__/openwebui-export.json).
  const webUiMessage = (id: string, parentId: string | null, rest: object) => [
    id,
    { id, parentId, childrenIds: [], timestamp: 1_700_000_000, ...rest },
  ]
  const webUi = (currentId: string, messages: (string | object)[][], chat: object = {}) => [
    {
      id: 'c1',
      user_id: 'u1',
      title: 'Row title',
      chat: {
        title: 'Rivers',
        models: ['a', 'b'],
        params: {},
        history: { currentId, messages: Object.fromEntries(messages) as object },
        messages: [],
        tags: [],
        ...chat,
      },
      created_at: 1_700_000_000,
      updated_at: 1_700_000_100,
      share_id: null,
      archived: false,
      pinned: true,
      meta: {},
      folder_id: null,
    },
  ]

  it('of Open WebUI put the answers of several models beside each other, repeats as attempts', () => {
    const { files, leftOut } = imported(
      webUi(
        'b2',
        [
          webUiMessage('u1', null, { role: 'user', content: 'Longest river?', models: ['a', 'b'] }),
          webUiMessage('a1', 'u1', { role: 'assistant', content: 'Nile', model: 'a', modelIdx: 0, done: true }),
          webUiMessage('b1', 'u1', { role: 'assistant', content: 'Amazon', model: 'b', modelIdx: 1, done: true }),
          webUiMessage('a1b', 'u1', { role: 'assistant', content: 'The Nile', model: 'a', modelIdx: 0, done: true }),
          webUiMessage('u2', 'b1', { role: 'user', content: 'And the widest?', files: [{ type: 'image', url: 'x' }] }),
          webUiMessage('a2', 'u2', {
            role: 'assistant',
            content: '',
            model: 'a',
            modelIdx: 0,
            error: { content: 'No credit' },
          }),
          webUiMessage('b2', 'u2', { role: 'assistant', content: 'Amazon too', model: 'b', modelIdx: 1 }),
        ],
        { params: { system: 'One word' } },
      ),
    )
    expect(boardOf(files[0])).toEqual({
      title: 'Rivers',
      system: 'One word',
      turns: [
        { prompt: 'Longest river?', panes: [['a: Nile', 'a: The Nile'], ['b: Amazon *']] },
        { prompt: 'And the widest?', panes: [['a: '], ['b: Amazon too *']] },
      ],
    })
    expect(leftOut).toEqual([noPictures])
    expect(files[0]?.invocations.map(({ startedAt }) => startedAt)).toContain('2023-11-14T22:13:20.000Z')
    expect(files[0]?.invocations.find(({ reply }) => reply.status === 'failed')?.reply.failure?.message).toBe(
      'No credit',
    )
    expect(files[0]?.session.document).toMatchObject({ panes: [{ endpoint: null }, { endpoint: null }] })
  })

  it('of Open WebUI keep reasoning and calls of tools apart from the text', () => {
    const thought =
      '<details type="reasoning" done="true" duration="3">\n<summary>Thought for 3 seconds</summary>\n&gt; 6 &lt; 7\n&gt; so\n</details>\nSeven'
    const { files, leftOut } = imported(
      webUi('m2', [
        webUiMessage('u1', null, { role: 'user', content: 'More?' }),
        webUiMessage('m1', 'u1', { role: 'assistant', content: thought, model: 'r1' }),
        webUiMessage('u2', 'm1', { role: 'user', content: 'Weather?' }),
        webUiMessage('m2', 'u2', {
          role: 'assistant',
          content: '<details type="tool_calls"><summary>Tool Executed</summary>18</details>Rain',
          model: 'r1',
          output: [
            { type: 'reasoning', content: [{ type: 'output_text', text: 'I ask' }] },
            { type: 'function_call', call_id: 'k', name: 'weather', arguments: '{"city":"Paris"}' },
            { type: 'function_call_output', call_id: 'k', output: [{ type: 'input_text', text: '18' }] },
            { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Rain' }] },
          ],
        }),
      ]),
    )
    expect(files[0]?.invocations.map(({ reply }) => reply.choices[0])).toEqual([
      { text: 'Seven', reasoning: '6 < 7\nso', toolCalls: [] },
      {
        text: 'Rain',
        reasoning: 'I ask',
        toolCalls: [{ id: 'k', name: 'weather', arguments: '{"city":"Paris"}', result: '18' }],
      },
    ])
    expect(leftOut).toEqual([])
  })

  it('of Open WebUI come without the row around them too, and by their list where there is no tree', () => {
    const [row] = webUi('a', [webUiMessage('a', null, { role: 'user', content: 'Hi' })])
    expect(boardOf(imported([row?.chat]).files[0]).turns).toEqual([{ prompt: 'Hi', panes: [[]] }])
    const listed = {
      chat: {
        title: 'L',
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: 'Ho', model: 'm' },
        ],
      },
    }
    expect(boardOf(imported(listed).files[0]).turns).toEqual([{ prompt: 'Hi', panes: [['m: Ho']] }])
  })

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

  it('of LibreChat come as a tree or as a list, a repeated answer as an attempt, an edited prompt left out', () => {
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
    }
    for (const one of [
      { ...conversation, recursive: false, messages: list },
      { ...conversation, recursive: true, messages: tree },
      { ...conversation, recursive: true, messagesTree: tree },
    ]) {
      const { files, leftOut } = imported(one)
      expect(boardOf(files[0])).toEqual(board)
      expect(leftOut).toEqual([branches])
      expect(files[0]?.invocations[0]?.startedAt).toBe('2024-05-01T16:35:11.530Z')
    }
  })

  it('of LibreChat keep the parts of an answer, and say what failed', () => {
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
    const { files, leftOut } = imported({
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

  it('of LibreChat put answers of two models to one prompt beside each other', () => {
    const messages = [
      user('1', none, 'A'),
      model('2', '1', 'X'),
      model('3', '1', 'Y', { model: 'claude' }),
      user('4', '3', 'B'),
      model('5', '4', 'Z', { model: 'claude' }),
    ]
    expect(boardOf(imported({ ...conversation, messages }).files[0]).turns).toEqual([
      { prompt: 'A', panes: [['gpt-4-turbo: X'], ['claude: Y *']] },
      { prompt: 'B', panes: [[], ['claude: Z']] },
    ])
  })

  // FastChat's docs (lm-sys/FastChat) and LLaMA-Factory's data/README.md.
  it('of ShareGPT come with their system prompt, what a tool gave back as its result', () => {
    const { files, leftOut } = imported([
      {
        id: 'x_0',
        system: 'Be kind',
        conversations: [
          { from: 'human', value: 'One' },
          { from: 'gpt', value: 'Two' },
          { from: 'observation', value: '{}' },
          { from: 'human', value: 'Three' },
          { from: 'gpt', value: 'Four' },
        ],
      },
    ])
    expect(boardOf(files[0])).toEqual({
      title: 'file',
      system: 'Be kind',
      turns: [
        { prompt: 'One', panes: [['Imported: Two']] },
        { prompt: 'Three', panes: [['Imported: Four']] },
      ],
    })
    expect(leftOut).toEqual([])
  })

  // https://platform.openai.com/docs/api-reference/chat and .../docs/guides/batch.
  it('of OpenAI keep calls of tools, refusals and the model; answers in several messages are one', () => {
    const call = { id: 'k', type: 'function', function: { name: 'add', arguments: '{"a":1}' } }
    const body = {
      model: 'gpt-4o',
      messages: [
        { role: 'developer', content: 'Short' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Sum?' },
            { type: 'image_url', image_url: { url: 'http://x.invalid' } },
          ],
        },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'k', content: '2' },
        { role: 'assistant', content: 'Two' },
        { role: 'user', content: 'Bomb?' },
        { role: 'assistant', content: null, refusal: 'No' },
      ],
    }
    for (const value of [{ custom_id: '1', method: 'POST', url: '/v1/chat/completions', body }, body, [body]]) {
      const { files, leftOut } = imported(value)
      expect(boardOf(files[0])).toMatchObject({
        system: 'Short',
        turns: [
          { prompt: 'Sum?', panes: [['gpt-4o: Two']] },
          { prompt: 'Bomb?', panes: [['gpt-4o: No']] },
        ],
      })
      expect(files[0]?.invocations[0]?.reply.choices[0]?.toolCalls).toEqual([
        { id: 'k', name: 'add', arguments: '{"a":1}', result: '2' },
      ])
      expect(leftOut).toEqual([noPictures])
    }
  })
})
