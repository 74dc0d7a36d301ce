import { describe, expect, it } from 'vitest'
import { boardOf, importedChats, noPictures, repliesOf } from './importedChats.testing.ts'

describe('conversations as lists of messages', () => {
  // FastChat's docs (lm-sys/FastChat) and LLaMA-Factory's data/README.md.
  it('of ShareGPT come with their system prompt, what a tool gave back as its result', () => {
    const { files, leftOut } = importedChats([
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
      const { files, leftOut } = importedChats(value)
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

  // data/glaive_toolcall_en_demo.json of hiyouga/LLaMA-Factory: calls are messages, `tools` is JSON in a text.
  it('of ShareGPT keep calls of functions and what they gave', () => {
    const { files, leftOut } = importedChats([
      {
        conversations: [
          { from: 'human', value: 'Area of 5 by 3?' },
          { from: 'function_call', value: '{"name": "area", "arguments": {"sides": [5, 3]}}' },
          { from: 'observation', value: '{"area": 15}' },
          { from: 'gpt', value: 'Fifteen.' },
          { from: 'human', value: 'And?' },
          { from: 'function_call', value: 'not JSON' },
        ],
        tools: '[{"name": "area"}]',
      },
      {
        conversations: [
          { from: 'human', value: '<image>Who?' },
          { from: 'gpt', value: 'Nobody.' },
        ],
        tools: '[]',
        images: ['1.jpg'],
      },
    ])
    expect(boardOf(files[0]).turns).toEqual([
      { prompt: 'Area of 5 by 3?', panes: [['Imported: Fifteen.']] },
      { prompt: 'And?', panes: [['Imported: ']] },
    ])
    expect(repliesOf(files[0]).map(({ choices }) => choices[0]?.toolCalls)).toEqual([
      [{ id: 'call_1', name: 'area', arguments: '{"sides":[5,3]}', result: '{"area": 15}' }],
      [{ id: 'call_1', name: 'function_call', arguments: 'not JSON' }],
    ])
    expect(leftOut).toEqual(['Definitions of tools were left out.', noPictures])
  })

  it('are known by any of the names in use: role or from, content or value, a list of lists', () => {
    const told = [{ prompt: 'Q', panes: [['Imported: A']] }]
    const ask = [
      { role: 'user', content: 'Q' },
      { role: 'assistant', content: 'A' },
    ]
    for (const value of [
      { conversation: ask },
      {
        items: [
          { from: 'human', value: 'Q' },
          { from: 'chatgpt', value: 'A' },
        ],
      },
      {
        conversations: [
          { role: 'human', value: 'Q' },
          { role: 'model', value: 'A' },
        ],
      },
      ask,
      [ask],
      [{ messages: ask }],
    ])
      expect(importedChats(value).files.map((file) => boardOf(file).turns)).toEqual([told])
  })

  // examples/data/drone_training.jsonl and toy_chat_fine_tuning.jsonl of openai/openai-cookbook.
  it('of a fine-tuning file say what is only for training', () => {
    const call = (id: string) => ({ id, type: 'function', function: { name: 'land', arguments: '"{}"' } })
    const { files, leftOut } = importedChats({
      messages: [
        { role: 'system', content: 'You fly.' },
        { role: 'user', content: 'Land twice', name: 'pilot' },
        { role: 'assistant', tool_calls: [call('call_id'), call('call_id')], weight: 0 },
      ],
      parallel_tool_calls: true,
      tools: [{ type: 'function', function: { name: 'land' } }],
    })
    expect(repliesOf(files[0])[0]?.choices[0]?.toolCalls.map(({ id }) => id)).toEqual(['call_id', 'call_id_2'])
    expect(leftOut).toEqual(['Definitions of tools were left out.', 'Weights for training were left out.'])
  })

  // Anthropic's and Ollama's messages, OpenAI's older functions, reasoning as DeepSeek and OpenRouter give it.
  it('of other wires keep thoughts, calls and results', () => {
    const { files, leftOut } = importedChats({
      model: 'claude',
      system: 'Be kind',
      messages: [
        { role: 'user', content: 'Weather?' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'I look.', signature: 'x' },
            { type: 'tool_use', id: 't', name: 'look', input: { at: 'Rome' } },
          ],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: '20' }] }] },
        { role: 'assistant', content: 'Warm.', reasoning_content: 'So it is.' },
        { role: 'user', content: 'Time?' },
        { role: 'assistant', content: null, function_call: { name: 'time', arguments: '{}' } },
        { role: 'function', name: 'time', content: 'noon' },
        { role: 'narrator', content: 'Silence.' },
      ],
    })
    expect(boardOf(files[0])).toMatchObject({
      system: 'Be kind',
      turns: [{ prompt: 'Weather?', panes: [['claude: Warm.']] }, { prompt: 'Time?' }],
    })
    expect(repliesOf(files[0]).map(({ choices }) => choices[0])).toEqual([
      {
        text: 'Warm.',
        reasoning: 'I look.\n\nSo it is.',
        toolCalls: [{ id: 't', name: 'look', arguments: '{"at":"Rome"}', result: '20' }],
      },
      { text: '', reasoning: '', toolCalls: [{ id: 'call_1', name: 'time', arguments: '{}', result: 'noon' }] },
    ])
    expect(leftOut).toEqual(['Messages that are neither of a person, a model nor a tool were left out.'])
  })

  it('of a long conversation keep with each answer what was said last before it', () => {
    const messages = Array.from({ length: 400 }, (_, index) => ({
      role: index % 2 === 0 ? 'user' : 'assistant',
      content: `${index} ${'x'.repeat(2000)}`,
    }))
    const { files } = importedChats({ messages })
    const bodies = files[0]?.invocations.map(({ requestBody }) => requestBody) ?? []
    expect(bodies).toHaveLength(200)
    expect(bodies.join('').length).toBeLessThan(3_000_000)
    expect(bodies.at(-1)).toContain('"397 x')
    expect(files[0]?.leftOut).toEqual([
      'Of requests in long conversations, only what was said last before each is kept with its answer.',
    ])
  })
})
