import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { devNull } from 'node:os'
import { check, context, runChecks, sentUpstream } from './checks.ts'

const { host, token, expected } = context

interface Answered {
  status: number
  headers: string
  text: string
  json: () => Record<string, unknown>
}

async function curl(...args: string[]): Promise<Answered> {
  const all = ['-sS', '-D', '-', '-w', '\n%{http_code}', ...args]
  const out = await new Promise<string>((resolve, reject) => {
    execFile('curl', all, { env: { PATH: process.env['PATH'], HOME: devNull } }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr))
      else resolve(stdout)
    })
  })
  const [headers = '', ...rest] = out.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  const end = body.lastIndexOf('\n')
  const text = body.slice(0, end)
  return {
    status: Number(body.slice(end + 1)),
    headers: headers.toLowerCase(),
    text,
    json: () => {
      const value: Record<string, unknown> = JSON.parse(text)
      return value
    },
  }
}

const json = ['-H', 'Content-Type: application/json']
const asUser = ['-u', `token:${token}`]
const at = (endpoint: string) => `${host}/serving-endpoints/${endpoint}/invocations`

check('article 3: -u token:, chat', async () => {
  const body = JSON.stringify({
    messages: [
      { role: 'system', content: 'You are a helpful assistant.' },
      { role: 'user', content: ' What is a mixture of experts model?' },
    ],
  })
  const answer = await curl(...asUser, ...json, '-X', 'POST', '-d', body, at('sim-chat'))
  assert.equal(answer.status, 200)
  assert.match(answer.headers, /content-type: application\/json/)
  assert.match(answer.headers, /served-model-name: \S/)
  const { choices, object, usage, id, created, model } = answer.json()
  assert.deepEqual(choices, [
    { index: 0, message: { role: 'assistant', content: expected.chat }, finish_reason: 'stop' },
  ])
  assert.deepEqual(
    [object, usage, typeof id, typeof created, typeof model],
    ['chat.completion', { prompt_tokens: 11, completion_tokens: 30, total_tokens: 41 }, 'string', 'number', 'string'],
  )
})

check('article 9: -u token:, embeddings', async () => {
  const body = '{ "input": "Embed this sentence!"}'
  const answer = await curl(...asUser, ...json, '-d', body, at('universal-sentence-encoder-lite'))
  const { object, data, usage, model } = answer.json()
  assert.equal(object, 'list')
  assert.ok(Array.isArray(data) && data.length === 1)
  const [{ embedding, index, object: kind }]: [{ embedding: number[]; index: number; object: string }] = JSON.parse(
    JSON.stringify(data),
  )
  assert.deepEqual([embedding.length, index, kind, typeof model], [512, 0, 'embedding', 'string'])
  assert.ok(Math.abs(Math.hypot(...embedding) - 1) < 1e-3)
  assert.deepEqual(Object.keys(Object(usage)), ['prompt_tokens', 'total_tokens'])
})

check('article 15: -u token:, completions', async () => {
  const answer = await curl(
    ...asUser,
    ...json,
    '-d',
    '{"prompt": "What is a quoll?", "max_tokens": 64}',
    at('sim-chat'),
  )
  const { object, choices } = answer.json()
  assert.equal(object, 'text_completion')
  assert.deepEqual(choices, [{ index: 0, text: expected.completion, finish_reason: 'stop' }])
  assert.equal((await sentUpstream('What is a quoll?'))['max_tokens'], 64)
})

check('checklist 3: Bearer, Basic, any case of the scheme, and neither on loopback', async () => {
  const body = ['-d', '{"prompt":"x"}']
  for (const auth of [['-H', `Authorization: Bearer ${token}`], ['-H', `authorization: bearer ${token}`], asUser, []]) {
    assert.equal((await curl(...auth, ...json, ...body, at('echo'))).status, 200)
    assert.equal((await curl(...auth, `${host}/api/2.0/serving-endpoints`)).status, 200)
  }
})

check('without a content type: -d alone calls it a form', async () => {
  assert.equal((await curl(...asUser, '-d', '{"prompt":"x"}', at('echo'))).status, 200)
})

check('checklist 6: a stream is data lines and blank lines, [DONE] last', async () => {
  for (const endpoint of ['sim-chat', 'echo']) {
    const body = '{"messages":[{"role":"user","content":"x"}],"stream":true}'
    const answer = await curl(...asUser, ...json, '-N', '-d', body, at(endpoint))
    assert.match(answer.headers, /content-type: text\/event-stream/)
    const lines = answer.text.split('\n')
    assert.ok(lines.every((line) => line === '' || line.startsWith('data: ')))
    assert.equal(
      lines.findLast((line) => line !== ''),
      'data: [DONE]',
    )
  }
})

check('checklist 9: every error is flat JSON with a code', async () => {
  const asked: [status: number, code: string, ...args: string[]][] = [
    [403, 'PERMISSION_DENIED', '-u', 'token:dapi-wrong', '-d', '{"prompt":"x"}', at('echo')],
    [404, 'ENDPOINT_NOT_FOUND', ...asUser, '-d', '{"prompt":"x"}', at('no-such')],
    [404, 'NOT_FOUND', ...asUser, '-d', '{}', `${host}/serving-endpoints/echo/nowhere`],
    [404, 'ENDPOINT_NOT_FOUND', ...asUser, `${host}/api/2.0/nowhere`],
    [404, 'RESOURCE_DOES_NOT_EXIST', ...asUser, `${host}/api/2.0/serving-endpoints/no-such`],
    [400, 'BAD_REQUEST', ...asUser, '-d', '{"prompt":', at('echo')],
    [400, 'BAD_REQUEST', ...asUser, '-d', '{"inputs":[1]}', at('sim-chat')],
    [400, 'BAD_REQUEST', ...asUser, '-d', '{"messages":[]}', at('sim-400')],
    [429, 'REQUEST_LIMIT_EXCEEDED', ...asUser, '-d', '{"prompt":"x"}', at('sim-429')],
  ]
  for (const [status, code, ...args] of asked) {
    const answer = await curl(...args)
    assert.match(answer.headers, /content-type: application\/json/)
    assert.deepEqual([answer.status, answer.json()['error_code']], [status, code], args.join(' '))
    assert.deepEqual(Object.keys(answer.json()), ['error_code', 'message'])
    if (status === 429) assert.match(answer.headers, /retry-after: \d+\r?\n/)
  }
})

check('checklist 1 and 2: discovery and a token for a client id and secret', async () => {
  const config = (await curl(`${host}/.well-known/databricks-config`)).json()
  assert.match(String(config['workspace_id']), /^\d+$/)
  const metadata = (await curl(`${String(config['oidc_endpoint'])}/.well-known/oauth-authorization-server`)).json()
  assert.equal(metadata['token_endpoint'], `${host}/oidc/v1/token`)
  const client = ['-u', `${context.clientId}:${context.clientSecret}`]
  const form = ['-d', 'grant_type=client_credentials&scope=all-apis']
  const issued = (await curl(...client, ...form, `${host}/oidc/v1/token`)).json()
  assert.deepEqual([issued['token_type'], issued['expires_in']], ['Bearer', 3600])
  const bearer = ['-H', `Authorization: Bearer ${String(issued['access_token'])}`]
  assert.equal((await curl(...bearer, '-d', '{"prompt":"x"}', at('echo'))).status, 200)
  const refused = await curl('-u', `${context.clientId}:wrong`, ...form, `${host}/oidc/v1/token`)
  assert.deepEqual([refused.status, refused.json()['error']], [401, 'invalid_client'])
})

check('checklist 4, 5 and 13: both ways to list, `model` where it must be, objects everywhere', async () => {
  for (const path of ['/api/2.0/serving-endpoints', '/api/2.0/serving-endpoints/', '/api/2.0/serving-endpoints?o=1']) {
    const { endpoints } = (await curl(...asUser, `${host}${path}`)).json()
    assert.ok(Array.isArray(endpoints) && endpoints.length > 5)
  }
  const body = ['-d', '{"messages":[{"role":"user","content":"x"}]}']
  assert.equal((await curl(...asUser, ...body, `${host}/serving-endpoints/chat/completions`)).status, 400)
})

await runChecks()
