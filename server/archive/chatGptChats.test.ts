import { describe, expect, it } from 'vitest'
import { boardOf, importedChats, noPictures, repliesOf, setAsideWords } from './importedChats.testing.ts'

// In the shape of danny-avila/LibreChat's api/server/utils/import/__data__/chatgpt-*.json and of
// docs/dev/chatgpt-spec.md of mohamed-chs/convoviz.
type Node = [id: string, node: { id: string; message: object | null; parent: string | null; children: string[] }]

const text = (...parts: unknown[]) => ({ content_type: 'text', parts })
const node = (id: string, parent: string | null, message: object | null): Node => [
  id,
  { id, message, parent, children: [] },
]
const said = (id: string, parent: string, role: string, content: object, rest: object = {}): Node =>
  node(id, parent, {
    id,
    author: { role, name: null, metadata: {} },
    create_time: 1_756_000_001.5,
    update_time: null,
    content,
    status: 'finished_successfully',
    weight: 1,
    metadata: {},
    recipient: 'all',
    channel: null,
    ...rest,
  })
const conversation = (current_node: string, nodes: Node[]) => ({
  title: 'Rivers',
  create_time: 1_756_000_000.123456,
  update_time: 1_756_000_400.654321,
  mapping: Object.fromEntries(nodes),
  moderation_results: [],
  current_node,
  conversation_id: 'c',
  default_model_slug: 'gpt-5',
  is_archived: false,
  id: 'c',
})
const root = node('root', null, null)
const hidden = (rest: object = {}) => ({ metadata: { is_visually_hidden_from_conversation: true, ...rest } })

describe('conversations.json of ChatGPT', () => {
  it('is one session for each conversation, with its moments, models and the person’s own instructions', () => {
    const { files, leftOut, unknown } = importedChats([
      conversation('a2', [
        root,
        said('s', 'root', 'system', text(''), hidden()),
        said(
          'ctx',
          's',
          'user',
          { content_type: 'user_editable_context', user_profile: 'I fish.', user_instructions: 'Be brief.' },
          hidden({ is_user_system_message: true }),
        ),
        said('u1', 'ctx', 'user', text('Longest river?')),
        said('a1', 'u1', 'assistant', text('The Nile.'), { metadata: { model_slug: 'gpt-4o' } }),
        said('u2', 'a1', 'user', text('Sure?')),
        said('a2', 'u2', 'assistant', text('Yes'), {
          metadata: { finish_details: { type: 'interrupted' } },
        }),
      ]),
      { title: 'Corrupted', create_time: 1, id: 'x' },
      conversation('empty', [node('empty', null, null)]),
    ])
    expect(files.map(boardOf)).toEqual([
      {
        title: 'Rivers',
        system: 'I fish.\n\nBe brief.',
        turns: [
          { prompt: 'Longest river?', panes: [['gpt-4o: The Nile.']] },
          { prompt: 'Sure?', panes: [['gpt-5: Yes']] },
        ],
      },
    ])
    expect(files[0]?.session).toMatchObject({
      createdAt: '2025-08-24T01:46:40.123Z',
      updatedAt: '2025-08-24T01:53:20.654Z',
    })
    expect(files[0]?.invocations.map(({ startedAt }) => startedAt)).toContain('2025-08-24T01:46:41.500Z')
    expect(repliesOf(files[0]).map(({ status }) => status)).toEqual(['done', 'stopped'])
    expect([leftOut, unknown]).toEqual([[], 2])
  })

  it('has an answer over several nodes: thoughts, a tool asked, what it gave, the text', () => {
    const { files, leftOut } = importedChats([
      conversation('a', [
        root,
        said('u', 'root', 'user', text('2 + 2?')),
        said('t', 'u', 'assistant', {
          content_type: 'thoughts',
          thoughts: [
            { summary: 'Adding', content: 'I add them.', chunks: [], finished: true },
            { summary: [{ type: 'summary', text: 'Checking' }], content: '' },
          ],
        }),
        said('r', 't', 'assistant', { content_type: 'reasoning_recap', content: 'Thought for 5s' }),
        said(
          'c',
          'r',
          'assistant',
          { content_type: 'code', language: 'unknown', text: 'print(2+2)' },
          { recipient: 'python' },
        ),
        said(
          'o',
          'c',
          'tool',
          { content_type: 'execution_output', text: '4' },
          { author: { role: 'tool', name: 'python' } },
        ),
        said(
          'q',
          'o',
          'tool',
          { content_type: 'tether_quote', title: 'Sums', url: 'https://sums.example', text: 'Four' },
          { author: { role: 'tool', name: 'browser' } },
        ),
        said('a', 'q', 'assistant', text('Four.'), {
          metadata: { model_slug: 'o3', finish_details: { type: 'max_tokens' } },
        }),
      ]),
    ])
    expect(boardOf(files[0]).turns).toEqual([{ prompt: '2 + 2?', panes: [['o3: Four.']] }])
    expect(repliesOf(files[0])[0]?.choices[0]).toEqual({
      text: 'Four.',
      reasoning: 'I add them.\n\nChecking',
      toolCalls: [
        { id: 'call_1', name: 'python', arguments: 'print(2+2)', result: '4\n\nSums\n\nhttps://sums.example\n\nFour' },
      ],
      finishReason: 'length',
    })
    expect(leftOut).toEqual([])
  })

  it('keeps a repeated answer as an attempt, whole, and an edited prompt and what followed it set aside', () => {
    const thought = (id: string, parent: string, content: string) =>
      said(id, parent, 'assistant', { content_type: 'thoughts', thoughts: [{ content }] })
    const { files, leftOut } = importedChats([
      conversation('b4', [
        root,
        said('u', 'root', 'user', text('Name a lake')),
        thought('t1', 'u', 'one'),
        said('a1', 't1', 'assistant', text('Como')),
        thought('t2', 'u', 'two'),
        said('a2', 't2', 'assistant', text('Garda')),
        said('b1', 'a2', 'user', text('How depe?')),
        said('b2', 'b1', 'assistant', text('346 m')),
        said('b3', 'a2', 'user', text('How deep?')),
        said('b4', 'b3', 'assistant', text('346 metres')),
        said('c1', 'a1', 'user', text('Where?')),
        said('c2', 'c1', 'assistant', text('Italy')),
      ]),
    ])
    expect(boardOf(files[0])).toMatchObject({
      turns: [
        { prompt: 'Name a lake', panes: [['gpt-5: Como', 'gpt-5: Garda *']] },
        { prompt: 'How deep?', panes: [['gpt-5: 346 metres']] },
      ],
      setAside: [
        { place: 1, turns: [{ prompt: 'How depe?', panes: [['gpt-5: 346 m']] }] },
        { place: 1, turns: [{ prompt: 'Where?', panes: [['gpt-5: Italy']] }] },
      ],
    })
    expect(
      repliesOf(files[0])
        .map(({ choices }) => choices[0]?.reasoning)
        .slice(0, 2),
    ).toEqual(['one', 'two'])
    expect(leftOut).toEqual([setAsideWords])
  })

  it('puts links where its text has marks for what it cites', () => {
    const mark = '\ue200cite\ue202turn0search1\ue201'
    const cited = (id: string, parent: string, content: string, metadata: object) =>
      said(id, parent, 'assistant', text(content), { metadata })
    const { files } = importedChats([
      conversation('b', [
        root,
        said('u', 'root', 'user', text('Source?')),
        cited('a', 'u', `Here ${mark}.`, {
          content_references: [
            { matched_text: mark, start_idx: 5, end_idx: 9, alt: '([x.example](https://x.example))' },
            { matched_text: ' ', alt: 'nothing' },
          ],
        }),
        said('v', 'a', 'user', text('And?')),
        cited('b', 'v', 'There【1†source】.', {
          citations: [{ start_ix: 5, end_ix: 15, metadata: { type: 'webpage', title: 'Y', url: 'https://y.example' } }],
        }),
      ]),
    ])
    expect(repliesOf(files[0]).map(({ choices }) => choices[0]?.text)).toEqual([
      'Here ([x.example](https://x.example)).',
      'There ([Y](https://y.example)).',
    ])
  })

  it('says what of pictures, sound and hidden messages is missing', () => {
    const picture = { content_type: 'image_asset_pointer', asset_pointer: 'sediment://file_1', size_bytes: 1 }
    const { files, leftOut } = importedChats([
      conversation('a', [
        root,
        said('u', 'root', 'user', { content_type: 'multimodal_text', parts: [picture, 'What is it?'] }),
        said('h', 'u', 'assistant', text('Not for you'), hidden()),
        said('v', 'h', 'assistant', {
          content_type: 'multimodal_text',
          parts: [{ content_type: 'audio_transcription', text: 'A dog', direction: 'out' }],
        }),
        node('w', 'v', { author: 7 }),
        said(
          'a',
          'w',
          'tool',
          { content_type: 'multimodal_text', parts: [picture] },
          { author: { role: 'tool', name: 'dalle.text2im' } },
        ),
      ]),
    ])
    expect(boardOf(files[0]).turns).toEqual([{ prompt: 'What is it?', panes: [['gpt-5: A dog']] }])
    expect(leftOut).toEqual([
      noPictures,
      'Messages that ChatGPT hides were left out.',
      'Messages of a form that is not known were left out.',
    ])
  })
})
