import { describe, expect, it } from 'vitest'
import { boardOf, importedChats, repliesOf } from './importedChats.testing.ts'

describe('lines of files to train and to ask in bulk', () => {
  // https://platform.openai.com/docs/guides/direct-preference-optimization, data/README.md of hiyouga/LLaMA-Factory,
  // and Hugging Face's trl: `chosen` is a text, a message, or the whole conversation again.
  it('put the preferred and the other answer beside each other', () => {
    const said = [{ role: 'user', content: 'Cold?' }]
    const [good, bad] = ['Quite.', 'No.'].map((content) => ({ role: 'assistant', content }))
    const openAi = {
      input: { messages: said, tools: [], parallel_tool_calls: true },
      preferred_output: [good],
      non_preferred_output: [bad],
    }
    expect(importedChats(openAi).files.map((file) => boardOf(file).turns)).toEqual([
      [{ prompt: 'Cold?', panes: [['preferred: Quite. *'], ['not preferred: No.']] }],
    ])
    for (const line of [
      { prompt: 'Cold?', chosen: 'Quite.', rejected: 'No.' },
      { prompt: said, chosen: [good], rejected: [bad] },
      { chosen: [...said, good], rejected: [...said, bad] },
      { messages: said, chosen: good, rejected: bad },
      { instruction: 'Cold?', input: '', chosen: 'Quite.', rejected: 'No.' },
      {
        conversations: [{ from: 'human', value: 'Cold?' }],
        chosen: { from: 'gpt', value: 'Quite.' },
        rejected: { from: 'gpt', value: 'No.' },
      },
    ])
      expect(importedChats([line]).files.map((file) => boardOf(file).turns)).toEqual([
        [{ prompt: 'Cold?', panes: [['chosen: Quite. *'], ['rejected: No.']] }],
      ])
  })

  it('of Alpaca are prompts with their answers and what was said before', () => {
    const { files } = importedChats([
      { instruction: 'Add', input: '1 2', output: '3', system: 'Sums', history: [['Hi', 'Ho']] },
      { prompt: 'Once', completion: 'upon' },
    ])
    expect(files.map(boardOf)).toEqual([
      {
        title: 'file',
        system: 'Sums',
        turns: [
          { prompt: 'Hi', panes: [['Imported: Ho']] },
          { prompt: 'Add\n1 2', panes: [['Imported: 3']] },
        ],
      },
      { title: 'file', system: '', turns: [{ prompt: 'Once', panes: [['Imported: upon']] }] },
    ])
  })

  // https://platform.openai.com/docs/guides/batch; to responses as in
  // examples/agent_optimization/outputs/nightly_support_qa_batch.jsonl of openai/openai-cookbook.
  it('of a batch’s requests are conversations without an answer', () => {
    const { files, unknown } = importedChats([
      {
        custom_id: 'a',
        method: 'POST',
        url: '/v1/chat/completions',
        body: { model: 'm', messages: [{ role: 'user', content: 'One' }] },
      },
      {
        custom_id: 'b',
        method: 'POST',
        url: '/v1/responses',
        body: { model: 'm', instructions: 'Short', input: 'Two', max_output_tokens: 9 },
      },
      {
        custom_id: 'c',
        url: '/v1/responses',
        body: {
          model: 'm',
          input: [
            { role: 'user', content: [{ type: 'input_text', text: 'Three' }] },
            { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }] },
            { type: 'function_call', call_id: 'k', name: 'f', arguments: '{}' },
            { type: 'function_call_output', call_id: 'k', output: '7' },
          ],
        },
      },
      { custom_id: 'd', url: '/v1/embeddings', body: { model: 'e', input: 'No conversation' } },
    ])
    expect(files.map(boardOf)).toEqual([
      { title: 'a', system: '', turns: [{ prompt: 'One', panes: [[]] }] },
      { title: 'b', system: 'Short', turns: [{ prompt: 'Two', panes: [[]] }] },
      { title: 'c', system: '', turns: [{ prompt: 'Three', panes: [['m: ']] }] },
    ])
    expect(repliesOf(files[2])[0]?.choices[0]).toEqual({
      text: '',
      reasoning: 'Hm',
      toolCalls: [{ id: 'k', name: 'f', arguments: '{}', result: '7' }],
    })
    expect(unknown).toBe(1)
  })

  it('of a batch’s answers say that the prompts are elsewhere, and keep tokens, ends and failures', () => {
    const answered = (custom_id: string, body: object, status_code = 200) => ({
      id: 'batch_req_1',
      custom_id,
      response: { status_code, request_id: 'r', body },
      error: null,
    })
    const { files, leftOut, unknown } = importedChats([
      answered('a', {
        object: 'chat.completion',
        created: 1_711_475_054,
        model: 'gpt-4o-mini',
        choices: [
          { index: 0, message: { role: 'assistant', content: 'Four', refusal: null }, finish_reason: 'length' },
          { index: 1, message: { role: 'assistant', content: '4' }, finish_reason: 'stop' },
        ],
        usage: {
          prompt_tokens: 24,
          completion_tokens: 15,
          total_tokens: 39,
          prompt_tokens_details: { cached_tokens: 8 },
        },
      }),
      answered('b', {
        object: 'response',
        created_at: 1_711_475_054,
        model: 'gpt-5',
        output: [
          { type: 'reasoning', summary: [] },
          { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Five' }] },
        ],
        usage: { input_tokens: 3, output_tokens: 2, output_tokens_details: { reasoning_tokens: 1 } },
      }),
      answered('c', { error: { message: 'Too long', type: 'invalid_request_error' } }, 400),
      { id: 'x', custom_id: 'd', response: null, error: { code: 'batch_expired', message: 'Not done in time' } },
      answered('e', { object: 'list', data: [{ embedding: [1] }], model: 'e' }),
    ])
    expect(files.map((file) => [file.session.title, boardOf(file).turns[0]?.panes])).toEqual([
      ['a', [['gpt-4o-mini: Four *', 'gpt-4o-mini: 4']]],
      ['b', [['gpt-5: Five']]],
      ['c', [['Imported: ']]],
      ['d', [['Imported: ']]],
    ])
    expect(repliesOf(files[0])[0]).toMatchObject({
      usage: { promptTokens: 24, completionTokens: 15, totalTokens: 39, cachedTokens: 8 },
      choices: [{ finishReason: 'length' }],
    })
    expect(repliesOf(files[1])[0]?.usage).toEqual({ promptTokens: 3, completionTokens: 2, reasoningTokens: 1 })
    expect(
      files
        .slice(2)
        .flatMap(repliesOf)
        .map(({ failure }) => failure?.message),
    ).toEqual(['Too long', 'Not done in time'])
    expect(files[0]?.invocations[0]?.startedAt).toBe('2024-03-26T17:44:14.000Z')
    expect(leftOut).toEqual([
      'Answers of a batch stand without their prompts: those are in the file the batch was made from.',
    ])
    expect(unknown).toBe(1)
  })
})
