import { describe, expect, it } from 'vitest'
import { boardOf, importedChats, noPictures, repliesOf } from './importedChats.testing.ts'

describe('chats of Open WebUI', () => {
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

  it('put the answers of several models beside each other, repeats as attempts', () => {
    const { files, leftOut } = importedChats(
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

  it('keep reasoning and calls of tools apart from the text', () => {
    const thought =
      '<details type="reasoning" done="true" duration="3">\n<summary>Thought for 3 seconds</summary>\n&gt; 6 &lt; 7\n&gt; so\n</details>\nSeven'
    const { files, leftOut } = importedChats(
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

  // Answers without `output`: attributes as convert_content_blocks of backend/open_webui/utils/middleware.py writes them,
  // and as src/lib/utils of newer versions does (single quotes).
  it('keep calls of tools and code that was run, which stand in the text as folded HTML', () => {
    const quoted = (value: unknown) => JSON.stringify(value).replaceAll('"', '&quot;')
    const content = [
      `<details type="tool_calls" done="true" id="c1" name="weather" arguments="${quoted('{"city":"Paris"}')}" result="${quoted('18 > 17')}" files="">\n<summary>Tool Executed</summary>\n</details>`,
      `<details type="tool_calls" done="true" id="c2" name="time" arguments='"{}"' result='"it&apos;s 9"'>\n<summary>Tool Executed</summary>\n</details>`,
      `<details type="code_interpreter" done="true" output="${quoted({ stdout: '4' })}">\n<summary>Analyzed</summary>\n\`\`\`python\n2+2\n\`\`\`\n</details>`,
      'Mild <b>and</b> dry.',
      '<details type="reasoning" done="false">\n<summary>Thinking…</summary> never closed',
    ].join('\n')
    const { files, leftOut } = importedChats(
      webUi('m', [
        webUiMessage('u', null, { role: 'user', content: 'Weather?' }),
        webUiMessage('m', 'u', {
          role: 'assistant',
          content,
          model: 'x',
          usage: { prompt_eval_count: 26, eval_count: 298, total_duration: 9, 'response_token/s': 1.5 },
          done: false,
          merged: { status: true, content: 'Merged' },
        }),
      ]),
    )
    const [reply] = repliesOf(files[0])
    expect(reply?.choices[0]).toEqual({
      text: 'Mild <b>and</b> dry.\n<details type="reasoning" done="false">\n<summary>Thinking…</summary> never closed',
      reasoning: '',
      toolCalls: [
        { id: 'c1', name: 'weather', arguments: '{"city":"Paris"}', result: '18 > 17' },
        { id: 'c2', name: 'time', arguments: '{}', result: "it's 9" },
        { id: 'call_3', name: 'code_interpreter', arguments: '```python\n2+2\n```', result: '{"stdout":"4"}' },
      ],
    })
    expect([reply?.usage, reply?.status]).toEqual([{ promptTokens: 26, completionTokens: 298 }, 'stopped'])
    expect(leftOut).toEqual(['Answers merged from those of several models were left out.'])
  })

  it('reads text with any number of folds that never close in no time', () => {
    const content = '<details type="reasoning" done="true">'.repeat(100_000)
    const { files } = importedChats(webUi('m', [webUiMessage('m', null, { role: 'assistant', content, model: 'x' })]))
    expect(repliesOf(files[0])[0]?.choices[0]?.text).toBe(content)
  })

  it('leave out a message of a form nobody knows, and keep the rest and when it was', () => {
    const { files, leftOut } = importedChats(
      webUi('m', [
        webUiMessage('u', null, { role: 'user', content: 'Hi' }),
        webUiMessage('bad', 'u', { role: 7 }),
        webUiMessage('m', 'u', { role: 'assistant', content: '', error: { content: { detail: 'down' } }, model: 'x' }),
      ]),
    )
    expect(repliesOf(files[0]).map(({ failure }) => failure?.message)).toEqual(['{"detail":"down"}'])
    expect(leftOut).toEqual(['Messages of a form that is not known were left out.'])
    expect(files[0]?.session).toMatchObject({
      createdAt: '2023-11-14T22:13:20.000Z',
      updatedAt: '2023-11-14T22:15:00.000Z',
    })
  })

  it('come without the row around them too, and by their list where there is no tree', () => {
    const [row] = webUi('a', [webUiMessage('a', null, { role: 'user', content: 'Hi' })])
    expect(boardOf(importedChats([row?.chat]).files[0]).turns).toEqual([{ prompt: 'Hi', panes: [[]] }])
    const listed = {
      chat: {
        title: 'L',
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: 'Ho', model: 'm' },
        ],
      },
    }
    expect(boardOf(importedChats(listed).files[0]).turns).toEqual([{ prompt: 'Hi', panes: [['m: Ho']] }])
  })
})
