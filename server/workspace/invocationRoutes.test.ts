import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Task } from '../contract/task.ts'
import { startTestApp, type TestApp } from '../testApp.testing.ts'
import { startRawUpstream, type RawUpstream } from '../rawUpstream.testing.ts'

const secret = 'sk-cnry-55aa1b6c0e0f7a4f559d4e'
const invocations = '/serving-endpoints/mine/invocations'
const completion =
  '{ "id":"c1","object":"chat.completion","created":1,"model":"m","x":[1.0,1e3,12345678901234567890],"choices":[{"index":0,"message":{"role":"assistant","content":"é😀"},"finish_reason":"stop","logprobs":null}],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9} }'
const messages = '"messages":[{"role":"user","content":"hi"}]'

describe('the invocation routes', () => {
  let test: TestApp
  let upstream: RawUpstream

  beforeEach(async () => {
    test = await startTestApp()
    upstream = await startRawUpstream()
    upstream.answer({ body: completion })
    await add('mine', ['llm/v1/chat'])
  })
  afterEach(async () => {
    await test.close()
    upstream.close()
  })

  async function add(name: string, tasks: Task[], provider = 'custom'): Promise<void> {
    await test.registry.add({
      provider,
      name: `up-${name}`,
      baseUrl: upstream.url,
      credential: secret,
      servesAllModels: false,
      endpoints: [{ name, model: `model-of-${name}`, tasks }],
    })
  }
  const post = (url: string, body: string) => test.call('POST', url, body)
  const sent = () => upstream.asked.at(-1)?.text
  const code = (json: Record<string, unknown>) => json.error_code

  it('checklist 5: takes invocations without a model, and under the name of its one served model', async () => {
    for (const url of [invocations, '/serving-endpoints/mine/served-models/mine/invocations', `${invocations}?o=123`]) {
      expect(await post(url, `{${messages}}`)).toMatchObject({ status: 200, text: completion })
      expect(sent()).toBe(`{"model":"model-of-mine",${messages}}`)
    }
    expect(upstream.asked[0]).toMatchObject({ path: '/v1/chat/completions', authorization: `Bearer ${secret}` })
    const other = await post('/serving-endpoints/mine/served-models/other/invocations', `{${messages}}`)
    expect([other.status, code(other.json)]).toEqual([404, 'ENDPOINT_NOT_FOUND'])
  })

  it.each(['/serving-endpoints', '/v1', '/ai-gateway/mlflow/v1', '/ai-gateway/openai/v1'])(
    "checklist 5: takes OpenAI's paths below %s, the model naming the endpoint",
    async (base) => {
      expect(await post(`${base}/chat/completions`, `{"model":"mine",${messages}}`)).toMatchObject({ text: completion })
      expect(sent()).toBe(`{"model":"model-of-mine",${messages}}`)
      const listed = await test.call('GET', `${base}/models`)
      expect(listed.json).toMatchObject({ object: 'list', data: [{ id: 'echo' }, { id: 'mine', object: 'model' }] })
      expect((await test.call('GET', `${base}/models/mine`)).json).toMatchObject({ id: 'mine', object: 'model' })
      expect(await test.call('GET', `${base}/models/none`)).toMatchObject({ status: 404 })
      const nameless = await post(`${base}/chat/completions`, `{${messages}}`)
      expect([nameless.status, code(nameless.json)]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
    },
  )

  it('passes on what the caller wrote as it was written, and what came back complete', async () => {
    const body = ` {\n "temperature" : 1.0,"seed":12345678901234567890, "logit_bias":{"50256":-1e2},"mod\\u0065l":"x",\t${messages},"é":"\\u00e9 😀" ,"n":1}\n`
    const answer = await post(invocations, body)
    expect(sent()).toBe(body.trim().replace('"x"', '"model-of-mine"'))
    expect(answer.text).toBe(completion)
  })

  it('checklist 11: merges extra_params, parses what is JSON in a string, and keeps its own members to itself', async () => {
    const body = `{${messages},"extra_params":{"top_k":"3","p":"1.0","b":"true","o":"{\\"a\\": 1e3}","s":"abc","n":0.9,"model":"evil","top_p":"1"},"client_request_id":"r1","usage_context":{"a":"b"},"stream":false,"top_p":0.5,"unknown":null}`
    expect((await post(invocations, body)).status).toBe(200)
    expect(sent()).toBe(
      `{"model":"model-of-mine","top_k":3,"p":1.0,"b":true,"o":{"a": 1e3},"s":"abc","n":0.9,${messages},"stream":false,"top_p":0.5,"unknown":null}`,
    )
    expect((await post(invocations, `{${messages},"extra_params":3}`)).status).toBe(400)
    expect((await post(invocations, `{${messages},"extra_params":null,"stream":null}`)).status).toBe(200)
  })

  it.each([
    [invocations, `{${messages},"inputs":1}`, 'Bad request: json: unknown field "inputs"'],
    [invocations, '{"prompt":"hi"}', 'unknown field "prompt"'],
    [invocations, '{"dataframe_split":{}}', 'unknown field "dataframe_split"'],
    [invocations, '{"temperature":1}', 'for no task'],
    ['/v1/chat/completions', '{"model":"mine","prompt":"hi"}', 'unknown field "prompt"'],
    ['/v1/chat/completions', '{"model":"mine"}', '"messages" is a required property'],
    ['/v1/embeddings', '{"model":"mine","input":"hi"}', 'does not take llm/v1/embeddings'],
    [invocations, `{${messages},}`, 'Bad request: json: '],
    [invocations, `{${messages},"a":"line\nbreak"}`, 'Bad request: json: '],
    [invocations, `{${messages}`, 'Bad request: json: '],
    [invocations, '[]', 'Bad request: json: '],
    [invocations, `{${messages},"stream":"yes"}`, '"stream" must be true or false'],
  ])('refuses at once what is meant for another task or is no JSON: %s %s', async (url, body, words) => {
    const { status, json, headers } = await post(url, body)
    expect([status, code(json)]).toEqual([400, 'BAD_REQUEST'])
    expect(json.message).toContain(words)
    expect(headers['content-type']).toMatch(/^application\/json/)
    expect(upstream.asked).toEqual([])
  })

  it('passes scoring payloads on to custom models as they are, and their answers back', async () => {
    await add('scorer', ['custom'])
    for (const body of [
      '{"dataframe_split":[{"columns":["a"],"data":[[1.0]]}]}',
      '{"dataframe_records":[{"a":1.0}]}',
      '{"instances":[1.0]}',
      '{"inputs":{"t":[1e3]},"params":{}}',
      '{"input":"x","messages":[]}',
    ]) {
      upstream.answer({ body: '{"predictions":[1.0]}' })
      const answer = await post('/serving-endpoints/scorer/invocations', body)
      expect(answer).toMatchObject({ status: 200, text: '{"predictions":[1.0]}' })
      expect(sent()).toBe(body)
    }
  })

  it('takes completions', async () => {
    await add('writer', ['llm/v1/completions'])
    const body =
      '{"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"a","logprobs":null,"finish_reason":"stop"}]}'
    upstream.answer({ body })
    expect((await post('/serving-endpoints/writer/invocations', '{"prompt":"hi","max_tokens":1}')).text).toBe(body)
    expect((await post('/v1/completions', '{"model":"writer","prompt":["a","b"]}')).text).toBe(body)
    expect(upstream.asked.map(({ path }) => path)).toEqual(['/v1/completions', '/v1/completions'])
  })

  describe('embeddings', () => {
    const of = (vector: string) =>
      `{"object":"list","data":[{"object":"embedding","index":0,"embedding":${vector}}],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1}}`
    const floats = of('[0.5,-1.25, 3e0]')
    const bytes = of('"AAAAPwAAoL8AAEBA"')

    it.each([
      ['floats where floats are asked for', floats, '{"input":"a"}', floats],
      ['base64 where base64 is asked for', bytes, '{"input":"a","encoding_format":"base64"}', bytes],
      ['base64 made of floats', floats, '{"input":"a","encoding_format":"base64"}', bytes],
      ['floats made of base64', bytes, '{"input":["a"],"encoding_format":"float"}', of('[0.5,-1.25,3]')],
    ])('checklist 8: gives %s', async (_, given, body, expected) => {
      await add('vectors', ['llm/v1/embeddings'])
      upstream.answer({ body: given })
      expect((await post('/serving-endpoints/vectors/invocations', body)).text).toBe(expected)
      expect(sent()).toBe(`{"model":"model-of-vectors",${body.slice(1)}`)
    })
  })

  it('checklist 12: says who served, mends an answer clients cannot read, and keeps the rest of it', async () => {
    upstream.answer({
      body: '{"id":null,"choices":[{"index":0,"message":{"content":null,"tool_calls":null,"z":1.0},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}',
    })
    const { json, text, headers } = await post(invocations, `{${messages}}`)
    expect(headers['served-model-name']).toBe('mine')
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(json).toMatchObject({
      id: `chatcmpl-${String(headers['x-request-id'])}`,
      object: 'chat.completion',
      model: 'model-of-mine',
      choices: [{ message: { role: 'assistant', content: null } }],
    })
    expect(text).toContain('"message":{"role":"assistant","content":null,"z":1.0}')
    expect(json.usage).toEqual({ prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 })
  })

  it.each([
    [400, {}, 400, 'BAD_REQUEST'],
    [401, {}, 401, 'UNAUTHENTICATED'],
    [403, {}, 403, 'PERMISSION_DENIED'],
    [404, {}, 404, 'NOT_FOUND'],
    [413, {}, 413, 'INVALID_PARAMETER_VALUE'],
    [422, {}, 422, 'INVALID_PARAMETER_VALUE'],
    [429, { 'retry-after': '2.4' }, 429, 'REQUEST_LIMIT_EXCEEDED', '3'],
    [429, {}, 429, 'REQUEST_LIMIT_EXCEEDED', '1'],
    [500, {}, 500, 'INTERNAL_ERROR'],
    [502, {}, 502, 'INTERNAL_ERROR'],
    [503, { 'retry-after': '7' }, 503, 'TEMPORARILY_UNAVAILABLE', '7'],
    [529, {}, 503, 'TEMPORARILY_UNAVAILABLE', '1'],
    [504, {}, 504, 'DEADLINE_EXCEEDED'],
    [408, {}, 504, 'DEADLINE_EXCEEDED'],
  ])(
    "checklist 9, 10: says an upstream's %i flat, with a code clients know and its words without secrets",
    async (given, headers, status, name, retryAfter?: string) => {
      const words = `Unexpected error about ${secret}`
      upstream.answer({
        status: given,
        headers: { 'content-type': 'application/json', ...headers },
        body: `{"error":{"message":"${words}","code":1}}`,
      })
      for (const stream of [false, true]) {
        const answer = await post(invocations, `{${messages},"stream":${stream}}`)
        expect(answer.status).toBe(status)
        expect(Object.keys(answer.json)).toEqual(['error_code', 'message'])
        expect(code(answer.json)).toBe(name)
        expect(answer.json.message).toMatch(/Unexpected\u00a0error about •••/)
        expect(answer.text).not.toContain(secret)
        expect(answer.headers['retry-after']).toBe(retryAfter)
        expect(answer.headers['content-type']).toBe('application/json')
      }
    },
  )

  it.each([
    ['an HTML page', { body: '<html><title>Login</title></html>' }],
    ['no JSON', { body: 'nonsense' }],
    ['another shape', { body: '{"hello":1}' }],
    ['nothing', { body: '' }],
  ])('checklist 9: says so where the upstream answers 200 with %s', async (_, answer) => {
    upstream.answer(answer)
    const { status, json } = await post(invocations, `{${messages}}`)
    expect([status, code(json)]).toEqual([502, 'INTERNAL_ERROR'])
  })

  it('checklist 9: answers addresses that lead nowhere, and endpoints that are not there', async () => {
    for (const url of ['/serving-endpoints/mine', '/serving-endpoints/mine/invocation', '/serving-endpoints'])
      expect((await post(url, '{}')).json.message).toContain('Path must be of form /serving-endpoints/<endpoint_name>/')
    const missing = await post('/serving-endpoints/none/invocations', `{${messages}}`)
    expect([missing.status, code(missing.json)]).toEqual([404, 'ENDPOINT_NOT_FOUND'])
  })

  it('takes JSON that curl calls a form, and refuses more than 32 MB', async () => {
    const request = (payload: string) =>
      test.app.inject({
        method: 'POST',
        url: invocations,
        headers: { host: 'localhost:3000', 'content-type': 'application/x-www-form-urlencoded' },
        payload,
      })
    expect((await request(`{${messages}}`)).body).toBe(completion)
    const large = await request(`{${messages},"image":"${'A'.repeat(25 * 1024 * 1024)}"}`)
    expect(large.statusCode).toBe(200)
    const tooLarge = await request(`{${messages},"image":"${'A'.repeat(33 * 1024 * 1024)}"}`)
    expect([tooLarge.statusCode, code(tooLarge.json())]).toEqual([413, 'INVALID_PARAMETER_VALUE'])
  })

  describe('streamed', () => {
    const event = (choices: string, more = '') =>
      `data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[${choices}]${more}}\n\n`
    const delta = (text: string) =>
      event(`{"index":0,"delta":{"role":"assistant","content":"${text}"},"finish_reason":null}`)
    const finish = event('{"index":0,"delta":{},"finish_reason":"stop"}')
    const usage = event('', ',"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}')
    const done = 'data: [DONE]\n\n'
    const events = (body: string) => ({ headers: { 'content-type': 'text/event-stream' }, body })
    const streamed = `{${messages},"stream":true}`

    it('checklist 6, 7: asks for usage and gives it once, before the finishing chunk', async () => {
      upstream.answer(events(`: hi\n\n${delta('a')}${delta('b')}${finish}${usage}${done}`))
      const answer = await post(invocations, streamed)
      expect(answer.text).toBe(delta('a') + delta('b') + usage + finish + done)
      expect(answer.headers).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'served-model-name': 'mine',
      })
      expect(sent()).toBe(`{"model":"model-of-mine","stream_options":{"include_usage":true},${messages},"stream":true}`)
    })

    it('checklist 7: gives usage last where the caller asks, whatever else its stream_options hold', async () => {
      upstream.answer(events(delta('a') + finish + usage + done))
      const wanted = `{${messages},"stream":true,"stream_options":{"include_usage":true,"x":1.0}}`
      expect((await post(invocations, wanted)).text).toBe(delta('a') + finish + usage + done)
      expect(sent()).toBe(`{"model":"model-of-mine",${wanted.slice(1)}`)
      const unwanted = wanted.replace('true,"x"', 'false,"x"')
      expect((await post(invocations, unwanted)).text).toBe(delta('a') + usage + finish + done)
      expect(sent()).toBe(`{"model":"model-of-mine",${wanted.slice(1)}`)
    })

    it('asks once more without stream_options where an upstream refuses them, and not again', async () => {
      upstream.answer(
        { status: 400, body: '{"error":"unknown field stream_options"}' },
        events(delta('a') + finish + done),
      )
      for (let count = 0; count < 2; count++)
        expect((await post(invocations, streamed)).text).toBe(delta('a') + finish + done)
      expect(upstream.asked.map(({ text }) => text.includes('stream_options'))).toEqual([true, false, false])
    })

    it('checklist 6: ends what was cut in an error, never as if whole', async () => {
      upstream.answer((response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(delta('a') + delta('b'), () => response.destroy())
      })
      const { status, text } = await post(invocations, streamed)
      expect(status).toBe(200)
      expect(text.startsWith(delta('a') + delta('b') + 'data: {"error":{"message":"')).toBe(true)
      expect(text).not.toContain('[DONE]')
      expect(text.replaceAll(/data: [^\n]*\n\n/g, '')).toBe('')
    })

    it('checklist 9: answers with a status where an error is the first thing in the stream', async () => {
      upstream.answer(events('data: {"error":{"message":"slow down","code":429}}\n\n'))
      const { status, json, headers } = await post(invocations, streamed)
      expect([status, code(json), headers['retry-after']]).toEqual([429, 'REQUEST_LIMIT_EXCEEDED', '1'])
    })

    it('says an error inside a stream as one', async () => {
      upstream.answer(events(`${delta('a')}event: error\ndata: {"message":"broke, ${secret}"}\n\n`))
      const { text } = await post(invocations, streamed)
      expect(text.startsWith(delta('a'))).toBe(true)
      expect(text.slice(delta('a').length)).toMatch(
        /^data: \{"error":\{"message":"[^\n]*broke, •••[^\n]*"code":"INTERNAL_ERROR"\}\}\n\n$/,
      )
    })

    it('streams an answer that came whole', async () => {
      upstream.answer({ body: completion })
      const { text } = await post(invocations, streamed)
      const chunks = text
        .trim()
        .split('\n\n')
        .map((line) => line.slice(6))
      expect(chunks.pop()).toBe('[DONE]')
      expect(chunks.map((chunk) => JSON.parse(chunk) as { choices: unknown[]; usage?: unknown })).toMatchObject([
        { object: 'chat.completion.chunk', choices: [{ delta: { content: 'é😀' }, finish_reason: null }] },
        { choices: [], usage: { total_tokens: 9 } },
        { choices: [{ finish_reason: 'stop' }] },
      ])
    })

    it('streams what is on this machine in the same shape', async () => {
      const { text } = await post('/serving-endpoints/echo/invocations', `{${messages},"stream":true,"max_tokens":2}`)
      const lines = text.split('\n\n')
      expect(lines.pop()).toBe('')
      expect(lines.pop()).toBe('data: [DONE]')
      expect(JSON.parse(String(lines.pop()).slice(6))).toMatchObject({ choices: [{ finish_reason: 'length' }] })
      expect(JSON.parse(String(lines.pop()).slice(6))).toMatchObject({ choices: [], usage: { completion_tokens: 2 } })
    })
  })
})
