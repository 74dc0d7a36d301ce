import { createParser } from 'eventsource-parser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startRawUpstream, type RawUpstream } from '../rawUpstream.testing.ts'
import { startTestApp, type TestApp } from '../testApp.testing.ts'

const url = '/serving-endpoints/responses'

describe('the Responses API', () => {
  let test: TestApp
  let upstream: RawUpstream

  beforeEach(async () => {
    test = await startTestApp()
    upstream = await startRawUpstream()
    for (const provider of ['custom', 'openai'])
      await test.registry.add({
        provider,
        name: provider,
        baseUrl: upstream.url,
        credential: 'sk-cnry-55aa1b6c0e0f7a4f559d4e',
        servesAllModels: false,
        endpoints: [{ name: `by-${provider}`, model: 'm', tasks: ['llm/v1/chat'] }],
      })
  })
  afterEach(async () => {
    await test.close()
    upstream.close()
  })

  const post = (body: object | string) => test.call('POST', url, typeof body === 'string' ? body : JSON.stringify(body))
  const asked = () => JSON.parse(upstream.asked.at(-1)?.text ?? '{}') as Record<string, unknown>
  const whole = (message: object, finish_reason = 'stop') =>
    upstream.answer({
      body: JSON.stringify({
        id: 'c1',
        object: 'chat.completion',
        created: 1,
        model: 'm-1',
        choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
        usage: {
          prompt_tokens: 7,
          completion_tokens: 2,
          total_tokens: 9,
          prompt_tokens_details: { cached_tokens: 3 },
          completion_tokens_details: { reasoning_tokens: 1 },
        },
      }),
    })

  it('checklist 5: is passed on as it is to an upstream that has it, and what it answers comes back as it is', async () => {
    const answer = '{"id":"resp_1","object":"response","output":[{"type":"message","x":1.0}],"error":null}'
    upstream.answer({ body: answer })
    const body = '{"input":"hi","model":"by-openai","previous_response_id":"resp_0","top_p":1.0}'
    expect((await post(body)).text).toBe(answer)
    expect(upstream.asked).toMatchObject([{ path: '/v1/responses', text: body.replace('by-openai', 'm') }])
  })

  it('passes its events on as they are, and says where they were cut', async () => {
    const events = 'event: response.created\ndata: {"type":"response.created"}\n\n'
    const end = 'event: response.completed\ndata: {"type":"response.completed"}\n\n'
    const headers = { 'content-type': 'text/event-stream' }
    upstream.answer({ headers, body: events + end })
    const body = '{"input":"hi","model":"by-openai","stream":true}'
    expect((await post(body)).text).toBe(events + end)
    upstream.answer({ headers, body: events })
    const cut = (await post(body)).text
    expect(cut.startsWith(`${events}event: error\ndata: {"type":"error","code":"INTERNAL_ERROR"`)).toBe(true)
  })

  it('is asked as chat where the upstream has only that, and answered in its own shape', async () => {
    whole({ content: 'Hello' })
    const { status, json, headers } = await post({
      model: 'by-custom',
      instructions: 'Be short.',
      input: [
        { role: 'developer', content: 'Obey.' },
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: 'What is ' },
            { type: 'input_text', text: 'this?' },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'See' },
            { type: 'input_image', image_url: 'data:x', detail: 'low' },
          ],
        },
        { type: 'reasoning', id: 'rs_1', summary: [] },
        { type: 'message', id: 'msg_1', role: 'assistant', content: [{ type: 'output_text', text: 'I look.' }] },
        { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'f', arguments: '{"a":1}' },
        { type: 'function_call', id: 'fc_2', call_id: 'call_2', name: 'g', arguments: '{}' },
        { type: 'function_call_output', call_id: 'call_1', output: '1' },
        { type: 'function_call_output', call_id: 'call_2', output: [{ type: 'input_text', text: '2' }] },
      ],
      max_output_tokens: 5,
      temperature: 0.5,
      seed: 3,
      store: false,
      metadata: { a: 'b' },
      reasoning: { effort: 'low' },
      tools: [{ type: 'function', name: 'f', description: 'd', parameters: { type: 'object' }, strict: true }],
      tool_choice: { type: 'function', name: 'f' },
      text: { format: { type: 'json_schema', name: 's', schema: {}, strict: true } },
    })
    expect(asked()).toEqual({
      model: 'm',
      temperature: 0.5,
      seed: 3,
      max_tokens: 5,
      reasoning_effort: 'low',
      response_format: { type: 'json_schema', json_schema: { name: 's', schema: {}, strict: true } },
      tools: [
        { type: 'function', function: { name: 'f', description: 'd', parameters: { type: 'object' }, strict: true } },
      ],
      tool_choice: { type: 'function', function: { name: 'f' } },
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'system', content: 'Obey.' },
        { role: 'user', content: 'What is this?' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            { type: 'image_url', image_url: { url: 'data:x', detail: 'low' } },
          ],
        },
        {
          role: 'assistant',
          content: 'I look.',
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
            { id: 'call_2', type: 'function', function: { name: 'g', arguments: '{}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: '1' },
        { role: 'tool', tool_call_id: 'call_2', content: '2' },
      ],
    })
    expect([status, headers['served-model-name']]).toEqual([200, 'by-custom'])
    expect(json).toMatchObject({
      object: 'response',
      status: 'completed',
      error: null,
      incomplete_details: null,
      instructions: 'Be short.',
      metadata: { a: 'b' },
      model: 'm',
      output: [
        {
          type: 'message',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: 'Hello', annotations: [] }],
        },
      ],
      parallel_tool_calls: true,
      usage: {
        input_tokens: 7,
        input_tokens_details: { cached_tokens: 3 },
        output_tokens: 2,
        output_tokens_details: { reasoning_tokens: 1 },
        total_tokens: 9,
      },
    })
  })

  it('gives reasoning, tool calls and why an answer is not complete', async () => {
    whole(
      {
        content: 'a',
        reasoning_content: 'why',
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      'length',
    )
    expect((await post({ model: 'by-custom', input: 'hi' })).json).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'why' }] },
        { type: 'message' },
        { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}', status: 'completed' },
      ],
    })
  })

  it('streams chat as its events, numbered, each item from added to done', async () => {
    const chunk = (choices: object[], more = {}) =>
      `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more })}\n\n`
    const delta = (given: object, finish_reason: string | null = null) =>
      chunk([{ index: 0, delta: given, finish_reason }])
    upstream.answer({
      headers: { 'content-type': 'text/event-stream' },
      body:
        delta({ role: 'assistant', reasoning_content: 'why' }) +
        delta({ content: 'Hel' }) +
        delta({ content: 'lo' }) +
        delta({ tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: '' } }] }) +
        delta({ tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] }) +
        delta({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }) +
        delta({}, 'tool_calls') +
        chunk([], { usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 } }) +
        'data: [DONE]\n\n',
    })
    const { text } = await post({ model: 'by-custom', input: 'hi', stream: true })
    const events: Record<string, unknown>[] = []
    const names: (string | undefined)[] = []
    createParser({
      onEvent({ event, data }) {
        names.push(event)
        events.push(JSON.parse(data) as Record<string, unknown>)
      },
    }).feed(text)
    expect(events.map(({ type }) => type)).toEqual(names)
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index))
    expect(names).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta',
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.completed',
    ])
    expect(
      events.filter(({ type }) => type === 'response.output_item.done').map((event) => event.output_index),
    ).toEqual([0, 1, 2])
    const message = events.find(({ type }) => type === 'response.output_text.done')
    const [delta1] = events.filter(({ type }) => type === 'response.output_text.delta')
    expect(message).toMatchObject({ output_index: 1, content_index: 0, text: 'Hello', item_id: delta1?.item_id })
    expect(events.at(-1)).toMatchObject({
      response: {
        status: 'completed',
        output: [{ type: 'reasoning' }, { type: 'message' }, { type: 'function_call', arguments: '{"a":1}' }],
        usage: { input_tokens: 7, output_tokens: 2, total_tokens: 9 },
      },
    })
  })

  it('ends a stream that was cut in an error event', async () => {
    upstream.answer({
      headers: { 'content-type': 'text/event-stream' },
      body: 'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n',
    })
    const { text } = await post({ model: 'by-custom', input: 'hi', stream: true })
    expect(text).toContain('"delta":"a"')
    expect(text).not.toContain('response.completed')
    expect(text.split('\n\n').at(-2)).toMatch(
      /^event: error\ndata: \{"type":"error","code":"INTERNAL_ERROR","message":"/,
    )
  })

  it.each([
    [{}, '"input" is a required property'],
    [{ input: 'a', previous_response_id: 'resp_0' }, '"previous_response_id" is not supported'],
    [{ input: 'a', background: true }, '"background" is not supported'],
    [{ input: 'a', tools: [{ type: 'web_search' }] }, 'a tool of type "web_search" is not supported'],
    [{ input: [{ type: 'item_reference', id: 'x' }] }, 'an input item of type "item_reference" is not supported'],
    [{ input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'x' }] }] }, 'an image without "image_url"'],
  ])('refuses what chat cannot say: %j', async (body, words) => {
    const { status, json } = await post({ model: 'by-custom', ...body })
    expect([status, json.error_code]).toEqual([400, 'BAD_REQUEST'])
    expect(json.message).toContain(words)
    expect(upstream.asked).toEqual([])
  })
})
